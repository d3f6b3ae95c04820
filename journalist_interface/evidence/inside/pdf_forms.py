"""Texts in a PDF that none of its pages shows: in hidden fields, in what a field has no room for, in bookmarks."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import MOST_PICTURES
from journalist_interface.evidence.inside.programs import output_of

_SECONDS: Final = 60.0


def unshown_values(path: Path, values: Iterable[str]) -> Iterator[str]:
    """Yield those values that stand on no page. Raises `RefusedFileError` if its pages say too much."""
    held = [(value, kept) for value in dict.fromkeys(values) if (kept := _closed_up(value))]
    if not held:
        return
    shown = _closed_up(
        output_of(["pdftotext", "-l", str(MOST_PICTURES), str(path), "-"], _SECONDS).decode(
            "utf-8", "replace"
        )
    )
    yield from (value for value, kept in held if kept not in shown)


def _closed_up(text: str) -> str:
    """Return a text without spaces: where lines end differs on a page."""
    return "".join(text.split())
