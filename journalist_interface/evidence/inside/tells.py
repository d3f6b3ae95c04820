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
    "Rights Manager XPAuthor Owner Writer-Editor ContactInfo AuthorsPosition Performer AuthorEmail Editor",
    "changed_by": "LastModifiedBy LastSavedBy LastAuthor Printed-by",
    "company": "Company Organization Credit Department Publisher",
    "device": "Make Model LensModel UniqueCameraModel HostComputer AndroidManufacturer AndroidModel DeviceModelName "
    "CameraModelName DeviceManufacturer SourceDevice ComputerName",
    "serial_number": "SerialNumber InternalSerialNumber LensSerialNumber BodySerialNumber CameraSerialNumber "
    "ImageUniqueID DeviceSerialNo MediaUniqueID",
    "place": "GPSPosition GPSCoordinates GPSAreaInformation City Sub-location State Province-State Country "
    "Country-PrimaryLocationName Location LocationName LocationCreated LocationInformation",
    "created": "CreateDate DateTimeOriginal DateTimeDigitized CreationDate Creation-date DateCreated MediaCreateDate "
    "GPSDateTime",
    "changed": "ModifyDate MediaModifyDate MetadataDate",
    "printed": "LastPrinted Print-date",
    "title": "Title XPTitle ObjectName Headline",
    "description": "Subject Keyword Keywords Description ImageDescription Comments Comment UserComment XPComment "
    "XPSubject XPKeywords Caption-Abstract Category Template User-defined PersonInImage Instructions",
    "software": "Software Producer CreatorTool Application Generator HistorySoftwareAgent WritingApp MuxingApp "
    "EncodedBy Encoder EncodingSoftware",
}
IDENTIFYING: Final = frozenset(
    {"author", "changed_by", "company", "device", "serial_number", "place", "comment", "tracked_change"}
)
"""Categories that may lead to who made a file. Those of comments and changes are found in documents alone."""
_BY_TAG: Final = {tag: kind for kind, tags in _CATEGORIES.items() for tag in tags.split()}
_ORDER: Final = {kind: number for number, kind in enumerate(_CATEGORIES)}
_OF_THE_FILE: Final = frozenset({"File", "ZIP", "ExifTool", "ICC_Profile"})
_OPEN_DOCUMENTS: Final = frozenset({"odt", "ods", "odp"})
_DAY: Final = re.compile(r"^([0-9]{4}):([0-9]{2}):([0-9]{2})\b")
_WARNING: Final = "ExifTool:Warning"
_MORE: Final = "ExtractEmbedded"
_EMPTY: Final = frozenset({"", "0", "none", "unknown"})


def read_facts(path: Path, kind: ContentKind, leave_out: Callable[[str], None]) -> list[tuple[str, str]]:
    """Return categories and values of what is written into a file, or into each of a folder, beside its content.

    Say "facts" to `leave_out` where exiftool warns: it could not read all, or there is a track with places in it.
    """
    told = output_of(["exiftool", "-json", "-G0", "-a", "-c", "%.6f", "-q", "-q", str(path)], _SECONDS)
    try:
        found: list[dict[str, Any]] = json.loads(told) if told.strip() else []
    except ValueError:
        raise RefusedFileError("damaged") from None
    if any(_is_grave(file.get(_WARNING)) for file in found):
        leave_out("facts")
    return [
        (category, value)
        for file in found
        for field, content in file.items()
        if (category := _category(field, kind.ending)) is not None
        for value in _values(content)
    ]


def hand_out_facts(path: Path, kind: ContentKind, output: Output) -> None:
    """Hand out all that exiftool finds, people first: a flood of keywords must not leave its author out."""
    for category, value in sorted(read_facts(path, kind, output.leave_out), key=lambda fact: _ORDER[fact[0]]):
        output.fact(category, value)


def _is_grave(warning: object) -> bool:
    """Return whether a warning of exiftool says that something may be there which it did not read."""
    text = "" if warning is None else str(warning)
    return bool(text) and (_MORE in text or not text.startswith("[minor]"))


def _category(field: str, ending: str) -> str | None:
    group, _, tag = field.rpartition(":")
    if group in _OF_THE_FILE and tag != "Comment":
        return None
    if tag == "Creator" and group == "PDF":
        return "software"  # PDF calls the program so
    if tag == "Creator" and ending in _OPEN_DOCUMENTS:
        return "changed_by"  # OpenDocument calls the first author "initial-creator"
    return _BY_TAG.get(tag)


def _values(content: Any) -> list[str]:  # noqa: ANN401 # JSON
    if isinstance(content, list):
        return [value for part in content for value in _values(part)]
    value = str(content).strip()
    if value.lower() in _EMPTY or value.startswith(("0000:00:00", "(Binary data")):
        return []
    return [_DAY.sub(r"\1-\2-\3", value)]
