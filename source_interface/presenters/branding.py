"""The office's look: its accent colour in the stylesheet, its logo beside its name.

[look]
accent = "#14466b"       # for light pages; the one for dark pages is computed from it
logo = "logo.png"        # a PNG of at most 24 kB

Both are checked when the program starts. A colour that cannot be read on the page is refused, and so is a file that is
not a PNG.
"""

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from source_interface.presenters.logo import Logo, read_logo
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

Colour = tuple[float, float, float]


class BrandingConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[look]`; either entry may be absent."""

    accent: str | None = None
    logo: Path | None = None


@dataclass(frozen=True, slots=True)
class Branding:
    """The stylesheet as it is served, plain and packed; the progress frame's, and its hash for a policy; the logo."""

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
            css,
            # The sheet is the same for every visitor: unlike a page, it can be packed without revealing anything.
            gzip.compress(css, mtime=0),
            progress_css,
            f"'sha256-{base64.b64encode(digest).decode()}'",
            None if config.logo is None else read_logo(config.logo),
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
