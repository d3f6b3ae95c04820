"""Each text that exiftool can write into a bare file is told of, but for a few that hold no words about people."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from tests.source_interface.metadata.test_films import film
from tests.source_interface.metadata.test_named_people import found_in

_TEXT: Final = "Budi Santoso"
_FORMS: Final = (_TEXT.encode(), _TEXT.encode("utf-16-le"), _TEXT.encode("utf-16-be"))
KINDS: Final = {
    "UserData": "film.mp4",
    "ItemList": "film.mp4",
    "Keys": "film.mp4",
    "EXIF": "pindaian.tif",
    "IPTC": "pindaian.tif",
    "PDF": "dokumen.pdf",
    "PNG": "gambar.png",
    **dict.fromkeys(
        ("XMP-dc", "XMP-xmp", "XMP-photoshop", "XMP-iptcCore", "XMP-iptcExt", "XMP-pdf"), "dokumen.pdf"
    ),
    **dict.fromkeys(
        ("XMP-aux", "XMP-tiff", "XMP-exif", "XMP-mwg-rs", "XMP-MP", "XMP-digiKam"), "dokumen.pdf"
    ),
    **dict.fromkeys(("XMP-xmpRights", "XMP-cc", "XMP-xmpMM"), "dokumen.pdf"),
}
QUIET: Final = re.compile(
    # A picture, a block of XMP or of IPTC, and numbers, none of which a plain text is.
    r"ItemList:CoverArt|EXIF:(?:ApplicationNotes|IPTC-NAA|GeoTiff(?:Directory|DoubleParams))|IPTC:RasterizedCaption"
    # Which map, satellites, standard, language and kind of picture.
    r"|.*GPS(?:MapDatum|ProcessingMethod|Satellites|VersionID)|EXIF:(?:InteropVersion|RelatedImageFileFormat)"
    r"|IPTC:(?:ImageType|LanguageIdentifier)|PDF:Trapped"
    # Kinds, units and numbers that programs give to documents, and what they did with them.
    r"|XMP-.*(?:Format|Language|Type|Unit|Digest|DocumentID|InstanceID|VersionID|DocumentAncestors|ICCProfileName)"
    r"|XMP-xmpMM:.*(?:Action|Changed|Parameters|Part)"
)
SHORT: Final = {
    "UserData": ("LensSerialNumber", "Genre"),
    "ItemList": ("Narrator", "TVShow"),
    "Keys": ("DisplayName", "CameraMotion"),
    "EXIF": ("Photographer", "UserComment", "XPKeywords"),
    "IPTC": ("By-line", "LocalCaption"),
    "PDF": ("Title", "Keywords"),
    "PNG": ("Comment",),
    "XMP-pdf": ("Author",),
    "XMP-exif": ("UserComment",),
    "XMP-aux": ("OwnerName",),
    "XMP-MP": ("RegionPersonDisplayName",),
    "XMP-digiKam": ("TagsList",),
}


def _bare(folder: Path) -> None:
    picture = Image.effect_noise((40, 30), 40).convert("RGB")
    for name in ("pindaian.tif", "gambar.png"):
        picture.save(folder / name)
    (folder / "film.mp4").write_bytes(film(pictures=500))
    _bare_pdf(folder / "dokumen.pdf")


def _bare_pdf(path: Path) -> None:
    objects = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
    )
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 4\n0000000000 65535 f \n" + entries
    made += table + b"trailer\n<</Size 4 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    path.write_bytes(made)


def _tags(group: str) -> list[str]:
    said = subprocess.run(["exiftool", "-listw", f"-{group}:All"], capture_output=True, text=True, check=True)
    return [tag for line in said.stdout.splitlines()[1:] for tag in line.split()]


def _untold(folder: Path, group: str, tags: list[str]) -> Iterator[str]:
    """Yield each tag that was written as a text and is not told of, and the group if none was written."""
    bare = folder / KINDS[group]
    files = [bare.with_name(f"{number}-{bare.name}") for number, _tag in enumerate(tags)]
    orders: list[str] = []
    for tag, file in zip(tags, files, strict=True):
        shutil.copy(bare, file)
        orders += [
            "-q",
            "-q",
            "-m",
            "-overwrite_original",
            "-XMPToolkit=",
            f"-{group}:{tag}={_TEXT}",
            str(file),
        ]
        orders.append("-execute")
    subprocess.run(
        ["exiftool", "-@", "-"], input="\n".join(orders) + "\n", capture_output=True, text=True, check=False
    )
    written = 0
    for tag, file in zip(tags, files, strict=True):
        data = file.read_bytes()
        if any(form in data for form in _FORMS):
            written += 1
            if not found_in(data) and not QUIET.fullmatch(f"{group}:{tag}"):
                yield f"{group}:{tag}"
    if not written:
        yield f"{group}: nothing was written"


def test_a_bare_file_tells_nothing(tmp_path: Path) -> None:
    _bare(tmp_path)
    for path in tmp_path.iterdir():
        assert found_in(path.read_bytes()) == set(), path.name


def test_texts_that_exiftool_writes_into_a_bare_file_are_told_of(tmp_path: Path) -> None:
    _bare(tmp_path)
    assert [tag for group, tags in SHORT.items() for tag in _untold(tmp_path, group, list(tags))] == []


@pytest.mark.thorough
@pytest.mark.parametrize("group", KINDS)
def test_every_text_that_exiftool_writes_into_a_bare_file_is_told_of(tmp_path: Path, group: str) -> None:
    _bare(tmp_path)
    assert list(_untold(tmp_path, group, _tags(group))) == []
