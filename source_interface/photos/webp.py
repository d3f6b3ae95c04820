"""WebP (RFC 9649): chunks in a RIFF file, whose length stands at its beginning, so that nothing may change its place.

A chunk that the picture needs is copied. Of Exif the orientation is written in its place. Every other chunk becomes
zeros under a name that means nothing. Nothing follows the end that the beginning names.
"""

from collections.abc import Generator
from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.density import Size
from source_interface.photos.exif import MOST_READ
from source_interface.photos.icc import MOST_BYTES, clean_profile
from source_interface.photos.orientation import EXIF_BYTES, UPRIGHT, exif_of, kept_exif
from source_interface.photos.part_reader import Bytes, PartReader, Waiting

_ALPHA: Final = b"ALPH"
_PICTURES: Final = frozenset({(b"VP8 ",), (b"VP8L",), (_ALPHA, b"VP8 ")})
_CODED: Final = frozenset(kind for picture in _PICTURES for kind in picture)
_EXTENDED, _ANIMATION, _PROFILE, _EXIF = b"VP8X", b"ANIM", b"ICCP", b"EXIF"
_EXTENDED_BYTES, _ANIMATION_BYTES = 10, 6
_ONCE: Final = frozenset((_EXTENDED, _ANIMATION, _PROFILE, _EXIF))
_FRAME, _FRAME_HEAD, _FRAME_FLAGS = b"ANMF", 16, 0x03
_NOT_IN_FRAMES: Final = frozenset((*_ONCE, _FRAME, b"XMP "))
_NOTHING: Final = b"JUNK"
_COLOUR_BYTES: Final = 4
_ANIMATION_FLAG: Final = 0x02
_XMP_FLAG: Final = 0x04
_KNOWN_FLAGS: Final = 0x3E

_Picture = tuple[bytes, ...]  # the kinds of the chunks that make up one picture, in their order


def clean_webp(file: PartReader) -> Waiting:
    """Copy the picture of a WebP file; raise `PhotoNotCleanedError` if it is not one that can be cleaned."""
    head = yield from file.take(12)
    size = int.from_bytes(head[4:8], "little") - 4
    if not (head.startswith(b"RIFF") and head.endswith(b"WEBP")) or size < 0:
        raise PhotoNotCleanedError
    file.write(head)
    end = file.position + size
    picture: _Picture = ()
    chunks = _WebpChunks(file, end)
    frames = 0
    while file.position < end:
        kind = yield from chunks.next()
        frames += kind == _FRAME
        picture = _followed(picture, kind)
    if picture and frames:  # the still picture is shown nowhere and could carry anything
        raise PhotoNotCleanedError
    if not frames:
        _require_whole(picture)
    chunks.require_frames(frames)
    file.pictures = max(1, frames)


class _WebpChunks:
    """The chunks of a file that ends at `end`, and what those before the next one tell of it."""

    def __init__(self, file: PartReader, end: int) -> None:
        self._file = file
        self._end = end
        self._seen: set[bytes] = set()
        self._size: Size = (0, 0)  # where none is told, no Exif is read
        self._is_animated = False

    def next(self) -> Bytes:
        """Write the next chunk, and return its kind."""
        kind, size = yield from _head(self._file, self._end)
        # Some programs pass over a chunk in another place, or over a second one.
        if (kind in _ONCE and kind in self._seen) or (kind == _EXTENDED and self._seen):
            raise PhotoNotCleanedError
        if kind == _FRAME and _ANIMATION not in self._seen:
            raise PhotoNotCleanedError
        self._seen.add(kind)
        yield from self._write(kind, size)
        # Some files lack what fills their last chunk up.
        yield from self._file.blank(min(size % 2, self._end - self._file.position))
        return kind

    def require_frames(self, count: int) -> None:
        """Refuse frames without an animation, and an animation without frames: libwebp shows neither."""
        if not (count > 0) == self._is_animated == (_ANIMATION in self._seen):
            raise PhotoNotCleanedError

    def _write(self, kind: bytes, size: int) -> Waiting:
        if kind == _FRAME:
            yield from _frame(self._file, size)
        elif kind == _EXTENDED:
            self._is_animated, self._size = yield from _extended(self._file, size)
        elif kind == _ANIMATION:
            yield from _animation(self._file, size)
        elif kind == _PROFILE:
            yield from _profile(self._file, size)
        elif kind == _EXIF:
            yield from _exif(self._file, size, self._size)
        elif kind in _CODED:
            yield from _coded(self._file, kind, size)
        else:
            yield from _nothing(self._file, size)


