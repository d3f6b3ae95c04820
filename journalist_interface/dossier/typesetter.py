"""The process that sets one document: words come from its standard input, the PDF goes to its standard output.

It runs Typst, in a process of its own because a stranger's text can make it work or allocate without end. Nothing of a
case is in its arguments, its environment or a file. Its root is a folder that holds our template and nothing else,
where it finds no packages either. The machine's fonts are left out, so that the same document gives the same bytes
everywhere.
"""

import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

import msgspec
import typst

from store.server.core_dumps import forbid_core_dumps

UNPRINTABLE: Final = 3
"""The exit status where Typst could not set the words, which says nothing more: its message quotes them."""
_ROOT: Final = Path(__file__).parent / "template"
_TEMPLATE: Final = _ROOT / "dossier.typ"
_STANDARD: Final = "a-3a"


class TypesetterInput(msgspec.Struct, frozen=True):
    """A document as data in JSON, the day of its making, the archive inside, and the pictures that the data number."""

    words: str
    day: date
    archive: bytes
    pictures: tuple[bytes, ...]


def main() -> int:
    """Set the document on standard input, and return the exit status."""
    forbid_core_dumps()
    document = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=TypesetterInput)
    try:
        made = _compiled(document)
    except typst.TypstError:
        return UNPRINTABLE
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


def _compiled(document: TypesetterInput) -> bytes:
    return typst.compile(
        _TEMPLATE,
        root=_ROOT,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=_inputs(document),
        pdf_standards=[_STANDARD],
        package_path=_ROOT,
        package_cache_path=_ROOT,
        timestamp=datetime.combine(document.day, time(), UTC),
    )


def _inputs(document: TypesetterInput) -> dict[str, str]:
    """Return what the template reads. Typst takes nothing but text: each byte becomes the character of its number."""
    binary = {"archive": document.archive} | {
        f"picture-{number}": picture for number, picture in enumerate(document.pictures)
    }
    return {"data": document.words} | {name: data.decode("latin-1") for name, data in binary.items()}


if __name__ == "__main__":
    sys.exit(main())
