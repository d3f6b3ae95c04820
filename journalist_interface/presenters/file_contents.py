"""A file's text and the files in it, on pages of a bounded size: strangers write them."""

from dataclasses import dataclass
from typing import Final

from journalist_interface.evidence.parts import ListedEntry
from journalist_interface.presenters.list_pages import PageChoice, paged
from journalist_interface.presenters.long_text import TEXT_BYTES, line_weight
from journalist_interface.session.previews import AttachmentPreview, PreviewState
from store.web.text_parts import text_parts, text_weight

_ENTRY: Final = 150  # the markup of a file in the list, with its size


@dataclass(frozen=True, slots=True)
class FileContents:
    """Page `number` of `last`: a share of the text, and some of the `total` files in it.

    `state` is that of the conversion when the page was begun.
    """

    text: str
    listed: tuple[ListedEntry, ...]
    number: int
    last: int
    total: int
    state: PreviewState


def file_contents(preview: AttachmentPreview, wanted: int) -> FileContents:
    """Return the wanted page, or the nearest one: the text comes first, and then the files."""
    state = preview.state  # first: what comes while this is made is on the page that renews it
    text, listed = "".join(preview.passages), list(preview.listed)
    rows: list[str | ListedEntry] = [*text_parts(text, TEXT_BYTES), *listed]
    page = paged(rows, _weight, PageChoice(wanted))
    return FileContents(
        "".join(row for row in page.rows if isinstance(row, str)),
        tuple(row for row in page.rows if isinstance(row, ListedEntry)),
        page.number,
        page.last,
        len(listed),
        state,
    )


def _weight(row: str | ListedEntry) -> int:
    return text_weight(row) if isinstance(row, str) else _ENTRY + line_weight(row.name)
