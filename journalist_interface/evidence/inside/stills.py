"""Pictures: drawn by Pillow, after libheif or librsvg where the kind needs it."""

import warnings
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, ImageSequence

from journalist_interface.evidence.inside.kinds import ContentKind
from journalist_interface.evidence.inside.limits import MOST_FRAMES, MOST_PICTURES, PICTURE_SIDE
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.programs import FOLDER, output_of

_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
_MOST_PIXELS: Final = 150_000_000
_SECONDS: Final = 60.0
_WHITE: Final = (255, 255, 255, 255)


def draw_picture(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out a picture, the pages of a TIFF, or the first frames of one that moves."""
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(_drawable(path, kind.ending, output), formats=_FORMATS) as image:
            count = int(getattr(image, "n_frames", 1))
            most = MOST_PICTURES if kind.ending == "tiff" else MOST_FRAMES
            output.opened("picture", min(count, most))
            if count > most:
                output.leave_out("pages")
            for _, frame in zip(range(most), ImageSequence.Iterator(image), strict=False):
                _hand_out(frame, output)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise RefusedFileError("limit") from None
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError):
        raise RefusedFileError("damaged") from None  # Pillow raises what its decoders stumble over


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


def _hand_out(frame: Image.Image, output: Output) -> None:
    frame.draft("RGB", (PICTURE_SIDE, PICTURE_SIDE))
    upright = _coloured(ImageOps.exif_transpose(frame))
    upright.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    output.picture(upright.size, upright.tobytes())


def _coloured(image: Image.Image) -> Image.Image:
    """Return a picture in three colours: a transparent one on white paper, one of 16 bits in eight."""
    if image.mode.startswith(("I", "F")):
        return image.convert("F").point(lambda value: value / 256).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, _WHITE)
    paper.alpha_composite(image)
    return paper.convert("RGB")
