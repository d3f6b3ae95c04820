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

from journalist_interface.evidence.inside.compound_files import COMPOUND
from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.output import Output

_MOST_BYTES: Final = 16 * MIB
_MOST_PARTS: Final = 2_000
_CONTAINERS: Final = (b"PK\x03\x04", COMPOUND, b"%PDF-", b"{\\rtf")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_OLE_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")

# No pattern reads beyond the next tag: a part that repeats its beginning would be read again for each of them.
_SINGLE_QUOTED: Final = re.compile(r"=\s*'([^'<]*)'")
# Attributes by which an office program names a person or their account, wherever they stand.
_ACCOUNT: Final = re.compile(
    r'\b(?:userName|refreshedBy|createdBy|lastModifiedBy|w15:author|x15ac:absPath\s+url)="([^"<]+)"'
)
_WORD_AUTHOR: Final = re.compile(r'\bw:author="([^"<]*)"')
_WORD_CHANGE: Final = re.compile(r'<w:(?!comment\b)\w+\b[^<>]*?\bw:author="([^"<]*)"')
_SHEET: Final = re.compile(r'<sheet\b[^<>]*?name="([^"<]*)"[^<>]*?state="(?:hidden|veryHidden)"')
_SHEET_AUTHOR: Final = re.compile(r"<author>([^<]*)</author>")
_PERSON: Final = re.compile(r'<person\b[^<>]*?displayName="([^"<]*)"')
_SLIDE_AUTHOR: Final = re.compile(r'<(?:p:cmAuthor|p188:author)\b[^<>]*?name="([^"<]*)"')
_HIDDEN_SLIDE: Final = re.compile(r'<p:sld\b[^<>]*?show="(?:0|false)"')
_RELATION: Final = re.compile(r"<Relationship\b[^<>]*>")
_ATTRIBUTE: Final = re.compile(r'\b(\w+)="([^"<]*)"')
_CREATOR: Final = re.compile(r"<dc:creator>([^<]*)</dc:creator>")
_OBJECT_PERSON: Final = re.compile(r"<(?:dc:creator|meta:initial-creator)>([^<]*)</")
_META: Final = re.compile(r"<(?:dc|meta):[\w-]+>[^<]*</(?:dc|meta):[\w-]+>")
_STYLE_NAME: Final = re.compile(r'\bstyle:name="([^"<]*)"')
_TABLE: Final = re.compile(r'<table:table table:name="([^"<]*)"[^<>]*?table:style-name="([^"<]*)"')
_REMOTE: Final = re.compile(
    r'<draw:(?:image|object|plugin)\b[^<>]*?xlink:href="((?:https?|ftp|file|smb):[^"<]*)"'
)
_TAG: Final = re.compile(r"<[^<>]*>")
_SLIDE_NUMBER: Final = re.compile(r"slide([0-9]+)\.xml$")


def hand_out_office_facts(path: Path, output: Output) -> None:
    """Hand out what the parts of this document tell."""
    for category, value in office_facts(path, output.leave_out):
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


def _facts_of_entry(
    container: zipfile.ZipFile, entry: zipfile.ZipInfo, leave_out: Callable[[str], None]
) -> Iterator[tuple[str, str]]:
    name = entry.filename
    if name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")):
        yield "macro", ""
    elif name.endswith((".xml", ".rels")):
        with container.open(entry) as part:
            xml = part.read(_MOST_BYTES)
        if len(xml) == _MOST_BYTES:
            leave_out("facts")
        charset = "utf-16" if xml.startswith(_WIDE) else "utf-8"
        text = _SINGLE_QUOTED.sub(_in_double_quotes, xml.decode(charset, "replace"))
        yield from _facts_of(name, text)
        yield from (("author", account) for account in _ACCOUNT.findall(text))
    else:
        with container.open(entry) as part:
            if part.read(8).startswith(_CONTAINERS):  # a document in this one names people of its own
                leave_out("facts")


def _in_double_quotes(attribute: re.Match[str]) -> str:
    return '="' + attribute[1].replace('"', "&quot;") + '"'


def _facts_of(name: str, xml: str) -> Iterator[tuple[str, str]]:
    if name.endswith(".rels"):
        yield from _external(xml)
    elif name.startswith("word/"):
        for comment in _blocks(xml, "<w:comment ", "</w:comment>"):
            yield "comment", f"{_first(_WORD_AUTHOR, comment)}: {_words(comment)}"
        yield from (("tracked_change", author) for author in _WORD_CHANGE.findall(xml))
    elif name == "xl/workbook.xml":
        yield from (("hidden_sheet", sheet) for sheet in _SHEET.findall(xml))
    elif name.startswith(("xl/comments", "xl/persons/")):
        yield from (("comment", author) for author in (*_SHEET_AUTHOR.findall(xml), *_PERSON.findall(xml)))
    elif name.startswith("ppt/"):
        yield from (("comment", author) for author in _SLIDE_AUTHOR.findall(xml))
        if _HIDDEN_SLIDE.search(xml) and (number := _SLIDE_NUMBER.search(name)):
            yield "hidden_sheet", number[1]
    elif name.endswith(("content.xml", "styles.xml")):  # of objects inside it too; headers are styles
        yield from _open_document_facts(xml)
    elif name.endswith("/meta.xml"):  # of an object; exiftool reads that of the document alone
        yield from (("author", person) for person in _OBJECT_PERSON.findall(xml))


def _external(xml: str) -> Iterator[tuple[str, str]]:
    """Yield what would be fetched while the document opens; a link that a reader clicks on is no such thing."""
    for relation in _RELATION.findall(xml):
        attributes = dict(_ATTRIBUTE.findall(relation))
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith(
            "/hyperlink"
        ):
            yield "remote_content", attributes.get("Target", "")


def _open_document_facts(xml: str) -> Iterator[tuple[str, str]]:
    for note in _blocks(xml, "<office:annotation", "</office:annotation>"):
        yield "comment", f"{_first(_CREATOR, note)}: {_words(_META.sub('', note))}"
    for change in _blocks(xml, "<office:change-info>", "</office:change-info>"):
        yield "tracked_change", _first(_CREATOR, change)
    styles = _blocks(xml, "<style:style ", "</style:style>")
    hidden = {_first(_STYLE_NAME, style) for style in styles if 'table:display="false"' in style}
    yield from (("hidden_sheet", sheet) for sheet, style in _TABLE.findall(xml) if style in hidden)
    yield from (("remote_content", target) for target in _REMOTE.findall(xml))


def _blocks(xml: str, beginning: str, end: str) -> Iterator[str]:
    """Yield what stands between a beginning and its end, in one pass."""
    place = 0
    while (found := xml.find(end, place)) >= 0:
        begun = xml.rfind(beginning, place, found)
        if begun >= 0:
            yield xml[begun:found]
        place = found + len(end)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _words(xml: str) -> str:
    return " ".join(_TAG.sub(" ", xml).split())
