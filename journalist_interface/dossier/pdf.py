"""Typesetting: a document's words, as data, into one tagged PDF/A-3 (ISO 19005-3, conformance level A).

Typst runs in a process of its own (`typesetter`), within bounds: a stranger's text must not hold up the workstation or
fill its memory. It gets the data and gives the PDF back through pipes: no word of a case becomes a file.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from crypto.errors import KentonganError
from crypto.gpg.bounds import Bounds
from journalist_interface.dossier.bounded_run import run_typesetter
from journalist_interface.dossier.printable import plainer
from journalist_interface.dossier.typesetter import UNPRINTABLE, TypesetterInput

MOST_CHARACTERS: int = 4_000_000
"""The most that one file may say: Typst takes a fifth of a second and some 40 MB for each 100,000 characters."""
MOST_VOLUMES: Final = 20
_OF_PARAGRAPH: Final = 15  # as many characters take the memory of a paragraph of one letter
_BETWEEN_PARAGRAPHS: Final = '", "'  # in JSON; a quotation mark inside a text has a backslash before it
MOST_ARCHIVE_BYTES: Final = 8 * 1024 * 1024
# The longest honest document takes 8 seconds and 1.6 GB of addresses here; a slow computer may take far longer.
BOUNDS: Bounds = Bounds(processor=60, memory=3 * 1024 * 1024 * 1024, wall=180.0)
MOST_PDF_BYTES: int = 64 * 1024 * 1024


class TooMuchTextError(KentonganError):
    """This is more text than one export holds. Make versions for outside, and leave out other passages of each."""


class TypesettingBoundsError(KentonganError):
    """Texts of this case take too much time or memory. Leave out the strange ones in a version for outside."""


class TypesettingError(KentonganError):
    """The file could not be made. Nothing was exported. Tell your administrator."""


def room_in_file() -> int:
    """Return the size that one file may have in print."""
    return MOST_CHARACTERS


def size_in_print(words: str) -> int:
    """Return what these words in JSON count, also with letters spelled out: one takes up to ten characters then."""
    return max(_size(words), _size(plainer(words)))


def _size(words: str) -> int:
    return len(words) + _OF_PARAGRAPH * words.count(_BETWEEN_PARAGRAPHS)


def typeset(
    data: Mapping[str, object], day: date, archive: bytes | None = None, pictures: Sequence[bytes] = ()
) -> bytes:
    """Return the PDF of this data, dated by the day alone, with the archive inside and these pictures in its pages.

    Raises `TooMuchTextError`, `TypesettingBoundsError` or `TypesettingError`.
    """
    words = json.dumps(data, ensure_ascii=False)
    error: type[KentonganError] | None = None
    for spell in (str, plainer):
        said = spell(words)
        if _size(said) > MOST_CHARACTERS:
            raise error or TooMuchTextError
        document = msgspec.msgpack.encode(TypesetterInput(said, day, archive or b"", tuple(pictures)))
        run = run_typesetter(document, BOUNDS, MOST_PDF_BYTES)
        if run.stopped:
            error = TypesettingBoundsError
        elif run.status == 0:
            return run.output
        elif run.status != UNPRINTABLE:
            error = TypesettingError
    raise error or TypesettingError
