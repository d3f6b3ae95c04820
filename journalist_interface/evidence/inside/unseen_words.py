"""Words and names that a document keeps behind its pictures and passages: alternative texts, and names of bookmarks.

Patterns find them for the page of a file, and a copy loses them by its structure: alternative texts and the names of
pictures go, since many of those are names of files, and bookmarks get numbers, since links and fields lead to them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from journalist_interface.evidence.inside.output import RefusedFileError

BOOKMARK: Final = "bookmark"
ALTERNATIVE_TEXT: Final = "alternative_text"
# No pattern reads beyond the next tag: a part that repeats its beginning would be read again for each of them.
_DESCRIBED: Final = re.compile(r"<(?:\w+:)?(?:docPr|cNvPr)\s[^<>]*>")
_DESCRIPTION: Final = re.compile(r'\s(?:descr|title)="([^"<]+)"')
_DRAWN_IN_VML: Final = re.compile(r"<v:\w+\s[^<>]*>")
_DESCRIPTION_IN_VML: Final = re.compile(r'\s((?:o:)?(?:alt|title)=)"([^"<]+)"')
_OF_TABLE: Final = re.compile(r'<w:tbl(?:Caption|Description)\b[^<>]*?\bw:val="([^"<]+)"')
_OF_SHEET: Final = re.compile(r'\saltText(?:Summary)?="([^"<]+)"')
_OF_OPEN_DOCUMENT: Final = re.compile(r"<(?:svg|table):(?:title|desc)(?:\s[^<>]*)?>([^<]+)<")
_BOOKMARK: Final = re.compile(r'<w:bookmarkStart\s[^<>]*?\bw:name="([^"<]+)"')
_MARK: Final = re.compile(r'<text:(?:bookmark|reference-mark)(?:-start)?\s[^<>]*?\btext:name="([^"<]+)"')
_OF_PROGRAM: Final = re.compile(
    r"_(?:Toc|Ref|Hlk|bookmark)[0-9]*|_GoBack|OLE_LINK[0-9]+|__(?:DdeLink|RefHeading|UnoMark)__[\w$]*"
)
"""Bookmarks that office programs make without a person, for tables of contents and links."""

_WORD: Final = re.compile(r"\w+")
# The words of a field that name a bookmark; a link to a page of the internet may have the same words in it.
_NAMED_IN_FIELD: Final = re.compile(
    r"(?:^\s*(?:REF|PAGEREF|NOTEREF|ASK|SET|GOTOBUTTON)\s+|\\[bl]\s+)\"?(\w+)", re.IGNORECASE
)
_CALCULATES: Final = re.compile(r"\s*(?:=|IF\b|COMPARE\b)", re.IGNORECASE)
_SVG: Final = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_DRAWING: Final = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_VML: Final = "{urn:schemas-microsoft-com:vml}"
_DROPPED: Final = frozenset(
    {
        *(f"{{{space}}}{name}" for space in (_SVG, _TABLE) for name in ("title", "desc")),
        *("tblCaption", "tblDescription"),
    }
)
_ANY_NAME: Final = "Object"
"""A name in the place of that of a picture: Word wants one, and takes it for several."""
_DESCRIPTIONS: Final = ("descr", "title")
_DESCRIPTIONS_OF_SHEETS: Final = ("altText", "altTextSummary")
_MARKS: Final = frozenset(
    f"{{{_TEXT}}}{mark}{end}" for mark in ("bookmark", "reference-mark") for end in ("", "-start", "-end")
)
_MARK_REFERENCES: Final = frozenset(f"{{{_TEXT}}}{name}" for name in ("bookmark-ref", "reference-ref"))


def unseen_words(xml: str) -> Iterator[tuple[str, str]]:
    """Yield the alternative texts in a part, and the names of its bookmarks that a person may have chosen."""
    for tag in _DESCRIBED.findall(xml):
        yield from ((ALTERNATIVE_TEXT, text) for text in _DESCRIPTION.findall(tag))
    for tag in _DRAWN_IN_VML.findall(xml):
        yield from ((ALTERNATIVE_TEXT, text) for _, text in _DESCRIPTION_IN_VML.findall(tag))
    for pattern in (_OF_TABLE, _OF_SHEET, _OF_OPEN_DOCUMENT):
        yield from ((ALTERNATIVE_TEXT, text) for text in pattern.findall(xml) if text.strip())
    for pattern in (_BOOKMARK, _MARK):
        yield from ((BOOKMARK, name) for name in pattern.findall(xml) if not _OF_PROGRAM.fullmatch(name))


def without_words_of_vml(drawing: str) -> str:
    """Return a drawing of old office programs, which need not be XML, without its alternative texts."""
    return _DRAWN_IN_VML.sub(lambda tag: _DESCRIPTION_IN_VML.sub(r' \1""', tag[0]), drawing)


class UnseenWords:
    """The words that a copy of one document is to lose."""

    def __init__(self, bookmarks: Iterable[str]) -> None:
        """Give each of these bookmarks a number."""
        self._numbered = {
            name: f"bookmark{number}" for number, name in enumerate(dict.fromkeys(bookmarks), start=1)
        }
        # Word takes capitals and small letters for the same.
        self._folded = {name.casefold(): number for name, number in self._numbered.items()}

    def are_in(self, found: Iterable[tuple[str, str]]) -> bool:
        """Return whether one of them is among what a copy tells."""
        numbers = set(self._numbered.values())
        return any(
            category == ALTERNATIVE_TEXT or (category == BOOKMARK and value not in numbers)
            for category, value in found
        )

    def leave(self, part: Any) -> None:  # noqa: ANN401 # a tree of elements
        """Take them out of a part. Raises `RefusedFileError` where a field calculates with a bookmark."""
        for element in list(part.iter()):
            _drop_descriptions(element)
            self._rename(element)
        for field in _fields(part):
            self._rename_in_field(field)

    def _number(self, name: str) -> str:
        return self._numbered.get(name) or self._folded.get(name.casefold(), name)

    def _rename(self, element: Any) -> None:  # noqa: ANN401 # an element
        space, _, name = element.tag.rpartition("}")
        attributes = element.attrib
        if name in {"bookmarkStart", "hyperlink", "fldSimple"}:
            for key in ("name", "anchor"):
                self._rename_attribute(attributes, f"{space}}}{key}")
            if (key := f"{space}}}instr") in attributes:
                attributes[key] = self._renamed_field(attributes[key])
        elif name == "ffData":
            for named in element.findall(f"{space}}}name"):
                self._rename_attribute(named.attrib, f"{space}}}val")
        elif element.tag in _MARKS:
            self._rename_attribute(attributes, f"{{{_TEXT}}}name")
        elif element.tag in _MARK_REFERENCES:
            self._rename_attribute(attributes, f"{{{_TEXT}}}ref-name")
        for key in ("Target", _LINK):
            if attributes.get(key, "").startswith("#"):
                attributes[key] = "#" + self._number(attributes[key][1:])

    def _rename_attribute(self, attributes: dict[str, str], key: str) -> None:
        if key in attributes:
            attributes[key] = self._number(attributes[key])

    def _rename_in_field(self, field: list[Any]) -> None:
        """Rename in the instruction of a field, which Word cuts anywhere."""
        written = "".join(element.text or "" for element in field)
        renamed = self._renamed_field(written)
        if renamed != written:
            field[0].text = renamed
            for element in field[1:]:
                element.text = ""

    def _renamed_field(self, instruction: str) -> str:
        words = _WORD.findall(instruction)
        reads = words if _CALCULATES.match(instruction) else words[:1]
        if any(self._number(word) != word for word in reads):
            raise RefusedFileError("not_cleanable")
        return _NAMED_IN_FIELD.sub(
            lambda found: found[0][: found.start(1) - found.start()] + self._number(found[1]), instruction
        )


def _drop_descriptions(element: Any) -> None:  # noqa: ANN401 # an element
    name = element.tag.rpartition("}")[2]
    attributes: dict[str, str] = element.attrib
    element[:] = [child for child in element if not _DROPPED & {child.tag, child.tag.rpartition("}")[2]}]
    for key in _DESCRIPTIONS if name in {"docPr", "cNvPr"} else _DESCRIPTIONS_OF_SHEETS:
        attributes.pop(key, None)
    if element.tag.startswith(_VML):
        for key in [key for key in attributes if key.rpartition("}")[2] in {"alt", "title"}]:
            del attributes[key]
    if name == "docPr":
        attributes["name"] = _ANY_NAME
    if name == "nvPicPr":
        for child in element:
            if child.tag.endswith("}cNvPr"):
                child.set("name", _ANY_NAME)
    if element.tag == f"{{{_DRAWING}}}frame" and element.find(f"{{{_DRAWING}}}image") is not None:
        attributes.pop(f"{{{_DRAWING}}}name", None)


def _fields(part: Any) -> Iterator[list[Any]]:  # noqa: ANN401 # a tree of elements
    """Yield the pieces of each instruction of a field."""
    pieces: list[Any] = []
    for element in part.iter():
        name = element.tag.rpartition("}")[2]
        if name == "instrText":
            pieces.append(element)
        elif name == "fldChar" and pieces:
            yield pieces
            pieces = []
    if pieces:
        yield pieces
