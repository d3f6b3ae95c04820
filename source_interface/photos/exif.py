"""Reading a block of Exif (CIPA DC-008, 4.6), as far as it tells programs how to show a picture.

It has the form of TIFF: a head, and directories of entries, each with a tag and numbers.
"""

from dataclasses import dataclass
from typing import Final, Literal, Self

from source_interface.errors import PhotoNotCleanedError

Order = Literal["big", "little"]

BEGINNINGS: Final[dict[Order, bytes]] = {"big": b"MM\0*", "little": b"II*\0"}
"""The first four bytes of a block, by the order of the bytes in its numbers."""
MARK: Final = b"Exif\0\0"
"""Before a block of Exif in JPEG; some programs write it in PNG and WebP too, and not all programs pass over it."""
_LIKE_EXIF: Final = (b"MM", b"II", MARK)
"""Some programs look at two letters alone, or pass over several marks."""
BYTE, SHORT, LONG, RATIONAL, SIGNED_BYTE, SIGNED_SHORT, SIGNED_LONG = 1, 3, 4, 5, 6, 8, 9
_ENTRY_BYTES, _NUMBERS_BYTES, _RATIONAL_BYTES = 12, 4, 8
EXIF_DIRECTORY: Final = 0x8769
"""The tag of the directory that has what Exif adds to TIFF."""
_GPS_DIRECTORY: Final = 0x8825
_FURTHER: Final = frozenset((EXIF_DIRECTORY, _GPS_DIRECTORY))
MOST_READ: Final = 64 * 1024
"""The directories stand within these first bytes of Exif, or the photo is refused."""


@dataclass(frozen=True, slots=True)
class ExifEntry:
    """An entry of a directory: its tag, the type and the count of its numbers, and four bytes of them."""

    tag: int
    kind: int
    count: int
    numbers: bytes
    order: Order

    @classmethod
    def of(cls, entry: bytes, order: Order) -> Self:
        """Return the entry of these twelve bytes."""
        tag, kind, count = (
            int.from_bytes(entry[start:end], order) for start, end in ((0, 2), (2, 4), (4, 8))
        )
        return cls(tag, kind, count, entry[8:], order)

    def number(self, size: int = _NUMBERS_BYTES) -> int:
        """Return a number of so many bytes; of four: also the place of numbers that have no room here."""
        return int.from_bytes(self.numbers[:size], self.order)

    def positive(self) -> int | None:
        """Return the value, if it is one number without a sign, of two or four bytes."""
        if self.count != 1 or self.kind not in {SHORT, LONG}:
            return None
        return self.number(2 if self.kind == SHORT else 4)

    def rational(self, exif: bytes) -> float | None:
        """Return the value, if it is one fraction above nought that stands in the block `exif`.

        Raises `PhotoNotCleanedError` if it may stand in what was not read.
        """
        if self.count != 1 or self.kind != RATIONAL:
            return None
        place, end = self.number(), self.number() + _RATIONAL_BYTES
        if end > len(exif) >= MOST_READ:
            raise PhotoNotCleanedError
        if end > len(exif):
            return None
        found = exif[place:end]
        above, below = (int.from_bytes(half, self.order) for half in (found[:4], found[4:]))
        return above / below if above and below else None


@dataclass(frozen=True, slots=True)
class ExifDirectory:
    """A directory: its place, the entries that the block holds, whether that is all, and the place of the next one."""

    place: int
    entries: list[ExifEntry]
    is_whole: bool
    next: int

    @classmethod
    def at(cls, exif: bytes, place: int, order: Order) -> Self:
        """Return the directory at this place; raise `PhotoNotCleanedError` if it may go on in what was not read."""
        start = place + 2
        end = start + int.from_bytes(exif[place:start], order) * _ENTRY_BYTES
        if end > len(exif) >= MOST_READ:
            raise PhotoNotCleanedError
        # Firefox reads an entry whose last bytes are cut off.
        entries = [
            ExifEntry.of(exif[at : at + _ENTRY_BYTES].ljust(_ENTRY_BYTES, b"\0"), order)
            for at in range(start, min(end, len(exif)), _ENTRY_BYTES)
        ]
        return cls(place, entries, end <= len(exif), int.from_bytes(exif[end : end + 4], order))

    def tagged(self, *tags: int) -> list[ExifEntry]:
        """Return the entries that have one of these tags."""
        return [entry for entry in self.entries if entry.tag in tags]


@dataclass(frozen=True, slots=True)
class ExifBlock:
    """A block of Exif: its bytes and their order, its first directory, and those of Exif and of GPS."""

    exif: bytes
    order: Order
    first: ExifDirectory
    further: list[ExifDirectory]

    @classmethod
    def read(cls, exif: bytes) -> Self | None:
        """Read a block without its mark; return None for what no program takes for one.

        Raises `PhotoNotCleanedError` if programs read different directories there.
        """
        for order, beginning in BEGINNINGS.items():
            if exif.startswith(beginning):
                return cls._of(exif, order)
        if exif.startswith(_LIKE_EXIF):
            raise PhotoNotCleanedError
        return None

    @classmethod
    def _of(cls, exif: bytes, order: Order) -> Self:
        first = ExifDirectory.at(exif, int.from_bytes(exif[4:8], order), order)
        places = [entry.number() for entry in first.tagged(*_FURTHER)]
        if len(places) > len(_FURTHER):
            raise PhotoNotCleanedError
        further = [ExifDirectory.at(exif, place, order) for place in places]
        if any(directory.tagged(EXIF_DIRECTORY) for directory in further):  # Firefox follows it sixteen times
            raise PhotoNotCleanedError
        return cls(exif, order, first, further)

    def of_thumbnail(self, tag: int) -> list[ExifEntry]:
        """Return the entries of this tag in the thumbnail's directory; raise as `ExifDirectory.at`."""
        return ExifDirectory.at(self.exif, self.first.next, self.order).tagged(tag) if self.first.next else []
