"""The trial of pictures: cleaned, opened again by other programs, and searched for traces."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from source_interface.errors import PhotoNotCleanedError
from source_interface.photos.cleaner import PhotoCleaner
from tests.pictures.made import MARK, run

_STRUCTURE: Final = re.compile(
    r"ExifTool|System|File|Composite|JFIF|APP14|Adobe|PNG|RIFF|QuickTime|Meta|ICC[-_].*|IFD0"
)
_TELLS: Final = re.compile(
    r"GPS|Artist|Author|Creator|Owner|Make\b|Model|Manufacturer|Maker|Serial|Date|Time\b|Software|Comment|Copyright"
    r"|Host|Thumbnail|Description|Lens|By-line|City|XMP|IPTC"
)
_SAYS_NOTHING: Final = frozenset(("", "0", "0000:00:00 00:00:00"))


def try_pictures(made: list[Path], dice: random.Random) -> list[str]:
    """Clean each of them; what was wrong, in words."""
    cleaned: list[Path] = []
    faults: list[str] = []
    for path in made:
        try:
            cleaned.append(_clean(path, dice))
        except PhotoNotCleanedError:
            faults.append(f"{path.name} was refused")
            continue
        faults += differences(path, cleaned[-1])
    return [*faults, *traces(cleaned)]


def _clean(path: Path, dice: random.Random) -> Path:
    cleaner, data, kept, start = PhotoCleaner(), path.read_bytes(), b"", 0
    while start < len(data):
        end = start + dice.choice([1, 100, 5_000, 100_000])
        kept += cleaner.feed(data[start:end])
        start = end
    kept += cleaner.finish()
    assert cleaner.kind is not None
    assert cleaner.kind.ending == path.suffix
    file = path.with_name(f"bersih-{path.name}")
    file.write_bytes(kept)
    return file


def differences(before: Path, after: Path) -> Iterator[str]:
    """Yield how the two pictures differ for a person who looks at them."""
    if MARK.encode() in after.read_bytes():
        yield f"{after.name} still has what was put in"
    if len(after.read_bytes()) > len(before.read_bytes()) + 64:
        yield f"{after.name} is longer than before"
    for number, (old, new) in enumerate(zip(_frames(before), _frames(after), strict=True)):
        if old != new:
            yield f"{after.name} looks different in picture {number}"


def _frames(path: Path) -> list[tuple[str, tuple[int, int], bytes]]:
    """What is seen of each picture in a file, turned the right way round."""
    if path.suffix == ".heic":  # Pillow does not know it; libheif turns it itself
        shown = path.with_suffix(".shown.png")
        run("heif-dec", "--quiet", path, shown)
        frames = _frames(shown)
        shown.unlink()
        return frames
    found = []
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            upright = image if path.suffixes[-2:] == [".shown", ".png"] else ImageOps.exif_transpose(image)
            found.append((upright.mode, upright.size, upright.convert("RGBA").tobytes()))
    return found


def traces(files: list[Path]) -> Iterator[str]:
    """Yield what exiftool finds that may tell of a person, a place, a time or a device."""
    for found in json.loads(run("exiftool", "-j", "-a", "-u", "-G1", "-m", *files)):
        name = Path(found.pop("SourceFile")).name
        for tag, value in found.items():
            group, _, field = tag.rpartition(":")
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", field)
            if group in {"System", "File", "ExifTool"} and field != "Comment":
                if field in {"Warning", "Error"}:
                    yield f"{name}: exiftool says {value}"
                continue
            if not _STRUCTURE.fullmatch(group) or (group == "IFD0" and field != "Orientation"):
                yield f"{name}: {tag} is left"
            elif _TELLS.search(words) and str(value).strip() not in _SAYS_NOTHING:
                yield f"{name}: {tag} says {value}"
            elif MARK in str(value):
                yield f"{name}: {tag} has what was put in"
