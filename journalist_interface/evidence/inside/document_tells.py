"""What a document of an office program tells: comments, tracked changes, hidden sheets, macros, remote content.

The parts of the container are searched with patterns and not parsed: what is shown is a hint, and no XML parser has to
be trusted with entities.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.output import Output

_MOST_BYTES: Final = 16 * MIB
_MOST_PARTS: Final = 2_000
_OLE_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")

_WORD_COMMENT: Final = re.compile(r'<w:comment\b[^>]*?w:author="([^"]*)"[^>]*>(.*?)</w:comment>', re.DOTALL)
_WORD_CHANGE: Final = re.compile(
    r'<w:(?:ins|del|moveFrom|moveTo|rPrChange|pPrChange)\b[^>]*?w:author="([^"]*)"'
)
_SHEET: Final = re.compile(r'<sheet\b[^>]*?name="([^"]*)"[^>]*?state="(?:hidden|veryHidden)"')
_SHEET_AUTHOR: Final = re.compile(r"<author>([^<]*)</author>")
_PERSON: Final = re.compile(r'<person\b[^>]*?displayName="([^"]*)"')
_SLIDE_AUTHOR: Final = re.compile(r'<(?:p:cmAuthor|p188:author)\b[^>]*?name="([^"]*)"')
_HIDDEN_SLIDE: Final = re.compile(r'<p:sld\b[^>]*?show="(?:0|false)"')
_RELATION: Final = re.compile(r"<Relationship\b[^>]*>")
_ATTRIBUTE: Final = re.compile(r'\b(\w+)="([^"]*)"')
_ANNOTATION: Final = re.compile(r"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_CHANGE_INFO: Final = re.compile(r"<office:change-info>.*?<dc:creator>([^<]*)</dc:creator>", re.DOTALL)
_CREATOR: Final = re.compile(r"<dc:creator>([^<]*)</dc:creator>")
_META: Final = re.compile(r"<(?:dc|meta):[\w-]+>[^<]*</(?:dc|meta):[\w-]+>")
_TABLE_STYLE: Final = re.compile(
    r'<style:style style:name="([^"]*)" style:family="table"[^>]*>(?:(?!</style:style>).)*?table:display="false"',
    re.DOTALL,
)
_TABLE: Final = re.compile(r'<table:table table:name="([^"]*)"[^>]*?table:style-name="([^"]*)"')
_REMOTE: Final = re.compile(
    r'<draw:(?:image|object|plugin)\b[^>]*?xlink:href="((?:https?|ftp|file|smb):[^"]*)"'
)
_TAG: Final = re.compile(r"<[^>]*>")
_SLIDE_NUMBER: Final = re.compile(r"slide([0-9]+)\.xml$")


def hand_out_office_facts(path: Path, output: Output) -> None:
    """Hand out what the parts of this document tell."""
    if not zipfile.is_zipfile(path):
        if _OLE_MACROS in path.read_bytes():
            output.fact("macro", "")
        return
    for category, value in _facts(path):
        output.fact(category, html.unescape(value))


def _facts(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as container:
        for entry in container.infolist()[:_MOST_PARTS]:
            name = entry.filename
            if name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")):
                yield "macro", ""
            elif name.endswith((".xml", ".rels")):
                with container.open(entry) as part:
                    yield from _facts_of(name, part.read(_MOST_BYTES).decode("utf-8", "replace"))


def _facts_of(name: str, xml: str) -> Iterator[tuple[str, str]]:
    if name.endswith(".rels"):
        yield from _external(xml)
    elif name.startswith("word/"):
        for author, text in _WORD_COMMENT.findall(xml):
            yield "comment", f"{author}: {_words(text)}"
        yield from (("tracked_change", author) for author in _WORD_CHANGE.findall(xml))
    elif name == "xl/workbook.xml":
        yield from (("hidden_sheet", sheet) for sheet in _SHEET.findall(xml))
    elif name.startswith(("xl/comments", "xl/persons/")):
        yield from (("comment", author) for author in (*_SHEET_AUTHOR.findall(xml), *_PERSON.findall(xml)))
    elif name.startswith("ppt/"):
        yield from (("comment", author) for author in _SLIDE_AUTHOR.findall(xml))
        if _HIDDEN_SLIDE.search(xml) and (number := _SLIDE_NUMBER.search(name)):
            yield "hidden_sheet", number[1]
    elif name == "content.xml":
        yield from _open_document_facts(xml)


def _external(xml: str) -> Iterator[tuple[str, str]]:
    """Yield what would be fetched while the document opens; a link that a reader clicks on is no such thing."""
    for relation in _RELATION.findall(xml):
        attributes = dict(_ATTRIBUTE.findall(relation))
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith(
            "/hyperlink"
        ):
            yield "remote_content", attributes.get("Target", "")


def _open_document_facts(xml: str) -> Iterator[tuple[str, str]]:
    for annotation in _ANNOTATION.findall(xml):
        author = _CREATOR.search(annotation)
        yield "comment", f"{author[1] if author else ''}: {_words(_META.sub('', annotation))}"
    yield from (("tracked_change", author) for author in _CHANGE_INFO.findall(xml))
    hidden = set(_TABLE_STYLE.findall(xml))
    yield from (("hidden_sheet", sheet) for sheet, style in _TABLE.findall(xml) if style in hidden)
    yield from (("remote_content", target) for target in _REMOTE.findall(xml))


def _words(xml: str) -> str:
    return " ".join(_TAG.sub(" ", xml).split())
