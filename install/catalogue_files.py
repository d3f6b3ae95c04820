"""The two files of a language: messages.po, which people translate, and messages.mo, which the pages read.

Each interface gathers its own messages (`python -m source_interface.catalogue`, `python -m
journalist_interface.catalogue`); how the files are brought up to date from them is the same for both.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from store.web.languages import CATALOGUE

_METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_KEYWORDS: Final = DEFAULT_KEYWORDS | {"lazy_gettext": None}
_UNDATED: Final = datetime(2026, 1, 1, tzinfo=UTC)

MessageId = str | tuple[str, ...]


def marked(package: Path) -> Iterator[tuple[MessageId, str]]:
    """What templates and code of a package mark as a message, each with the file where it stands."""
    for name, _line, message, _comments, _context in extract_from_dir(package, _METHODS, keywords=_KEYWORDS):
        yield message, name


def read_catalogue(folder: Path) -> Catalog:
    """The catalogue of the language in this folder as it is kept; an empty one if there is none yet."""
    source = folder / CATALOGUE.with_suffix(".po")
    if not source.exists():
        return Catalog(locale=folder.name)
    with source.open("rb") as file:
        return read_po(file, locale=folder.name)


def compiled(catalog: Catalog) -> bytes:
    """The bytes of messages.mo."""
    made = BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """What has no translation, or only a guessed one."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_texts(message.string)))
    ]


def bring_up_to_date(folder: Path, messages: Catalog, pages: str) -> list[str]:
    """Write both files of the language in this folder anew; what still needs a translation."""
    catalog = read_catalogue(folder)
    catalog.update(messages, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version = "Kentongan", "1"
    name = Locale.parse(folder.name).english_name
    catalog.header_comment = f"# Kentongan, {pages}: {name}. AGPL-3.0-or-later."
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "Kentongan"
    catalog.creation_date = catalog.revision_date = _UNDATED  # the same texts give the same bytes
    catalog.fuzzy = False
    made = folder / CATALOGUE
    made.parent.mkdir(parents=True, exist_ok=True)
    with made.with_suffix(".po").open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, include_lineno=False, sort_output=True)
    made.write_bytes(compiled(catalog))
    return untranslated(catalog)


def tell(missing: list[str]) -> None:
    """Name what still needs a translation."""
    for one in missing:
        sys.stdout.write(f"needs a translation: {one}\n")


def _texts(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)
