"""The office's look: its accent colour in the stylesheet, its logo beside its name.

[look]
accent = "#14466b"       # for light pages; the one for dark pages is computed from it
logo = "logo.png"        # a PNG of at most 24 kB

Both are checked when the program starts. A colour that cannot be read on the page is refused, and so is a file that is
not a PNG. Of the logo only the pixels are served.
"""

import base64
import gzip
import hashlib
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from store.web.configuration import ConfigurationError, Settings

LEAST_CONTRAST: Final = 7
_STATIC: Final = Path(__file__).parent.parent / "static"
_COMMON, _PAGES, _PROGRESS = (
    (_STATIC / f"{name}.css").read_text("utf-8") for name in ("common", "style", "progress")
)
SHEET: Final = _COMMON + _PAGES
PROGRESS_SHEET: Final = _COMMON + _PROGRESS
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 100
MAX_LOGO_BYTES: Final = 24_000
_MAX_PIXELS: Final = 2_000  # wide or high
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER_BYTES: Final = 13
_DRAWN: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # no text, no place, no author, no animation

Colour = tuple[float, float, float]


class BrandingConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[look]`; either entry may be absent."""

    accent: str | None = None
    logo: Path | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that browsers can only draw: its size in pixels, and a PNG with nothing but pixels."""

    width: int
    height: int
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Branding:
    """The accent of light pages; the stylesheet, plain and packed; the progress frame's, and its hash; the logo."""

    accent: str
    css: bytes = field(repr=False)
    packed_css: bytes = field(repr=False)
    progress_css: str = field(repr=False)
    progress_source: str
    logo: Logo | None

    @classmethod
    def open(cls, config: BrandingConfig) -> Self:
        """Return the look as configured; `ConfigurationError` says what is wrong with it, and what would do."""
        accents = "" if config.accent is None else _accents(config.accent)
        css = _without_spaces(SHEET + accents).encode()
        progress_css = _without_spaces(PROGRESS_SHEET + accents)
        digest = hashlib.sha256(progress_css.encode()).digest()
        return cls(
            config.accent or _hex(_token(SHEET, "accent")),
            css,
            # The sheet is the same for every visitor: unlike a page, it can be packed without revealing anything.
            gzip.compress(css, mtime=0),
            progress_css,
            f"'sha256-{base64.b64encode(digest).decode()}'",
            None if config.logo is None else _read_logo(config.logo),
        )


def _without_spaces(css: str) -> str:
    """Return the stylesheet without comments, line breaks and meaningless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}").strip()


def _accents(accent: str) -> str:
    if not _COLOUR.fullmatch(accent):
        raise ConfigurationError('`look.accent` must be a colour like "#14466b".')
    light, dark = SHEET.split("prefers-color-scheme: dark", 1)
    raised, dark_raised = _token(light, "raised"), _token(dark, "raised")
    ratio = _contrast(_parts(accent), raised)
    if ratio < LEAST_CONTRAST:
        better = _hex(_mixed(_parts(accent), (0.0, 0.0, 0.0), raised))
        raise ConfigurationError(
            f"`look.accent` {accent} has a contrast of {ratio:.1f} to the page; it must be {LEAST_CONTRAST} or more. "
            f"{better} is the same colour, dark enough."
        )
    on_dark = _hex(_mixed(_parts(accent), (1.0, 1.0, 1.0), dark_raised))
    ink = _hex(_token(dark, "paper"))
    return (
        f":root {{ --accent: {accent}; --on-accent: #ffffff; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --accent: {on_dark}; --on-accent: {ink}; }} }}\n"
    )


def _mixed(colour: Colour, towards: Colour, ground: Colour) -> Colour:
    """Return the colour with just enough of `towards` to be readable on `ground`."""
    mixes = (
        (
            colour[0] + (towards[0] - colour[0]) * step / _STEPS,
            colour[1] + (towards[1] - colour[1]) * step / _STEPS,
            colour[2] + (towards[2] - colour[2]) * step / _STEPS,
        )
        for step in range(_STEPS + 1)
    )
    return next(mix for mix in mixes if _contrast(_parts(_hex(mix)), ground) >= LEAST_CONTRAST)


def _token(css: str, name: str) -> Colour:
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", css)
    if found is None:
        raise ValueError(f"the stylesheet has no colour {name}")
    return _parts(found[1])


def _parts(colour: str) -> Colour:
    red, green, blue = bytes.fromhex(colour[1:])
    return (red / 255, green / 255, blue / 255)


def _hex(colour: Colour) -> str:
    return "#" + bytes(round(part * 255) for part in colour).hex()


def _contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _read_logo(path: Path) -> Logo:
    """Return the picture in this file; `ConfigurationError` says why it cannot be shown."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_LOGO_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > MAX_LOGO_BYTES:
        raise ConfigurationError(f"{path} is too large: a logo has at most {MAX_LOGO_BYTES} bytes.")
    try:
        return _parse_logo(data)
    except (ValueError, struct.error):
        raise ConfigurationError(
            f"{path} is not a whole PNG picture of at most {_MAX_PIXELS} pixels a side."
        ) from None


def _parse_logo(data: bytes) -> Logo:
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
