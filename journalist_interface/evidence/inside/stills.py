"""Pictures: drawn by Pillow, after libheif or librsvg where the kind needs it."""

import warnings
from collections.abc import Iterator
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageOps, ImageSequence, TiffImagePlugin

from journalist_interface.evidence.inside.kinds import ContentKind
from journalist_interface.evidence.inside.limits import MOST_FRAMES, MOST_PICTURES, PICTURE_SIDE
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.picture_ends import starts_more
from journalist_interface.evidence.inside.programs import FOLDER, output_of

_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
_MOST_PIXELS: Final = 150_000_000
_SECONDS: Final = 60.0
_WHITE, _BLACK = (255, 255, 255, 255), (0, 0, 0, 255)
_LEAST_GAMMA, _MOST_GAMMA, _SCREEN_GAMMA, _SMALLEST_GAMMA = 0.3, 1.1, 2.2, 1e-5
_LONG: Final = 3
"""Times as long as wide is a picture that is cut into several."""
_OVERLAP: Final = 80
"""Pixels at the end of each that the next begins with: a line of words is whole on one of them."""
_FAINT, _LIGHT, _CLEAR = 8, 200, 128


def draw_picture(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out a picture, the pages of a TIFF, or the first frames of one that moves."""
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(_drawable(path, kind.ending, output), formats=_FORMATS) as image:
            count = _frames(image)
            most = MOST_PICTURES if kind.ending == "tiff" else MOST_FRAMES
            strips = _count_strips(image) if count == 1 else 1
            expected = min(count * strips, most if strips == 1 else MOST_PICTURES)
            output.opened("picture", expected)
            if count * strips > expected:
                output.leave_out("pages")
            if starts_more(path, kind.ending, count):
                output.leave_out("behind")
                output.leave_out("facts")
            left = MOST_PICTURES - expected
            for _, frame in zip(range(most), ImageSequence.Iterator(image), strict=False):
                frame.draft("RGB", (PICTURE_SIDE, PICTURE_SIDE))
                upright = _coloured(ImageOps.exif_transpose(frame))
                for strip in islice(_strips(upright) if count == 1 else (upright,), expected):
                    left -= _hand_out(strip, frame.info.get("gamma"), output, left)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise RefusedFileError("limit") from None
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError):
        raise RefusedFileError("damaged") from None  # Pillow raises what its decoders stumble over


def count_pictures(path: Path) -> int:
    """Return how many pictures there are in a file that Pillow opens."""
    try:
        with Image.open(path, formats=_FORMATS) as image:
            return _frames(image)
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError):
        raise RefusedFileError("damaged") from None


def have_same_pixels(path: Path, copy: Path) -> bool:
    """Return whether the first pictures of two files are the same to every program.

    Colours for print are turned round by most, but only where a JPEG says so in a field that is gone from a copy.
    """
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(path, formats=_FORMATS) as one, Image.open(copy, formats=_FORMATS) as other:
            is_for_print = one.format == "JPEG" and one.mode == "CMYK"
            return not is_for_print and one.mode == other.mode and one.tobytes() == other.tobytes()
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError):
        return False


def draw_pages_anew(path: Path, copy: Path) -> None:
    """Write the pages of a TIFF into another, and nothing else of it."""
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with (
            Image.open(path, formats=["TIFF"]) as image,
            TiffImagePlugin.AppendingTiffWriter(str(copy), new=True) as written,
        ):
            for page in ImageSequence.Iterator(image):
                drawn = page.copy()  # without the fields of the original
                drawn.info = {"compression": page.info.get("compression")}
                drawn.save(written, "TIFF", dpi=page.info.get("dpi"))
                written.newFrame()
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError):
        raise RefusedFileError("not_cleanable") from None


def _frames(image: Image.Image) -> int:
    return int(getattr(image, "n_frames", 1))


def _drawable(path: Path, ending: str, output: Output) -> Path:
    """Return a file that Pillow opens: of several pictures in one of a telephone, the first."""
    drawn = FOLDER / "drawn.png"
    if ending == "svg":
        side = str(PICTURE_SIDE)
        # Neither side may be longer, whatever the picture says of itself.
        output_of(
            ["rsvg-convert", "-w", side, "-h", side, "--keep-aspect-ratio", "-o", str(drawn), str(path)],
            _SECONDS,
        )
        return drawn
    if ending in {"heic", "avif"}:
        output_of(["heif-dec", "--quiet", str(path), str(drawn)], _SECONDS)
        if drawn.exists():
            return drawn
        if (FOLDER / "drawn-2.png").exists():
            output.leave_out("pages")
        return FOLDER / "drawn-1.png"
    return path


def _count_strips(image: Image.Image) -> int:
    """Return into how many pictures a long one is cut: a whole conversation in one would be too small to be read."""
    short, long = sorted(image.size)
    length = max(short, PICTURE_SIDE)
    return 1 + ceil((long - length) / (length - _OVERLAP)) if long > max(_LONG * short, PICTURE_SIDE) else 1


def _strips(image: Image.Image) -> Iterator[Image.Image]:
    """Yield a picture, or its strips from beginning to end."""
    count, (width, height) = _count_strips(image), image.size
    if count == 1:
        yield image
        return
    length = max(min(width, height), PICTURE_SIDE)
    for number in range(count):
        start = number * (length - _OVERLAP)
        end = start + length
        is_high = height > width
        yield image.crop(
            (0, start, width, min(end, height)) if is_high else (start, 0, min(end, width), height)
        )


def _hand_out(upright: Image.Image, gamma: object, output: Output, more: int) -> int:
    """Hand out a picture, and once more where another program may show something else; return how many more."""
    upright.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    shown = [_on(_WHITE, upright)]
    if _has_light_parts(upright):
        shown.append(_on(_BLACK, upright))
    if isinstance(gamma, float) and not _LEAST_GAMMA <= gamma <= _MOST_GAMMA:
        shown.append(_as_browsers_show(shown[0], gamma))
    for picture in shown[: 1 + more]:
        output.picture(picture.size, picture.tobytes())
    return min(len(shown) - 1, more)


def _as_browsers_show(image: Image.Image, gamma: float) -> Image.Image:
    """Return a picture as those see it who heed its gamma (PNG, 11.3.2.2): two can lie in one another."""
    power = 1 / (_SCREEN_GAMMA * max(gamma, _SMALLEST_GAMMA))
    return image.point([round(255 * (value / 255) ** power) for value in range(256)] * 3)


def _coloured(image: Image.Image) -> Image.Image:
    """Return a picture in three colours of eight bits, and with its transparency."""
    if image.mode.startswith(("I", "F")):
        numbers = image.convert("F")
        extrema = numbers.getextrema()
        # Of scanners from 0 to 65535; of programs that calculate with light from 0 to 1.
        times = 255.0 if isinstance(extrema[1], float) and extrema[1] <= 1 else 1 / 256
        return numbers.point(lambda value: value * times).convert("L").convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _has_light_parts(image: Image.Image) -> bool:
    """Return whether something light is painted on nothing: on white paper it could not be seen."""
    if image.mode != "RGBA":
        return False
    alpha = image.getchannel("A")
    painted = alpha.point(lambda value: 255 if value > _FAINT else 0)
    light = image.convert("RGB").convert("L").point(lambda value: 255 if value > _LIGHT else 0)
    is_clear = sum(alpha.histogram()[:_CLEAR]) > 0
    return is_clear and ImageChops.darker(painted, light).getbbox() is not None


def _on(paper: tuple[int, int, int, int], image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    sheet = Image.new("RGBA", image.size, paper)
    sheet.alpha_composite(image)
    return sheet.convert("RGB")
