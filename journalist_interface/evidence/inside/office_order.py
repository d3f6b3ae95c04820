"""Two steps of mat2 done otherwise, since it would change what a document says.

It sorts what is in a body by name, which moves every table behind the text. It puts words that were inserted with
tracked changes behind the paragraph that they are in, and brings rows back that were deleted.
"""

import xml.etree.ElementTree as ET  # nosec B405 # in the sandbox, as mat2 does
from collections.abc import Callable
from typing import Any, Final

from journalist_interface.evidence.inside.output import RefusedFileError

_SPACES: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_SORTING: Final = "_sort_xml_attributes"
_ACCEPTING: Final = "_MSOfficeParser__remove_revisions"


def keep_order(office: Any, then: Callable[[Any], None]) -> None:  # noqa: ANN401 # mat2's module for documents
    """Replace these two steps, and do another one with each part. Raises `RefusedFileError` if this mat2 has others."""
    if not (hasattr(office, _SORTING) and hasattr(office.MSOfficeParser, _ACCEPTING)):
        raise RefusedFileError("not_cleanable")

    def accept(part: str) -> bool:
        elements, _ = office._parse_xml(part)  # keeps the prefixes
        accept_changes(elements)
        return write(elements, part)

    def leave_order(part: str) -> bool:
        elements = ET.parse(part)  # noqa: S314 # nosec B314 # as above
        then(elements)
        return write(elements, part)

    setattr(office, _SORTING, leave_order)
    setattr(office.MSOfficeParser, _ACCEPTING, staticmethod(accept))


def write(elements: Any, part: str) -> bool:  # noqa: ANN401 # a tree of elements
    """Write a part as it was read."""
    elements.write(part, xml_declaration=True, encoding="utf-8")
    return True


def accept_changes(elements: Any) -> None:  # noqa: ANN401 # a tree of elements
    """Take out what was deleted, and who may edit a passage, and leave what was inserted in its place."""
    deleted = _named("del") | _named("permStart") | _named("permEnd")
    inserted, dropped = _named("ins"), _deleted_rows(elements)
    for parent in reversed(list(elements.iter())):  # what lies deeper comes first
        kept: list[Any] = []
        for child in parent:
            if child.tag in inserted:
                kept += child
            elif child.tag not in deleted and child not in dropped:
                kept.append(child)
        parent[:] = kept


def _named(name: str) -> frozenset[str]:
    return frozenset(f"{{{space}}}{name}" for space in _SPACES)


def _deleted_rows(elements: Any) -> set[Any]:  # noqa: ANN401 # a tree of elements
    return {
        row
        for space in _SPACES
        for row in elements.iter(f"{{{space}}}tr")
        if row.find(f"{{{space}}}trPr/{{{space}}}del") is not None
    }
