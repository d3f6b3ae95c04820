"""Findings in the parts of a document, one by one: comments, changes, hidden sheets and text, remote content.

No pattern reads beyond the next tag: a part that repeats its beginning would be read again for each of them.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from journalist_interface.evidence.inside.office_settings import (
    fields_of_document,
    people_of_tags,
    printers_of,
    properties_of_document,
    properties_of_office,
    variables_of,
)
from journalist_interface.evidence.inside.remote_content import (
    fetching_fields,
    remote_content,
    starts_program,
)
from journalist_interface.evidence.inside.unseen_words import unseen_words

_Facts = Iterator[tuple[str, str]]
_HIDDEN_TEXT: Final = re.compile(
    r'<w:vanish\s*/>|<w:vanish\s+w:val="(?:1|true|on)"|<(?:row|col)\b[^<>]*?\bhidden="(?:1|true)"'
    r'|<a:srcRect\s[^<>]*?="[1-9]|\bfo:clip="rect\([^")]*[1-9]'
    r'|\btext:display="none"|\btable:visibility="(?:collapse|filter)"|<text:hidden-'
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
_KEPT_CELL: Final = re.compile(r"<(?:r|v|cell)\b")
_CHANGER: Final = re.compile(r"<cp:lastModifiedBy>([^<]*)</")
_OBJECT_PERSON: Final = re.compile(r"<(?:dc:creator|meta:initial-creator)>([^<]*)</")
_META: Final = re.compile(r"<(?:dc|meta):[\w-]+>[^<]*</(?:dc|meta):[\w-]+>")
_STYLE_NAME: Final = re.compile(r'\bstyle:name="([^"<]*)"')
_TABLE: Final = re.compile(r'<table:table table:name="([^"<]*)"[^<>]*?table:style-name="([^"<]*)"')
_TAG: Final = re.compile(r"<[^<>]*>")
_SLIDE_NUMBER: Final = re.compile(r"slide([0-9]+)\.xml$")


def facts_of_part(name: str, xml: str) -> _Facts:
    """Yield what this part of a document tells, wherever it lies, and by the first row of the table with its name."""
    yield from _anywhere(xml)
    for pattern, facts in _READERS:
        if found := pattern.search(name):
            yield from facts(xml, found)
            return


def _anywhere(xml: str) -> _Facts:
    """Yield what is the same in every part: its place in the container is for a program to choose."""
    for comment in _blocks(xml, "<w:comment ", "</w:comment>"):
        yield "comment", f"{_first(_WORD_AUTHOR, comment)}: {_words(comment)}"
    yield from (("tracked_change", author) for author in _WORD_CHANGE.findall(xml))
    yield from (("hidden_sheet", sheet) for sheet in _SHEET.findall(xml))
    people = (_SHEET_AUTHOR, _PERSON, _SLIDE_AUTHOR)
    yield from (("comment", author) for pattern in people for author in pattern.findall(xml))
    yield from (("remote_content", target) for target in (*remote_content(xml), *fetching_fields(xml)))
    if starts_program(xml):
        yield "macro", ""
    yield from unseen_words(xml)


def _word_settings(xml: str, _found: re.Match[str]) -> _Facts:
    yield from (("hidden_text", value) for value in variables_of(xml))


def _hidden_text(xml: str, _found: re.Match[str]) -> _Facts:
    if _HIDDEN_TEXT.search(xml):
        yield "hidden_text", ""


def _kept_cells(xml: str, _found: re.Match[str]) -> _Facts:
    """Say that there are cells of a table that this one was made of: they are on no sheet."""
    if _KEPT_CELL.search(xml):
        yield "hidden_text", ""


def _notes(xml: str, _found: re.Match[str]) -> _Facts:
    """Yield what a speaker noted: it is on no page."""
    if words := " ".join(word for word in _words(xml).split() if not word.isdigit()):
        yield "hidden_text", words


def _slides(xml: str, found: re.Match[str]) -> _Facts:
    yield from _hidden_text(xml, found)
    yield from people_of_tags(xml)
    if _HIDDEN_SLIDE.search(xml) and (number := _SLIDE_NUMBER.search(found.string)):
        yield "hidden_sheet", number[1]


def _printers(xml: str, _found: re.Match[str]) -> _Facts:
    yield from (("device", printer) for printer in printers_of(xml))


def _package_people(xml: str, found: re.Match[str]) -> _Facts:
    yield from _object_people(xml, found)
    yield from (("changed_by", person) for person in _CHANGER.findall(xml))


def _custom_properties(xml: str, _found: re.Match[str]) -> _Facts:
    yield from properties_of_office(xml)


def _properties(xml: str, _found: re.Match[str]) -> _Facts:
    yield from properties_of_document(xml)


def _object_people(xml: str, _found: re.Match[str]) -> _Facts:
    yield from (("author", person) for person in _OBJECT_PERSON.findall(xml))


def _external(xml: str, _found: re.Match[str]) -> _Facts:
    """Yield what would be fetched while the document opens; a link that a reader clicks on is no such thing."""
    for relation in _RELATION.findall(xml):
        attributes = dict(_ATTRIBUTE.findall(relation))
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith(
            "/hyperlink"
        ):
            yield "remote_content", attributes.get("Target", "")


def _open_document(xml: str, found: re.Match[str]) -> _Facts:
    for note in _blocks(xml, "<office:annotation", "</office:annotation>"):
        yield "comment", f"{_first(_CREATOR, note)}: {_words(_META.sub('', note))}"
    for change in _blocks(xml, "<office:change-info>", "</office:change-info>"):
        yield "tracked_change", _first(_CREATOR, change)
    for note in _blocks(xml, "<presentation:notes", "</presentation:notes>"):
        yield from _notes(note, found)
    yield from fields_of_document(xml)
    yield from _hidden_text(xml, found)
    styles = _blocks(xml, "<style:style ", "</style:style>")
    hidden = {_first(_STYLE_NAME, style) for style in styles if 'table:display="false"' in style}
    yield from (("hidden_sheet", sheet) for sheet, style in _TABLE.findall(xml) if style in hidden)


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


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], _Facts]], ...]] = (
    (re.compile(r"\.rels$"), _external),
    (re.compile(r"^word/settings\.xml$"), _word_settings),
    (re.compile(r"^word/(?:document|header[0-9]*|footer[0-9]*|footnotes|endnotes)"), _hidden_text),
    (re.compile(r"^xl/worksheets/"), _hidden_text),
    (re.compile(r"^xl/(?:pivotCache/pivotCacheRecords|externalLinks/externalLink)"), _kept_cells),
    (re.compile(r"^ppt/notesSlides/"), _notes),
    (re.compile(r"^ppt/"), _slides),
    # Of objects inside it too; headers are styles.
    (re.compile(r"(?:content|styles)\.xml$"), _open_document),
    (re.compile(r"settings\.xml$"), _printers),
    # exiftool looks for the properties of a document in one place, and .NET writes them in another.
    (re.compile(r"\.psmdcp$"), _package_people),
    (re.compile(r"/meta\.xml$"), _object_people),  # exiftool reads that of the document alone
    (re.compile(r"^meta\.xml$"), _properties),
    (re.compile(r"^docProps/custom\.xml$"), _custom_properties),
    (re.compile(r"^(?!docProps/)"), _package_people),
)
"""The readers of the parts, by their names."""
