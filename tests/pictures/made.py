"""Pictures of every kind, with a person, a place, a time and a device in all places that programs know."""

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms, ImageFile

# Pillow guesses how long a JPEG in several steps becomes, and noise is longer: it would break off.
ImageFile.MAXBLOCK = 1024 * 1024

MARK: Final = "Rahasia7f3c"
"""Stands in every text that was put in."""
PROGRAMS: Final = {
    "exiftool": "libimage-exiftool-perl",
    "heif-enc": "libheif-examples and libheif-plugin-x265",
    "heif-dec": "libheif-examples",
    "cwebp": "webp",
}
_TEXT: Final = (
    *(
        "Artist",
        "Copyright",
        "Make",
        "Model",
        "Software",
        "OwnerName",
        "SerialNumber",
        "LensModel",
        "HostComputer",
    ),
    *("ImageDescription", "UserComment", "XMP:Creator", "XMP:City", "XMP:CreatorTool", "XMP:SerialNumber"),
    *("IPTC:By-line", "IPTC:City", "Comment", "PNG:Author", "XPAuthor"),
)
_TRACES: Final = (
    *(f"-{name}={MARK} Budi" for name in _TEXT),
    *(
        "-DateTimeOriginal=2026:05:12 08:09:10",
        "-XMP:CreateDate=2026:05:12 08:09:10",
        "-ModifyDate=2026:05:12 08:09:10",
    ),
    *("-GPSLatitude=6.2", "-GPSLatitudeRef=S", "-GPSLongitude=106.8", "-GPSLongitudeRef=E"),
)


def missing_programs() -> list[str]:
    """The programs that are not there."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def make(folder: Path, count: int, dice: random.Random) -> list[Path]:
    """So many pictures in a folder, of all kinds in turn."""
    kinds: tuple[Callable[[Path, random.Random], Path], ...] = (
        _jpeg, _png, _webp, _jpeg, _avif, _png, _webp, _jpeg, _heic, _cwebp, _jpeg, _animated,
    )  # fmt: skip
    made = [kinds[at % len(kinds)](folder / f"gambar-{at}", dice) for at in range(count)]
    run("exiftool", "-q", "-q", "-m", "-overwrite_original", *_TRACES, *made)
    return made


def run(*command: str | Path) -> str:
    """What a program says that must succeed."""
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2_000:]
    return done.stdout.decode("utf-8", "replace")


def _picture(dice: random.Random, mode: str, most: int = 240) -> Image.Image:
    size = dice.randint(16, most), dice.randint(16, most)
    image = Image.effect_noise(size, dice.uniform(5, 80)).resize(size)
    colours = [image, image.rotate(180), Image.linear_gradient("L").resize(size)]
    return Image.merge("RGB", colours).convert(mode)


def _exif(dice: random.Random) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = dice.randint(1, 8)
    exif[0x010F] = exif[0x013B] = MARK
    return exif


def _profile(dice: random.Random) -> bytes | None:
    made = ImageCms.createProfile(dice.choice(["sRGB", "LAB", "XYZ"]))
    return dice.choice([None, ImageCms.ImageCmsProfile(made).tobytes()])


def _xmp() -> bytes:
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{MARK}</x:xmpmeta>".encode()


def _jpeg(path: Path, dice: random.Random) -> Path:
    file = path.with_suffix(".jpg")
    primary = dice.random() < 0.2  # colours that Pillow writes neither halved nor in several steps
    _picture(dice, dice.choice(["RGB", "RGB", "L", "CMYK"])).save(
        file,
        quality=dice.randint(20, 98),
        progressive=not primary and dice.random() < 0.4,
        optimize=not primary and dice.random() < 0.3,
        subsampling=0 if primary else dice.randint(0, 2),
        restart_marker_blocks=dice.choice([0, 0, 3]),
        keep_rgb=primary,
        exif=_exif(dice),
        icc_profile=_profile(dice),
        xmp=_xmp(),
        comment=MARK,
    )
    if dice.random() < 0.3:  # a second picture behind the end, as telephones write it
        file.write_bytes(file.read_bytes() * 2)
    return file


def _png(path: Path, dice: random.Random) -> Path:
    file = path.with_suffix(".png")
    image = _picture(
        dice, dice.choice(["RGB", "RGBA", "L", "LA", "P", "1", "I;16" if dice.random() < 0.1 else "L"])
    )
    image.save(file, exif=_exif(dice), icc_profile=_profile(dice), dpi=(72, 72), optimize=dice.random() < 0.3)
    return file


def _webp(path: Path, dice: random.Random) -> Path:
    file = path.with_suffix(".webp")
    image = _picture(dice, dice.choice(["RGB", "RGBA"]))
    image.save(
        file, lossless=dice.random() < 0.5, method=0, exif=_exif(dice), icc_profile=_profile(dice), xmp=_xmp()
    )
    return file


def _animated(path: Path, dice: random.Random) -> Path:
    file = path.with_suffix(dice.choice([".webp", ".png"]))
    image = _picture(dice, "RGB", 90)
    image.save(file, save_all=True, append_images=[image.rotate(180), image.rotate(90)], exif=_exif(dice))
    return file


def _avif(path: Path, dice: random.Random) -> Path:
    file = path.with_suffix(".avif")
    image = _picture(dice, dice.choice(["RGB", "RGBA"]))
    image.save(file, speed=10, exif=_exif(dice), icc_profile=_profile(dice), xmp=_xmp())
    return file


def _heic(path: Path, dice: random.Random) -> Path:
    file, source = path.with_suffix(".heic"), path.with_suffix(".source.png")
    _picture(dice, dice.choice(["RGB", "RGBA"])).save(source, exif=_exif(dice), icc_profile=_profile(dice))
    more = dice.choice([(), ("--thumb", "32")])
    run("heif-enc", "-q", str(dice.randint(20, 90)), *more, source, "-o", file)
    source.unlink()
    return file


def _cwebp(path: Path, dice: random.Random) -> Path:
    file, source = path.with_suffix(".webp"), path.with_suffix(".source.jpg")
    _picture(dice, "RGB").save(source, exif=_exif(dice), icc_profile=_profile(dice), xmp=_xmp())
    run("cwebp", "-quiet", "-m", "0", "-metadata", "all", source, "-o", file)
    source.unlink()
    return file
