"""PNG (third edition): a list of chunks, each with its length, type and checksum.

Chunks that the picture needs are copied. Others are left out, and so is everything behind the end. One of those that
comes a second time, or behind the picture, is refused: programs differ in which they show the picture with. Only the
colour profile and the orientation are made anew.
"""

import zlib
from collections.abc import Callable
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.exif import MOST_READ
from source_interface.photos.icc import MOST_BYTES, clean_profile
from source_interface.photos.orientation import kept_exif
from source_interface.photos.part_reader import Bytes, PartReader, Waiting
from source_interface.photos.png_animation import (
    CONTROL,
    DATA,
    FRAME,
    FRAME_BYTES,
    NUMBER_BYTES,
    PngAnimation,
)
from source_interface.photos.png_values import INDEXED, require_valid

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER, _PALETTE, _PICTURE, _END = b"IHDR", b"PLTE", b"IDAT", b"IEND"
_TRANSPARENCY, _DEPTHS, _PROFILE, _EXIF = b"tRNS", b"sBIT", b"iCCP", b"eXIf"
_HEADER_BYTES: Final = 13
_GREY, _TRUE = 0, 2
_LENGTHS: Final = {
    b"sRGB": range(1, 2),
    b"gAMA": range(4, 5),
    b"cHRM": range(32, 33),
    b"cICP": range(4, 5),
    b"mDCV": range(24, 25),
    b"cLLI": range(8, 9),
    CONTROL: range(8, 9),
    _PROFILE: range(MOST_BYTES + 1),
}
_DEPTHS_LENGTHS: Final = {
    _GREY: range(1, 2),
    _TRUE: range(3, 4),
    INDEXED: range(3, 4),
    4: range(2, 3),
    6: range(4, 5),
}
_TRANSPARENCY_LENGTHS: Final = {_GREY: range(2, 3), _TRUE: range(6, 7)}
_PALETTE_LENGTHS: Final = range(3, 3 * 256 + 1, 3)
_BLACK: Final = bytes(3)
_MOST_LENGTH: Final = 2**31 - 1
_ANCILLARY: Final = 0x20
_NAME_BYTES: Final = 79
_LEAST_OF_PROFILE: Final = 92
"""The bytes of a chunk with a profile: libpng, and so Firefox, passes over a shorter one."""
_LEVEL: Final = 6


def clean_png(file: PartReader) -> Waiting:
    """Copy the picture of a PNG file; raise `PhotoNotCleanedError` if it is not one that can be cleaned."""
    if (yield from file.take(len(SIGNATURE) + 8)) != SIGNATURE + _HEADER_BYTES.to_bytes(4) + _HEADER:
        raise PhotoNotCleanedError
    header = yield from _whole(file, _HEADER, _HEADER_BYTES)
    picture = _PngPicture(file, header)
    file.write(SIGNATURE)
    _write(file, _HEADER, header)
    kind = _HEADER
    while kind != _END:
        file.step()
        head = yield from file.take(8)
        length, kind = int.from_bytes(head[:4]), head[4:]
        if length > _MOST_LENGTH:
            raise PhotoNotCleanedError
        yield from picture.chunk(kind, length)


