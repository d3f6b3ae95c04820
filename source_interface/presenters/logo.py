"""The office's logo: a small PNG, of which only the pixels are served."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from store.web.configuration import ConfigurationError

MAX_LOGO_BYTES: Final = 24_000
_MAX_PIXELS: Final = 2_000  # wide or high
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER_BYTES: Final = 13
_DRAWN: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # no text, no place, no author, no animation


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that browsers can only draw: its size in pixels, and a PNG with nothing but pixels."""

    width: int
    height: int
    png: bytes = field(repr=False)


def read_logo(path: Path) -> Logo:
    """Return the picture in this file; `ConfigurationError` says why it cannot be shown."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_LOGO_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > MAX_LOGO_BYTES:
        raise ConfigurationError(f"{path} is too large: a logo has at most {MAX_LOGO_BYTES} bytes.")
    try:
        return _logo(data)
    except (ValueError, struct.error):
        raise ConfigurationError(
            f"{path} is not a whole PNG picture of at most {_MAX_PIXELS} pixels a side."
        ) from None


def _logo(data: bytes) -> Logo:
    if not data.startswith(_SIGNATURE):
        raise ValueError
    chunks = list(_chunks(data[len(_SIGNATURE) :]))
    kinds = [kind for kind, _content, _chunk in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds:
        raise ValueError
    header = chunks[0][1]
    width, height = struct.unpack(">II", header[:8])
    if len(header) != _HEADER_BYTES or not (0 < width <= _MAX_PIXELS and 0 < height <= _MAX_PIXELS):
        raise ValueError
    return Logo(width, height, _SIGNATURE + b"".join(chunk for kind, _, chunk in chunks if kind in _DRAWN))


def _chunks(rest: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield kind, content and whole bytes of each chunk, checked against its checksum."""
    while rest:
        length, kind = struct.unpack(">I4s", rest[:8])
        content, checksum = rest[8 : 8 + length], rest[8 + length : 12 + length]
        if struct.pack(">I", zlib.crc32(kind + content)) != checksum:
            raise ValueError
        yield kind, content, rest[: 12 + length]
        rest = rest[12 + length :]
