"""The application segments that a cleaned JPEG file keeps: JFIF, Adobe's, the orientation, and the colour profile.

Each counts as in libjpeg, of which most programs are made: of several the last. Pieces of a profile that are empty,
come twice or do not fit together are refused, and so is Exif that comes twice or late: some programs show the picture
with them, others do not.
"""

from collections.abc import Iterator
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.density import Size
from source_interface.photos.exif import MARK
from source_interface.photos.icc import MOST_BYTES, clean_profile
from source_interface.photos.orientation import kept_exif

_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_JFIF, _JFIF_BYTES = b"JFIF\0", 14
"""A shorter one is none to libjpeg, which then reads other colours."""
_ANY_DENSITY: Final = b"JFIF\0\1\1\0\0\1\0\1\0\0"
"""Version 1.1, square pixels of no known size, no thumbnail: no browser shows the density, and it could be a number."""
_ADOBE, _ADOBE_BYTES = b"Adobe", 12
_EXIF: Final = MARK[:4]
_ICC: Final = b"ICC_PROFILE\0"
_ICC_PIECE: Final = 65_519


class ApplicationSegments:
    """The application segments before the first scan."""

    def __init__(self) -> None:
        self._jfif: bytes | None = None
        self._adobe: bytes | None = None
        self._has_app1 = False
        self._exif: bytes | None = None
        self._exif_is_first = False
        self._profile = _ProfilePieces()

    def take(self, marker: int, body: bytes) -> None:
        """Keep what is needed of a segment."""
        if marker == _APP0 and body.startswith(_JFIF) and len(body) >= _JFIF_BYTES:
            self._jfif = _ANY_DENSITY
        elif marker == _APP1:
            self._take_app1(body)
        elif marker == _APP2 and body.startswith(_ICC):
            self._profile.take(body[len(_ICC) :])
        elif marker == _APP14 and body.startswith(_ADOBE) and len(body) >= _ADOBE_BYTES:
            self._adobe = b"Adobe\0\x64\0\0\0\0" + body[11:12]  # how colours are coded

    def _take_app1(self, body: bytes) -> None:
        is_first, self._has_app1 = not self._has_app1, True
        if not body.startswith(_EXIF):
            return
        if self._exif is not None or not body.startswith(MARK):
            raise PhotoNotCleanedError
        self._exif, self._exif_is_first = body, is_first

    def kept(self, size: Size) -> Iterator[tuple[int, bytes]]:
        """Yield the segments to write for a picture of this size, each with its marker."""
        if self._jfif is not None:
            yield _APP0, self._jfif
        exif = kept_exif(self._exif or b"", size)
        if exif and not self._exif_is_first:  # Firefox reads the first segment of this marker alone
            raise PhotoNotCleanedError
        if exif:
            yield _APP1, exif
        profile = self._profile.cleaned()
        parts = [profile[start : start + _ICC_PIECE] for start in range(0, len(profile), _ICC_PIECE)]
        for number, part in enumerate(parts, 1):
            yield _APP2, _ICC + bytes((number, len(parts))) + part
        if self._adobe is not None:
            yield _APP14, self._adobe


class _ProfilePieces:
    """The pieces of a colour profile, in whichever order they come."""

    def __init__(self) -> None:
        self._pieces: dict[int, bytes] = {}
        self._count = 0

    def take(self, body: bytes) -> None:
        """Keep a piece; raise `PhotoNotCleanedError` if it does not fit, or if the profile is longer than one is."""
        if len(body) <= 2:
            raise PhotoNotCleanedError
        number, count = body[:2]
        self._count = self._count or count
        if number in self._pieces or count != self._count or not 1 <= number <= count:
            raise PhotoNotCleanedError
        self._pieces[number] = body[2:]
        if sum(map(len, self._pieces.values())) > MOST_BYTES:
            raise PhotoNotCleanedError

    def cleaned(self) -> bytes:
        """Return the cleaned profile, nothing if there is none; raise `PhotoNotCleanedError` if a piece is missing."""
        if len(self._pieces) < self._count:
            raise PhotoNotCleanedError
        if not self._pieces:
            return b""
        return clean_profile(b"".join(self._pieces[number] for number in sorted(self._pieces)))
