"""The properties in XMP and in office files: whether one is filled, and what its name says that it holds.

A filled property whose name is unknown here counts as a text. Only what is known to be harmless counts as nothing, so
that a new program's properties are told too.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from source_interface.metadata.kinds import MetadataWarning

# The first line with a word of the name counts: a CreatorTool is a program, a CameraOwnerName a person.
_WORDS: Final = (
    (MetadataWarning.PROGRAM, "tool toolkit xmptk agent producer software application generator firmware"),
    (MetadataWarning.PERSON, "by byline"),
    (MetadataWarning.TIME, "date time when created modified"),
    (
        MetadataWarning.PERSON,
        "author artist creator owner person photographer editor writer credit rights copyright contributor contact ci "
        "manager company publisher composer director",
    ),
    (
        MetadataWarning.PLACE,
        "gps city country state province location sublocation place latitude longitude",
    ),
    (MetadataWarning.DEVICE, "make model serial lens camera device"),
)
_RANKS: Final = {word: rank for rank, (_kind, words) in enumerate(_WORDS) for word in words.split()}
_PEOPLE_IN_REGIONS: Final = "mwg-rs:Name"
# The first three lines are of XMP, the others of office files.
_HARMLESS_NAMES: Final = (
    "orientation image colorspace colormode iccprofile legacyiptcdigest nativedigest documentid instanceid action part "
    "originaldocumentid documentancestors versionid changed parameters conformance unit format mimetype language type "
    "gpsmapdatum gpsversionid gpsprocessingmethod "
    "fmtid pid basetype vectortype value-type titlesofparts headingpairs presentationformat editing-duration actuate "
    "transformation"
)
_HARMLESS: Final = frozenset(_HARMLESS_NAMES.split())
_HARMLESS_VALUES: Final = frozenset((b"true", b"false", b"normal.dotm", b"normal.dot", b"normal"))
_ADJUSTMENTS: Final = "crs:"
_RAW_FILE: Final = "crs:RawFileName"
_AROUND: Final = re.compile(r"(?:rdf|x|vt|xml):")
"""Elements around a value, whose property is named outside of them."""
_SYNTAX: Final = re.compile(r"(?:rdf|xml|xmlns|xsi)(?::|\Z)|(?:meta:)?name\Z")

_TAG: Final = re.compile(rb"<(/?)([A-Za-z_][\w.-]{0,60}(?::[\w.-]{1,80})?)((?:\s[^<>]*)?)/?>([^<]*)")
_ATTRIBUTE: Final = re.compile(
    rb"([A-Za-z_][\w.-]{0,60}(?::[\w.-]{1,80})?)\s{0,9}=\s{0,9}(?:\"([^\"]*)|'([^']*))"
)
_CAMEL: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TEXT: Final = re.compile(rb"[A-Za-z\x80-\xff]|\d(?:[ .-]?\d){7}")
"""A letter, or a long number such as that of an employee. Shorter numbers are sizes and settings."""
_YEAR: Final = re.compile(rb"\d{4}")
_PACKET: Final = re.compile(rb"<(?:x:x[am]pmeta|rdf:RDF|rdf:Description|dc:creator)\b")
_PACKET_END: Final = re.compile(rb"</(?:x:x|rdf:RDF)")
_PACKET_BYTES: Final = 64 * 1024
_MOST_TAGS: Final = 5_000


def metadata_in_xmp(data: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings of XMP wherever it stands as plain text."""
    end = 0
    for found in _PACKET.finditer(data):
        if found.start() >= end:
            most = found.start() + _PACKET_BYTES
            close = _PACKET_END.search(data, found.start(), most)
            end = most if close is None else close.start()
            yield from metadata_in_properties(data[found.start() : end])


def metadata_in_properties(text: bytes) -> Iterator[MetadataWarning]:
    """Yield the warnings for the filled properties in this XML, which are elements or attributes."""
    inside = ""
    for found in islice(_TAG.finditer(text), _MOST_TAGS):
        name = found[2].decode("latin-1")
        if not _AROUND.match(name):
            inside = "" if found[1] else name
        for part in _ATTRIBUTE.finditer(found[3]):
            yield from _told(part[1].decode("latin-1"), part[2] or part[3] or b"")
        if inside and not found[1]:
            yield from _told(inside, found[4])


def _told(name: str, value: bytes) -> Iterator[MetadataWarning]:
    """Yield the warning for a property, if it may tell and is filled."""
    local = name.rpartition(":")[2]
    if _SYNTAX.match(name) or value.strip().lower() in _HARMLESS_VALUES:
        return
    if name == _PEOPLE_IN_REGIONS:
        warning = MetadataWarning.PERSON
    elif local.lower() in _HARMLESS or (name.startswith(_ADJUSTMENTS) and name != _RAW_FILE):
        return
    else:
        ranks = [_RANKS[word] for word in map(str.lower, _CAMEL.findall(local)) if word in _RANKS]
        warning = _WORDS[min(ranks)][0] if ranks else MetadataWarning.TEXT
    if warning is MetadataWarning.TIME and _YEAR.search(value):
        yield warning
    elif _TEXT.search(value):
        yield MetadataWarning.TEXT if warning is MetadataWarning.TIME else warning