class _PngPicture:
    """The picture so far, and what becomes of the next chunk."""

    def __init__(self, file: PartReader, header: bytes) -> None:
        self._file = file
        self._header = header
        self._colour_type = header[9]
        self._most_entries = 1 << min(header[8], 8)
        if self._colour_type not in _DEPTHS_LENGTHS:
            raise PhotoNotCleanedError
        self._entries = 0
        self._written: set[bytes] = set()
        self._unannounced = False
        self._last = _HEADER
        self._size = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
        self._animation = PngAnimation(self._size)

    def chunk(self, kind: bytes, length: int) -> Waiting:
        """Write what is kept of one chunk."""
        if kind == _PICTURE:
            yield from self._picture(length)
        elif kind in {FRAME, DATA} and self._animation.is_announced:
            yield from self._frame(kind, length)
        elif kind == _EXIF:
            yield from self._orientation(length)
        elif kind == _END:
            yield from self._end(length)
        elif (lengths := self._lengths(kind)) is None:
            yield from self._left_out(kind, length)
        elif length in lengths and not {kind, _PICTURE} & self._written:
            yield from self._small(kind, length)
        else:
            raise PhotoNotCleanedError
        self._last = kind

    def _lengths(self, kind: bytes) -> range | None:
        """Return the lengths that a chunk may have which this picture needs; None for one that it does not need."""
        if kind == _PALETTE:
            return _PALETTE_LENGTHS
        if kind == _TRANSPARENCY and self._colour_type == INDEXED:
            return range(1, self._entries + 1)
        if kind == _TRANSPARENCY:
            return _TRANSPARENCY_LENGTHS.get(self._colour_type)
        return _DEPTHS_LENGTHS[self._colour_type] if kind == _DEPTHS else _LENGTHS.get(kind)

    def _left_out(self, kind: bytes, length: int) -> Waiting:
        if not kind[0] & _ANCILLARY or not kind.isalpha():
            raise PhotoNotCleanedError
        self._unannounced |= kind in {FRAME, DATA}
        yield from self._file.skip(length + 4)

    def _small(self, kind: bytes, length: int) -> Waiting:
        body = yield from _whole(self._file, kind, length)
        if kind == _PALETTE and self._colour_type == INDEXED:
            body = body[: 3 * self._most_entries]  # no pixel can name a colour beyond
            self._entries = len(body) // 3
        elif kind == _PALETTE:
            body = (
                _BLACK  # nothing is shown in it, but some programs pass over colours that are named behind it
            )
        elif kind == CONTROL:
            if self._unannounced:  # with frames before it some programs show no animation
                raise PhotoNotCleanedError
            self._animation.announce(body)
        elif kind == _PROFILE:
            body = _profile(body)
        require_valid(kind, body, self._header)
        self._written.add(kind)
        if kind != CONTROL or self._animation.is_announced:
            _write(self._file, kind, body)

    def _picture(self, length: int) -> Waiting:
        if _PICTURE in self._written and self._last != _PICTURE:  # programs pass over a second run of data
            raise PhotoNotCleanedError
        self._written.add(_PICTURE)
        self._animation.take_picture()
        yield from _copy(self._file, _PICTURE, length)

    def _frame(self, kind: bytes, length: int) -> Waiting:
        if kind == FRAME and length == FRAME_BYTES:
            body = yield from _whole(self._file, kind, length)
            self._animation.begin_frame(body, before_picture=_PICTURE not in self._written)
            self._write(kind, body)
        elif kind == DATA and length >= NUMBER_BYTES and self._last in {FRAME, DATA}:  # as `_picture`
            number = yield from self._file.take(NUMBER_BYTES)
            self._animation.take_data(number)
            yield from _copy(self._file, kind, length, number)
        else:
            raise PhotoNotCleanedError

    def _orientation(self, length: int) -> Waiting:
        if _EXIF in self._written:
            raise PhotoNotCleanedError
        exif = bytearray()
        yield from _read(self._file, _EXIF, length, lambda data: exif.extend(data[: MOST_READ - len(exif)]))
        self._written.add(_EXIF)
        if kept := kept_exif(bytes(exif), self._size):
            if length > MOST_READ:  # Firefox passes over it, and Chromium does not
                raise PhotoNotCleanedError
            self._write(_EXIF, kept)

    def _end(self, length: int) -> Waiting:
        if length or _PICTURE not in self._written:
            raise PhotoNotCleanedError
        self._animation.require_data()
        self._file.pictures = self._animation.pictures
        self._write(_END, (yield from _whole(self._file, _END, 0)))

    def _write(self, kind: bytes, body: bytes) -> None:
        self._written.add(kind)
        _write(self._file, kind, body)


def _profile(body: bytes) -> bytes:
    name, end, packed = body.partition(b"\0")
    # libpng passes over a profile without a name, and would not once it has one.
    if not name or not end or len(name) > _NAME_BYTES or packed[:1] != b"\0" or len(body) < _LEAST_OF_PROFILE:
        raise PhotoNotCleanedError
    profile = clean_profile(_unpacked(packed[1:]))
    # At level 9, the two megabytes of a file of 450 kB can take five seconds.
    small = b"icc\0\0" + zlib.compress(profile, _LEVEL)
    return small if len(small) >= _LEAST_OF_PROFILE else b"icc\0\0" + zlib.compress(profile, level=0)


def _unpacked(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(packed, MOST_BYTES)
    except zlib.error:
        raise PhotoNotCleanedError from None
    if not inflater.eof:
        raise PhotoNotCleanedError
    return profile


def _read(
    file: PartReader, kind: bytes, length: int, use: Callable[[bytes], None], *, begun: bytes = b""
) -> Bytes:
    """Give the rest of a chunk to `use`, and return its checksum."""
    checksum = zlib.crc32(kind + begun)

    def pass_on(data: bytes) -> None:
        nonlocal checksum
        checksum = zlib.crc32(data, checksum)
        use(data)

    yield from file.each(length - len(begun), pass_on)
    found = yield from file.take(4)
    if found != checksum.to_bytes(4):  # some programs use the chunk nevertheless, others do not
        raise PhotoNotCleanedError
    return found


def _whole(file: PartReader, kind: bytes, length: int) -> Bytes:
    """Return a chunk that the caller bounds."""
    body = bytearray()
    yield from _read(file, kind, length, body.extend)
    return bytes(body)


def _copy(file: PartReader, kind: bytes, length: int, begun: bytes = b"") -> Waiting:
    file.write(length.to_bytes(4) + kind + begun)
    file.write((yield from _read(file, kind, length, file.write, begun=begun)))


def _write(file: PartReader, kind: bytes, body: bytes) -> None:
    file.write(len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4))
