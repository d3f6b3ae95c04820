"""The density of a picture in Exif, by which browsers show it in another size and shape than it has.

They do so where its size in pixels, told in Exif, is what the resolution makes of its own size (HTML, 4.8.3,
"density-corrected natural width and height"). A cleaned photo has no density, so it would be shown in another shape.
"""

from typing import Final

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.exif import EXIF_DIRECTORY, LONG, SHORT, ExifBlock, ExifDirectory, ExifEntry

Size = tuple[int, int]
"""Width and height of a picture, in pixels."""

_RESOLUTIONS, _UNIT, _PIXELS = (0x011A, 0x011B), 0x0128, (0xA002, 0xA003)
_INCH, _CENTIMETRE = 2, 3
_DOTS: Final[dict[float, float]] = {_INCH: 72.0, _CENTIMETRE: 72 / 2.54}
"""The resolution, by its unit, at which a picture is shown in its own size."""
_ROUNDED: Final = 2
"""Programs differ by so many pixels in how they round what they compute."""


def require_own_size(block: ExifBlock, size: Size) -> None:
    """Raise `PhotoNotCleanedError` if a browser may show a picture of this size in another."""
    pixels = [_told(block, tag) for tag in _PIXELS]
    resolutions = [_told(block, tag) for tag in _RESOLUTIONS]
    unit = _told(block, _UNIT)
    dots = _DOTS.get(_INCH if unit is None else unit)
    if dots is None or tuple(pixels) == size or all(resolution == dots for resolution in resolutions):
        return
    sides = zip(size, resolutions, pixels, strict=True)
    if all(_is_shown(own * dots, resolution, told) for own, resolution, told in sides):
        raise PhotoNotCleanedError


def is_plain(block: ExifBlock, entry: ExifEntry) -> bool:
    """Return whether an entry has the form that Exif demands, if it tells a density.

    Firefox reads no entry behind one that has another. The directory of Exif counts with all that it has.
    """
    if entry.tag in _RESOLUTIONS:
        return entry.rational(block.exif) is not None
    if entry.tag == _UNIT:
        return entry.kind == SHORT and entry.positive() in _DOTS
    if entry.tag in _PIXELS:
        return entry.positive() is not None
    if entry.tag != EXIF_DIRECTORY:
        return True
    inside = ExifDirectory.at(block.exif, entry.number(), block.order)
    return (
        (entry.kind, entry.count) == (LONG, 1)
        and inside.is_whole
        and all(is_plain(block, told) for told in inside.entries)
    )


def _told(block: ExifBlock, tag: int) -> float | None:
    """Return the number under a tag; raise `PhotoNotCleanedError` if there are several, of which programs take one."""
    entries = [entry for directory in (block.first, *block.further) for entry in directory.tagged(tag)]
    values = {entry.rational(block.exif) if tag in _RESOLUTIONS else entry.positive() for entry in entries}
    if len(values) > 1:
        raise PhotoNotCleanedError
    return values.pop() if values else None


def _is_shown(dots: float, resolution: float | None, told: float | None) -> bool:
    """Return whether a side of so many dots, an inch's or a centimetre's, has the told size at this resolution."""
    return resolution is not None and told is not None and abs(dots / resolution - told) <= _ROUNDED
