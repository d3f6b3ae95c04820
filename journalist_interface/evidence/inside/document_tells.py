"""Facts in a document of an office program: comments, tracked changes, hidden sheets, macros, remote content.

The parts of the container are searched with patterns and not parsed: what is shown is a hint, and no XML parser has to
be trusted with entities.
"""

import html
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.kinds import kind_of_beginning
from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.office_parts import facts_of_part
from journalist_interface.evidence.inside.office_settings import SETTINGS_OF_PRINTERS, printer_of_windows
from journalist_interface.evidence.inside.output import Output
from journalist_interface.evidence.inside.remote_content import remote_content
from journalist_interface.evidence.inside.tells import IDENTIFYING, PLACE_OF_A_PERSON
from journalist_interface.evidence.inside.xml_forms import as_usually_written

_MOST_BYTES: Final = 16 * MIB
_MOST_PARTS: Final = 2_000
_PARTS_READ: Final = frozenset({"picture", "video", "audio"})
"""The kinds of parts that `embedded_photos` searches."""
_MARKUP: Final = (".xml", ".rels", ".vml", ".svg", ".rdf", ".psmdcp")
_SIGNATURES: Final = ("_xmlsignatures/", "META-INF/documentsignatures")
_PACKED: Final = ";base64,"
_MUTE: Final = frozenset({"mimetype", "layout-cache"})
_BEGINNING: Final = 16
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_DECLARED_CHARSET: Final = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"'>]*)")
_LIKE_ASCII: Final = re.compile(rb"utf-?8|us-ascii|iso-8859-[0-9]+|windows-[0-9]+", re.IGNORECASE)
_OLE_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")

# No pattern reads beyond the next tag: a part that repeats its beginning would be read again for each of them.
# Attributes by which an office program names a person or their account, wherever they stand.
_ACCOUNT: Final = re.compile(
    r'\b(?:userName|refreshedBy|createdBy|lastModifiedBy|(?!w:)\w+:author|x15ac:absPath\s+url)="([^"<]+)"'
)
# Elements by which it does: of changes that were kept for colleagues, of who may edit a passage, of one's own views.
_NAMED: Final = re.compile(
    r'<(?:\w+:)?(?:userInfo|chgData)\b[^<>]*?\bname="([^"<]+)"'
    r'|<(?:\w+:)?scenario\b[^<>]*?\buser="([^"<]+)"'
    r'|<(?:\w+:)?customWorkbookView\b(?=[^<>]*\bpersonalView="(?:1|true)")[^<>]*?\bname="([^"<]+)"'
    r'|<w:permStart\b[^<>]*?\bw:ed="([^"<]+)"'
)
_TENANT: Final = re.compile(r'<(?:\w+:)?label\b[^<>]*?\bsiteId="([^"<]+)"')
"""The account of an office at Microsoft, in the labels of its documents."""
# What SharePoint keeps of people in its properties, and databases in their connections.
_PEOPLE: Final = re.compile(r"<(?:\w+:)?DisplayName(?:\s[^<>]*)?>([^<]+)<|\bUser ID=([^;&\"<]+)")
# A folder of a person, or a share of an office, in a link or in the description of a picture.
_FOLDER: Final = re.compile(rf'="([^"<]*{PLACE_OF_A_PERSON}[^"<]*|(?:file:/*)?\\\\\w[^"<]*|file://\w[^"<]*)"')


def hand_out_office_facts(path: Path, output: Output) -> None:
    """Hand out what the parts of this document tell: a flood of bookmarks must not leave a person out."""
    facts = list(office_facts(path, output.leave_out))
    for category, value in sorted(facts, key=lambda fact: fact[0] not in IDENTIFYING):
        output.fact(category, value)


def office_facts(path: Path, leave_out: Callable[[str], None]) -> Iterator[tuple[str, str]]:
    """Yield what the parts of this document tell, and say "facts" to `leave_out` where some were not searched."""
    if not zipfile.is_zipfile(path):
        leave_out("facts")  # comments and changes of old documents are in forms of their own
        if _OLE_MACROS in path.read_bytes():
            yield "macro", ""
        return
    with zipfile.ZipFile(path) as container:
        entries = container.infolist()
        if len(entries) > _MOST_PARTS:
            leave_out("facts")
        for entry in entries[:_MOST_PARTS]:
            for category, value in _facts_of_entry(container, entry, leave_out):
                yield category, html.unescape(value)


def hand_out_drawing_facts(path: Path, output: Output) -> None:
    """Hand out what the text of a drawing (SVG) tells beside exiftool; photos packed into it are not searched."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES)
    text = as_usually_written(data.decode("utf-8", "replace"))
    for person in _people(text):
        output.fact("author", person)
    for target in remote_content(text):
        output.fact("remote_content", target)
    if _PACKED in text or len(data) == _MOST_BYTES or not _is_read_as_written(data):
        output.leave_out("facts")


def _facts_of_entry(
    container: zipfile.ZipFile, entry: zipfile.ZipInfo, leave_out: Callable[[str], None]
) -> Iterator[tuple[str, str]]:
    name = entry.filename
    if name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")):
        yield "macro", ""
    elif name.endswith(_MARKUP):
        with container.open(entry) as part:
            xml = part.read(_MOST_BYTES)
        if len(xml) == _MOST_BYTES:
            leave_out("facts")
        if not _is_read_as_written(xml):
            leave_out("facts")
        charset = "utf-16" if xml.startswith(_WIDE) else "utf-8"
        text = as_usually_written(xml.decode(charset, "replace"))
        yield from facts_of_part(name, text)
        yield from (("author", person) for person in _people(text))
        yield from (("company", tenant) for tenant in _TENANT.findall(text))
        if name.startswith(_SIGNATURES) or _PACKED in text:
            leave_out("facts")
    elif SETTINGS_OF_PRINTERS.search(name):
        with container.open(entry) as part:
            yield "device", printer_of_windows(part.read(_MOST_BYTES))
    elif entry.file_size and not _is_read_elsewhere(container, entry):
        leave_out("facts")  # a document in this one names people of its own, and so may what is not known


def _is_read_as_written(xml: bytes) -> bool:
    """Return whether patterns find in this part what an office program does, which knows more charsets and entities."""
    if b"<!ENTITY" in xml:
        return False
    if xml.startswith(_WIDE):
        return True
    declared = _DECLARED_CHARSET.match(xml)
    return b"\0" not in xml and (declared is None or _LIKE_ASCII.fullmatch(declared[1]) is not None)


def _people(text: str) -> list[str]:
    """Return the people, accounts and folders of people that a part names, wherever they stand."""
    others = ["".join(found) for pattern in (_PEOPLE, _NAMED) for found in pattern.findall(text)]
    return [*_ACCOUNT.findall(text), *_FOLDER.findall(text), *others]


def _is_read_elsewhere(container: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if entry.filename in _MUTE:
        return True
    with container.open(entry) as part:
        kind = kind_of_beginning(part.read(_BEGINNING))
    return kind is not None and kind.kind in _PARTS_READ
