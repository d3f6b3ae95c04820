"""Facts in any file: the fields that exiftool finds, sorted into a few categories."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from journalist_interface.evidence.inside.kinds import ContentKind
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.programs import output_of

_SECONDS: Final = 30.0
_CATEGORIES: Final = {
    "author": "Author Creator Artist By-line Initial-creator OwnerName CameraOwnerName Copyright CopyrightNotice "
    "Rights Manager XPAuthor Owner Writer-Editor ContactInfo AuthorsPosition Performer AuthorEmail Editor EncodedBy "
    "PersonInImage RegionName RegionPersonDisplayName",
    "changed_by": "LastModifiedBy LastSavedBy LastAuthor Printed-by",
    "company": "Company Organization Credit Department Publisher",
    "device": "Make Model LensModel UniqueCameraModel HostComputer AndroidManufacturer AndroidModel DeviceModelName "
    "CameraModelName DeviceManufacturer SourceDevice ComputerName Originator",
    "serial_number": "SerialNumber InternalSerialNumber LensSerialNumber BodySerialNumber CameraSerialNumber "
    "ImageUniqueID DeviceSerialNo MediaUniqueID OriginatorReference",
    "place": "GPSPosition GPSCoordinates GPSAreaInformation City Sub-location State Province-State Country "
    "Country-PrimaryLocationName Location LocationName LocationCreated LocationInformation",
    "created": "CreateDate DateTimeOriginal DateTimeDigitized CreationDate Creation-date DateCreated MediaCreateDate "
    "GPSDateTime",
    "changed": "ModifyDate MediaModifyDate MetadataDate",
    "printed": "LastPrinted Print-date",
    "title": "Title XPTitle ObjectName Headline",
    "description": "Subject Keyword Keywords Description ImageDescription Comments Comment UserComment XPComment "
    "XPSubject XPKeywords HierarchicalSubject TagsList Caption-Abstract Category Template User-defined Instructions",
    "software": "Software Producer CreatorTool Application Generator HistorySoftwareAgent WritingApp MuxingApp "
    "Encoder EncodingSoftware",
}
IDENTIFYING: Final = frozenset(
    {
        *("author", "changed_by", "company", "device", "serial_number", "place", "comment", "tracked_change"),
        *("recipient", "signed_by"),
    }
)
"""Categories that may lead to who made or had a file. Some of them are found in documents and mails alone."""
_BY_TAG: Final = {tag: kind for kind, tags in _CATEGORIES.items() for tag in tags.split()}
_ORDER: Final = {kind: number for number, kind in enumerate(_CATEGORIES)}
_OF_THE_FILE: Final = frozenset({"File", "ZIP", "ExifTool", "ICC_Profile"})
_OPEN_DOCUMENTS: Final = frozenset({"odt", "ods", "odp"})
# Fields of other names are sorted by a word in them, or by what they hold.
_WORDS: Final = (
    (
        "author",
        re.compile(
            r"Author|Artist|Creator(?!.?Tool|Version)|Owner|Person(?!al)|Operator|Contact|UserName|Photographer|Composer|Writer(?!Name)"
            r"|Editor(?!ial)|E-?mail|Telephone|SetBy|Face\d*Name|BabyName"
            r"|Pembuat|Pemilik|Penulis|Pengarang|Penyusun|Pengetik"
        ),
    ),
    ("serial_number", re.compile(r"Serial(?:Number|No)$")),
    ("place", re.compile(r"GPSDest(?:Latitude|Longitude)$|City$|Address$|LocationShown|GeoTag")),
    ("device", re.compile(r"(?:Camera|Device|Phone|Printer|Computer|Scanner)(?:Name|Model|ID)$")),
)
_HALF_PLACE: Final = re.compile(r":GPS(?:Latitude|Longitude)$")
_PREVIEW: Final = re.compile(r"(?:Thumbnail|Preview)(?:Image|TIFF|Video)$|^JpgFromRaw$|^OtherImage$")
PLACE_OF_A_PERSON: Final = (
    r"(?:\b(?:Users|Documents and Settings|home)[\\/]"
    r"|(?<![A-Za-z])[A-Za-z]:(?:[\\/]|%5[Cc])(?![\\/]|Program(?: |%20)Files|Windows\b))"
)
"""A folder of a person, or one on a disk of Windows that is not of a program: people name them as they like."""
_PERSONAL: Final = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|^\\\\[\w.-]+\\|^file://[^/]|^(?:People|Orang)[|/]|" + PLACE_OF_A_PERSON
)
# -G4 keeps those apart that have the same name: an empty one could stand for all.
_OPTIONS: Final = ("-json", "-G0:4", "-a", "-c", "%.6f", "-q", "-q")
_IN_CODED_DATA: Final = ("-ee3", "-api", "ScanForXMP=1")
"""The options that search coded data too; in a film they would read each track to its end."""
_DAY: Final = re.compile(r"^([0-9]{4}):([0-9]{2}):([0-9]{2})\b")
_COMPLAINTS: Final = frozenset({"Warning", "Error"})
_MORE: Final = "ExtractEmbedded"
_BINARY: Final = "(Binary data"
_EMPTY: Final = frozenset({"", "0", "none", "unknown"})


def read_facts(path: Path, kind: ContentKind, leave_out: Callable[[str], None]) -> list[tuple[str, str]]:
    """Return categories and values of what is written into a file, or into each of a folder, beside its content.

    Say "facts" to `leave_out` where exiftool warns: it could not read all, or there is a track with places in it.
    """
    paths = map(str, sorted(path.iterdir()) if path.is_dir() else (path,))
    more = _IN_CODED_DATA if kind.kind == "picture" else ()
    told = output_of(["exiftool", *_OPTIONS, *more, *paths], _SECONDS)
    try:
        found: list[dict[str, Any]] = json.loads(told) if told.strip() else []
    except ValueError:
        raise RefusedFileError("damaged") from None
    if not found or any(_is_grave(field, content) for file in found for field, content in file.items()):
        leave_out("facts")
    fields = [
        (field, value) for file in found for field, content in file.items() for value in _values(content)
    ]
    facts = [
        (category, "" if value.startswith(_BINARY) else value)
        for field, value in fields
        if (category := _category(field, kind.ending, value)) is not None
    ]
    if not any(category == "place" for category, _ in facts):  # exiftool makes a place of the two
        facts += [("place", value) for field, value in fields if _HALF_PLACE.search(field)]
    return facts


def hand_out_facts(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out all that exiftool finds, people first: a flood of keywords must not leave its author out."""
    for category, value in sorted(read_facts(path, kind, output.leave_out), key=_rank):
        output.fact(category, value)