def _head(file: PartReader, end: int) -> Generator[None, None, tuple[bytes, int]]:
    """Return kind and size of the next chunk, which must end before `end`."""
    file.step()
    head = yield from file.take(8)
    size = int.from_bytes(head[4:], "little")
    if file.position + size > end:
        raise PhotoNotCleanedError
    return head[:4], size


def _coded(file: PartReader, kind: bytes, size: int) -> Waiting:
    """Copy a piece of the picture."""
    _write_head(file, kind, size)
    yield from file.copy(size)


def _nothing(file: PartReader, size: int) -> Waiting:
    """Overwrite what is no piece of the picture."""
    _write_head(file, _NOTHING, size)
    yield from file.blank(size)


def _profile(file: PartReader, size: int) -> Waiting:
    if size > MOST_BYTES:
        raise PhotoNotCleanedError
    _write_head(file, _PROFILE, size)
    file.write(clean_profile((yield from file.take(size))))


def _frame(file: PartReader, size: int) -> Waiting:
    """Write one picture of an animation, which has chunks of its own."""
    if size < _FRAME_HEAD or size % 2:
        raise PhotoNotCleanedError
    _write_head(file, _FRAME, size)
    end = file.position + size
    place = yield from file.take(_FRAME_HEAD)
    file.write(place[:-1] + bytes((place[-1] & _FRAME_FLAGS,)))
    picture: _Picture = ()
    while file.position < end:
        kind, inner = yield from _head(file, end)
        if kind in _NOT_IN_FRAMES:  # libwebp reads these behind the frame's picture as if they stood outside
            raise PhotoNotCleanedError
        picture = _followed(picture, kind)
        yield from _coded(file, kind, inner) if kind in _CODED else _nothing(file, inner)
        yield from file.blank(inner % 2)
    _require_whole(picture)


def _followed(picture: _Picture, kind: bytes) -> _Picture:
    """Return the picture with this chunk; refuse a second one, which is shown nowhere and could carry anything."""
    if kind not in _CODED:
        return picture
    if (found := (*picture, kind)) != (_ALPHA,):
        _require_whole(found)
    return found


def _require_whole(picture: _Picture) -> None:
    if picture not in _PICTURES:
        raise PhotoNotCleanedError


def _extended(file: PartReader, size: int) -> Generator[None, None, tuple[bool, Size]]:
    """Write what is told of the whole picture, and return whether it is an animation, and its size."""
    if size != _EXTENDED_BYTES:
        raise PhotoNotCleanedError
    body = yield from file.take(size)
    if body[0] & ~_KNOWN_FLAGS:  # no browser shows such a file
        raise PhotoNotCleanedError
    _write_head(file, _EXTENDED, size)
    file.write(bytes((body[0] & ~_XMP_FLAG, 0, 0, 0)) + body[4:])
    width, height = (int.from_bytes(part, "little") + 1 for part in (body[4:7], body[7:]))
    return bool(body[0] & _ANIMATION_FLAG), (width, height)


def _animation(file: PartReader, size: int) -> Waiting:
    """Write how often an animation is shown; its background is drawn by no browser."""
    if size != _ANIMATION_BYTES:
        raise PhotoNotCleanedError
    body = yield from file.take(size)
    _write_head(file, _ANIMATION, size)
    file.write(bytes(_COLOUR_BYTES) + body[_COLOUR_BYTES:])


def _exif(file: PartReader, size: int, shown: Size) -> Waiting:
    """Write an orientation and zeros where Exif stood; its flag stands before it, and stays true."""
    exif = yield from file.take(min(size, MOST_READ))
    kept = kept_exif(exif, shown) or (exif_of(UPRIGHT) if size >= EXIF_BYTES else b"")
    if len(kept) > size:
        raise PhotoNotCleanedError
    _write_head(file, _EXIF, size)
    file.write(kept + bytes(len(exif) - len(kept)))
    yield from file.blank(size - len(exif))


def _write_head(file: PartReader, kind: bytes, size: int) -> None:
    file.write(kind + size.to_bytes(4, "little"))
