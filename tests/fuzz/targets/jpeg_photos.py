"""A stranger's photo that says it is JPEG, cleaned while it is on its way."""

from source_interface.errors import PhotoNotCleanedError
from tests.fuzz.photo_runs import run
from tests.fuzz.target import Target
from tests.source_interface.photos.samples import jpeg

TARGET = Target(run, (PhotoNotCleanedError,), (jpeg(), jpeg()[:200], jpeg()[:-40]))
