"""The configuration of a decoder in a HEIF file: what it does not need is overwritten in its place.

Of AV1 (AV1-ISOBMFF, 2.3) the four bytes at its beginning are kept: the sequence header behind them stands in the
picture as well. Of HEVC (ISO/IEC 14496-15, 8.3) the parameter sets are kept, though some may be used by no picture.
"""

from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.boxes import Fields, IsoBox, blank

_AV1_BYTES: Final = 4
_AV1_PADDING: Final = 0x7A
"""The head of a unit of padding that tells its size (AV1, 5.3): libheif decodes what stands here."""
_SIZE_BYTES: Final = 8
_TRAILING_BIT: Final = b"\x80"
"""The end of the content of a unit (AV1, 5.3.4): libaom refuses padding without it."""
_HEVC_HEAD_BYTES: Final = 22
_HEVC_VERSION: Final = 1
_HEVC_RESERVED: Final = {13: 0xF0, 15: 0xFC, 16: 0xFC, 17: 0xF8, 18: 0xF8}
"""Bits of the head that are ones."""
_FRAME_RATE: Final = (19, 21)
_PARAMETER_SETS: Final = range(32, 35)
_HEVC_FILLER, _TYPE_BITS = 38, 0x3F
_FILLER_END: Final = b"\x80"


def clean_configuration(data: bytearray, box: IsoBox) -> None:
    """Overwrite what is not needed of a configuration; raise `PhotoNotCleanedError` if it is damaged."""
    if box.kind == b"av1C":
        _clean_av1(data, box.body + _AV1_BYTES, box.end)
    elif box.kind == b"hvcC":
        _clean_hevc(data, box)


def _clean_av1(data: bytearray, start: int, end: int) -> None:
    if start == end:
        return
    room = end - start - 1
    bytes_of_size = min(room, _SIZE_BYTES)
    if bytes_of_size < 1:
        raise PhotoNotCleanedError
    size = room - bytes_of_size  # 0 in a short unit, which its size fills
    content = bytes(size - 1) + _TRAILING_BIT if size else b""
    data[start] = _AV1_PADDING
    data[start + 1 : end] = _leb128(size, bytes_of_size) + content


def _leb128(number: int, size: int) -> bytes:
    """Return a number in so many bytes of seven bits, the lowest first (AV1, 4.10.5)."""
    groups = [(number >> 7 * place) & 0x7F for place in range(size)]
    return bytes([group | 0x80 for group in groups[:-1]] + groups[-1:])


def _clean_hevc(data: bytearray, box: IsoBox) -> None:
    """Overwrite other units than parameter sets, such as messages of an encoder, and what lies behind them."""
    fields = Fields.of(data, box)
    fields.take(_HEVC_HEAD_BYTES)
    data[box.body] = _HEVC_VERSION
    for place, bits in _HEVC_RESERVED.items():
        data[box.body + place] |= bits
    blank(data, *(box.body + place for place in _FRAME_RATE))
    for _ in range(fields.number(1)):
        _clean_array(data, fields)
    blank(data, fields.place, box.end)


def _clean_array(data: bytearray, fields: Fields) -> None:
    """Keep parameter sets of one kind; refuse another unit among them, since decoders go by the unit alone."""
    place = fields.place
    kind = fields.number(1) & _TYPE_BITS
    is_kept = kind in _PARAMETER_SETS
    if not is_kept:
        data[place] = data[place] & ~_TYPE_BITS | _HEVC_FILLER
    for _ in range(fields.number(2)):
        size = fields.number(2)
        start = fields.place
        unit = fields.take(size)
        if not is_kept:
            data[start : fields.place] = _filler(size)
        elif not unit or unit[0] >> 1 & _TYPE_BITS != kind:
            raise PhotoNotCleanedError


def _filler(size: int) -> bytes:
    """Return a unit of this many bytes that fills a stream up (ISO/IEC 23008-2, 7.3.2.8)."""
    return (bytes((_HEVC_FILLER << 1, 1)) + b"\xff" * (size - 3) + _FILLER_END)[:size]
