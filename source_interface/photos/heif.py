"""HEIF, with HEIC and AVIF (ISO/IEC 23008-12): boxes, and places of pictures counted from the file's beginning.

So nothing may move: what is not needed is overwritten where it stands. `meta` says which of the data is a picture; the
rest of the data becomes zeros, like every unknown box. Data that comes before `meta` waits for it, and is bounded.
"""

from collections.abc import Callable, Generator
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import HEAD, IS_LONG, LONG_HEAD, NOTHING, TO_THE_END
from source_interface.photos.extents import PictureMask
from source_interface.photos.heif_meta import clean_meta
from source_interface.photos.part_reader import Bytes, PartReader, Waiting

BRANDS: Final = frozenset(
    b"heic heix heim heis hevc hevx hevm hevs avci avcs vvic vvis jpeg jpgs mif1 mif2 mif3 msf1 miaf avif avis".split()
)
_OTHER_BRANDS: Final = frozenset(b"avio MA1A MA1B MiHA MiHB MiHE MiPr MiAB tmap".split())
PICTURE_BRANDS: Final = BRANDS | _OTHER_BRANDS
_ANY_BRAND: Final = b"mif1"
_GAIN_MAP: Final = b"tmap"
_AVIF: Final = frozenset((b"avif", b"avis"))
MOST_BRANDS_BYTES: Final = 1_024
_MOST_META_BYTES: Final = 512 * 1024
MOST_EARLY_BYTES: Final = 16 * 1024 * 1024
"""The data before `meta`: for a moment it is in memory three times, and once for each upload at work."""
_PIECE: Final = 64 * 1024
_REFUSED: Final = frozenset(
    (b"meta", b"mdat", b"moov", b"moof", b"ftyp")
)  # twice, in another order, or a film


def clean_heif(file: PartReader) -> Waiting:
    """Copy the pictures of a HEIF file; raise `PhotoNotCleanedError` if it is not one that can be cleaned."""
    yield from _brands(file)
    mask = yield from _to_description(file)
    while not (yield from file.at_end()):
        head = yield from _head(file)
        if head[4:HEAD] == b"mdat":
            file.write(head)
            yield from _content(file, head, mask.masked)
        else:
            yield from _blank_box(file, head)
    mask.require_all()


def _to_description(file: PartReader) -> Generator[None, None, PictureMask]:
    """Write what stands before `meta`, and `meta`; return the mask of the data.

    Samsung's telephones write the data first: it waits in memory until it is known what of it is a picture.
    """
    head = yield from _head(file)
    while head[4:HEAD] not in {b"meta", b"mdat"}:
        yield from _blank_box(file, head)
        head = yield from _head(file)
    if head[4:HEAD] == b"meta":
        data, mask = yield from _meta(file, head)
        file.write(data)
        return mask
    early_head, size = head, _size(head) - len(head)
    if not 0 <= size <= MOST_EARLY_BYTES:
        raise PhotoNotCleanedError
    place = file.position
    early = yield from file.take(size)
    data, mask = yield from _meta(file, (yield from _head(file)))
    file.write(early_head)
    for start in range(0, size, _PIECE):
        file.write(mask.masked(place + start, early[start : start + _PIECE]))
    file.write(data)
    return mask


def _blank_box(file: PartReader, head: bytes) -> Waiting:
    """Write a box of zeros in place of one that is no picture; refuse what no photo has there."""
    if head[4:HEAD] in _REFUSED:
        raise PhotoNotCleanedError
    file.write(head[:4] + NOTHING + head[HEAD:])
    yield from _content(file, head, _zeros)


def _brands(file: PartReader) -> Waiting:
    """Write the first box, which says what the file is; a brand that is not known says nothing from now on."""
    head = yield from _head(file)
    size = _size(head) - len(head)
    if head[4:] != b"ftyp" or not HEAD <= size <= MOST_BRANDS_BYTES or size % 4:
        raise PhotoNotCleanedError
    body = yield from file.take(size)
    brands = [body[place : place + 4] for place in (0, *range(8, size, 4))]
    if _GAIN_MAP in brands and not _AVIF.isdisjoint(brands):
        raise PhotoNotCleanedError  # without its map, Chromium shows no picture, or another one
    major, *others = map(_known, brands)
    file.write(head + major + bytes(4) + b"".join(others))


def _known(brand: bytes) -> bytes:
    return brand if brand in PICTURE_BRANDS else _ANY_BRAND


def _head(file: PartReader) -> Bytes:
    """Return the head of the next box, of 8 or 16 bytes."""
    file.step()
    head = yield from file.take(HEAD)
    if int.from_bytes(head[:4]) == IS_LONG:
        head += yield from file.take(LONG_HEAD - HEAD)
    if _size(head) != TO_THE_END and _size(head) < len(head):
        raise PhotoNotCleanedError
    return head


def _size(head: bytes) -> int:
    return int.from_bytes(head[:4] if len(head) == HEAD else head[HEAD:])


def _meta(file: PartReader, head: bytes) -> Generator[None, None, tuple[bytes, PictureMask]]:
    """Return `meta` as it is to be written, and the mask of the data."""
    size = _size(head) - len(head)
    if head[4:HEAD] != b"meta" or not 0 <= size <= _MOST_META_BYTES:
        raise PhotoNotCleanedError
    data = bytearray((yield from file.take(size)))
    cleaned = clean_meta(data)
    file.pictures = cleaned.pictures
    return head + bytes(data), PictureMask(cleaned.places)


def _content(file: PartReader, head: bytes, clean: Callable[[int, bytes], bytes]) -> Waiting:
    """Write the content of a box; `clean` gets each piece and its place in the file."""

    def use(data: bytes) -> None:
        file.write(clean(file.position - len(data), data))

    if _size(head) == TO_THE_END:
        yield from file.rest(use)
    else:
        yield from file.each(_size(head) - len(head), use)


def _zeros(_place: int, data: bytes) -> bytes:
    return bytes(len(data))
