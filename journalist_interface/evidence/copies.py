"""The forms in which a file is saved other than as it came: without author data, and not harmless."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

# A converter that was taken over must not name a copy as a program.
CopyEnding = Literal[
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "txt",
    "jpg",
    "png",
    "tiff",
    "webp",
    "heic",
    "avif",
    "svg",
    "mp4",
    "mkv",
    "wmv",
    "avi",
    "flv",
    "mpg",
    "ts",
    "mp3",
    "ogg",
    "flac",
    "wav",
    "aiff",
    "aac",
    "amr",
    "caf",
]
"""The endings of kinds of which there may be copies."""


class CopyForm(StrEnum):
    """A form of copy that an officer may ask for."""

    CLEANED = "cleaned"
    PICTURES = "pictures"


class CleaningMethod(StrEnum):
    """The way in which a copy was made: with its content as it is, encoded anew, or as pictures in a PDF."""

    LIGHTWEIGHT = "lightweight"
    FULL = "full"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class CleanedCopy:
    """A copy without author data, to be read once: exactly `size` bytes come out of `pieces`, or an `EvidenceError`.

    `ending` is that of its name, such as ".pdf", chosen from its content.
    """

    method: CleaningMethod
    ending: str
    media_type: str
    size: int
    pieces: Iterator[bytes]
