"""A stranger's photo that says it is WebP, cleaned while it is on its way."""

from source_interface.errors import PhotoNotCleanedError
from tests.fuzz.photo_runs import run
from tests.fuzz.target import Target
from tests.source_interface.photos.samples import webp

TARGET = Target(run, (PhotoNotCleanedError,), (webp(), webp()[:200], webp()[:-40]))
