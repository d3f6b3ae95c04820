"""A stranger's photo that says it is PNG, cleaned while it is on its way."""

from source_interface.errors import PhotoNotCleanedError
from tests.fuzz.photo_runs import run
from tests.fuzz.target import Target
from tests.source_interface.photos.samples import png

TARGET = Target(run, (PhotoNotCleanedError,), (png(), png()[:200], png()[:-40]))
