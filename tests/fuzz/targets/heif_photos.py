"""A stranger's photo that says it is HEIF, cleaned while it is on its way."""

from source_interface.errors import PhotoNotCleanedError
from tests.fuzz.photo_runs import run
from tests.fuzz.target import Target
from tests.source_interface.photos.samples import heif

TARGET = Target(run, (PhotoNotCleanedError,), (heif(), heif(data_first=True), heif()[:200], heif()[:-40]))
