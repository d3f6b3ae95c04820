"""The kind of a file by its first bytes, and the cleaning of those that are photos."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.film_search import FilmSearch
from source_interface.photos.foreign_marks import ForeignMarks
from source_interface.photos.heif import BRANDS, MOST_BRANDS_BYTES, clean_heif
from source_interface.photos.jpeg import clean_jpeg
from source_interface.photos.part_reader import PartReader, Waiting
from source_interface.photos.png import SIGNATURE, clean_png
from source_interface.photos.webp import clean_webp

_FIRST: Final = 12
_ALL_BRANDS: Final = 12 + MOST_BRANDS_BYTES


@dataclass(frozen=True, slots=True)
class PhotoKind:
    """A kind of photo: how its name ends, and its parser."""

    ending: str
    clean: Callable[[PartReader], Waiting]


JPEG: Final = PhotoKind(".jpg", clean_jpeg)
PNG: Final = PhotoKind(".png", clean_png)
WEBP: Final = PhotoKind(".webp", clean_webp)
AVIF: Final = PhotoKind(".avif", clean_heif)
HEIC: Final = PhotoKind(".heic", clean_heif)


def kind_of(head: bytes) -> PhotoKind | None:
    """Return what a file says it is; None if it is no photo that can be cleaned. A damaged beginning counts too."""
    if head.startswith(b"\xff\xd8"):
        return JPEG
    if head.startswith(SIGNATURE[:4]):
        return PNG
    if head.startswith(b"RIFF") and head[8:_FIRST] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        size = int.from_bytes(head[:4])
        end = size if _FIRST < size <= _ALL_BRANDS else _ALL_BRANDS
        brands = {bytes(head[place : place + 4]) for place in range(8, min(end, len(head)), 4)}
        if brands & BRANDS:
            return AVIF if brands & {b"avif", b"avis"} else HEIC
    return None


class PhotoCleaner:
    """A file on its way: the photo's cleaned bytes, or another file's bytes as they came.

    Raises `PhotoNotCleanedError` where a photo cannot be cleaned; nothing that came out before is whole then.
    """

    def __init__(self) -> None:
        self._head = bytearray()
        self._decided = False
        self._reader = PartReader()
        self._films = FilmSearch()
        self._marks = ForeignMarks()
        self._parser: Waiting | None = None
        self.kind: PhotoKind | None = None

    @property
    def pictures(self) -> int:
        """The pictures that a cleaned photo holds, once it is whole; those of an animation are counted each."""
        return self._reader.pictures

    @property
    def left_film(self) -> bool:
        """Return whether a film or a sound was left out of a photo."""
        return self._films.found

    def feed(self, data: bytes) -> bytes:
        """Take more of the file, and return what of it is kept by now."""
        if not self._decided:
            self._head += data
            if len(self._head) < _ALL_BRANDS:
                return b""
            data = self._decide()
        return self._cleaned(data)

    def finish(self) -> bytes:
        """Return the rest, once the file is whole."""
        data = b"" if self._decided else self._decide()
        rest = self._cleaned(data)
        self._reader.ended = True
        rest += self._cleaned(b"")
        if self._parser is not None:
            raise PhotoNotCleanedError
        self._marks.require_none_at_end()
        return rest

    def _decide(self) -> bytes:
        self._decided = True
        self.kind = kind_of(bytes(self._head))
        if self.kind is not None:
            self._parser = self.kind.clean(self._reader)
        return bytes(self._head)

    def _cleaned(self, data: bytes) -> bytes:
        if self.kind is None:
            return data
        self._films.feed(data)
        if self._parser is None:  # what follows the end of the picture
            return b""
        self._reader.add(data)
        try:
            next(self._parser)
        except StopIteration:
            self._parser = None
        written = self._reader.written()
        self._marks.require_none(written)
        return written