def _rank(fact: tuple[str, str]) -> int:
    return _ORDER.get(fact[0], len(_ORDER))


def _is_grave(field: str, content: object) -> bool:
    """Return whether this is a complaint of exiftool that something may be there which it did not read."""
    group, _, tag = field.rpartition(":")
    if not group.startswith("ExifTool") or tag not in _COMPLAINTS:
        return False
    text = str(content)
    return _MORE in text or not text.startswith("[minor]")


def _category(field: str, ending: str, value: str) -> str | None:
    """Return the category of a field, which is that of a person where its value leads to one, such as a title does."""
    category = _category_of_tag(field, ending, value)
    if category is not None and category not in IDENTIFYING and _PERSONAL.search(value):
        return "author"
    return category


def _category_of_tag(field: str, ending: str, value: str) -> str | None:
    groups, _, tag = field.rpartition(":")
    group = groups.partition(":")[0]
    if group in _OF_THE_FILE and tag != "Comment":
        return None
    if value.startswith(_BINARY):
        return "preview" if _PREVIEW.search(tag) else None
    if tag == "Creator" and group == "PDF":
        return "software"  # PDF calls the program so
    if tag == "Creator" and ending in _OPEN_DOCUMENTS:
        return "changed_by"  # OpenDocument calls the first author "initial-creator"
    return _BY_TAG.get(tag) or _by_words(tag, value)


def _by_words(tag: str, value: str) -> str | None:
    found = next((category for category, words in _WORDS if words.search(tag)), None)
    return found or ("author" if _PERSONAL.search(value) else None)


def _values(content: Any) -> list[str]:  # noqa: ANN401 # JSON
    if isinstance(content, list):
        return [value for part in content for value in _values(part)]
    value = str(content).strip()
    if value.lower() in _EMPTY or value.startswith("0000:00:00"):
        return []
    return [_DAY.sub(r"\1-\2-\3", value)]
