"""Typesetting: a document's words, as data, into one tagged PDF/A-3 (ISO 19005-3, conformance level A).

Typst runs in this process. It gets the data and gives the PDF back in memory: no word of a case becomes a file. Its
root is a folder that holds our template and nothing else, where it finds no packages either. The machine's fonts are
left out, so that the same document gives the same bytes everywhere.
"""

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from crypto.errors import KentonganError
from journalist_interface.dossier.printable import plainer

MOST_CHARACTERS: Final = 2_000_000
"""The most that one file may say: Typst takes half a second and some 60 MB for each 100,000 characters."""
_OF_PARAGRAPH: Final = 15  # as many characters take the memory of a paragraph of one letter
_BETWEEN_PARAGRAPHS: Final = '", "'  # in JSON; a quotation mark inside a text has a backslash before it
MOST_ARCHIVE_BYTES: Final = 8 * 1024 * 1024
_ROOT: Final = Path(__file__).parent / "template"
_TEMPLATE: Final = _ROOT / "dossier.typ"
_STANDARD: Final = "a-3a"


class TooMuchTextError(KentonganError):
    """This case has more text than one file can hold. Leave out passages, or export the conversation alone."""


class TypesettingError(KentonganError):
    """The file could not be made. Nothing was exported. Tell your administrator."""


def typeset(data: Mapping[str, object], day: date, archive: bytes | None = None) -> bytes:
    """Return the PDF of this data, dated by the day alone, with the archive inside.

    Raises `TooMuchTextError` or `TypesettingError`.
    """
    words = json.dumps(data, ensure_ascii=False)
    attached = b"" if archive is None else archive
    if len(attached) > MOST_ARCHIVE_BYTES:
        raise TooMuchTextError
    for spell in (str, plainer):
        said = spell(words)
        # A letter that is spelled out takes eight characters.
        if len(said) + _OF_PARAGRAPH * said.count(_BETWEEN_PARAGRAPHS) > MOST_CHARACTERS:
            raise TooMuchTextError
        with contextlib.suppress(typst.TypstError):  # its message quotes what it could not set
            return _compiled({"data": said, "archive": attached.decode("latin-1")}, day)
    raise TypesettingError


def _compiled(inputs: dict[str, str], day: date) -> bytes:
    return typst.compile(
        _TEMPLATE,
        root=_ROOT,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=[_STANDARD],
        package_path=_ROOT,
        package_cache_path=_ROOT,
        timestamp=datetime.combine(day, time(), UTC),
    )


@lru_cache(1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
