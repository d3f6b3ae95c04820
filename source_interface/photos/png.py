"""PNG (third edition): a list of chunks, each with its length, type and checksum.

Chunks that the picture needs are copied if their length is possible and their checksum right. Others are left out, and
so is everything behind the end. Only the colour profile and the orientation are made anew.
"""

import zlib
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.icc import MOST_BYTES, clean_profile
from source_interface.photos.orientation import MOST_READ, UPRIGHT, exif_of, orientation_in
from source_interface.photos.part_reader import PartReader, Waiting

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_LENGTHS: Final = {
    b"IHDR": range(13, 14),
    b"PLTE": range(3, 769, 3),
    b"tRNS": range(257),
    b"IEND": range(1),
    b"sRGB": range(1, 2),
    b"gAMA": range(4, 5),
    b"cHRM": range(32, 33),
    b"cICP": range(4, 5),
    b"sBIT": range(5),
    b"acTL": range(8, 9),
    b"fcTL": range(26, 27),
}
_CODED: Final = frozenset((b"IDAT", b"fdAT"))
_MOST_LENGTH: Final = 2**31 - 1
_ANCILLARY: Final = 0x20
_NAME_BYTES: Final = 79


def clean_png(file: PartReader) -> Waiting:
    """Copy the picture of a PNG file; raise `PhotoNotCleanedError` if it is not one that can be cleaned."""
    if (yield from file.take(len(SIGNATURE))) != SIGNATURE:
        raise PhotoNotCleanedError
    file.write(SIGNATURE)
    kind, coded, colours = b"", False, 0
    while kind != b"IEND":
        file.step()
        head = yield from file.take(8)
        length, before, kind = int.from_bytes(head[:4]), kind, head[4:]
        if length > _MOST_LENGTH or (kind == b"IHDR") == bool(before):
            raise PhotoNotCleanedError
        coded |= kind == b"IDAT"
        colours += kind == b"iCCP"
        if colours > 1:  # each costs the unpacking of a large one
            raise PhotoNotCleanedError
        yield from _chunk(file, kind, length)
    if not coded:
        raise PhotoNotCleanedError


def _chunk(file: PartReader, kind: bytes, length: int) -> Waiting:
    """Write what is kept of one chunk."""
    if kind in _CODED or length in _LENGTHS.get(kind, ()):
        yield from _copy(file, kind, length)
    elif kind == b"iCCP":
        yield from _profile(file, length)
    elif kind == b"eXIf":
        yield from _orientation(file, length)
    elif kind in _LENGTHS or not kind[0] & _ANCILLARY:
        raise PhotoNotCleanedError
    else:
        yield from file.skip(length + 4)


def _copy(file: PartReader, kind: bytes, length: int) -> Waiting:
    checksum = zlib.crc32(kind)

    def use(data: bytes) -> None:
        nonlocal checksum
        checksum = zlib.crc32(data, checksum)
        file.write(data)

    file.write(length.to_bytes(4) + kind)
    yield from file.each(length, use)
    if (yield from file.take(4)) != checksum.to_bytes(4):
        raise PhotoNotCleanedError
    file.write(checksum.to_bytes(4))


def _profile(file: PartReader, length: int) -> Waiting:
    if length > MOST_BYTES:
        raise PhotoNotCleanedError
    body = yield from file.take(length)
    yield from file.skip(4)
    name, end, packed = body.partition(b"\0")
    if not end or len(name) > _NAME_BYTES or packed[:1] != b"\0":
        raise PhotoNotCleanedError
    _write(file, b"iCCP", b"icc\0\0" + zlib.compress(clean_profile(_unpacked(packed[1:])), 9))


def _unpacked(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(packed, MOST_BYTES)
    except zlib.error:
        raise PhotoNotCleanedError from None
    if not inflater.eof:
        raise PhotoNotCleanedError
    return profile


def _orientation(file: PartReader, length: int) -> Waiting:
    exif = yield from file.take(min(length, MOST_READ))
    yield from file.skip(length - len(exif) + 4)
    orientation = orientation_in(exif)
    if orientation != UPRIGHT:
        _write(file, b"eXIf", exif_of(orientation))


def _write(file: PartReader, kind: bytes, body: bytes) -> None:
    file.write(len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4))
