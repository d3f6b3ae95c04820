"""The two files of a language: messages.po, which people translate, and messages.mo, which the pages read.

Each interface gathers its messages (`python -m source_interface.catalogue`, `python -m
journalist_interface.catalogue`); both update their files with this module.
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
    """Yield each message marked in the templates and code of a package, with its file."""
    for name, _line, message, _comments, _context in extract_from_dir(package, _METHODS, keywords=_KEYWORDS):
        yield message, name


def read_catalogue(folder: Path) -> Catalog:
    """Return the stored catalogue of the language in this folder; an empty one if there is none yet."""
    source = folder / CATALOGUE.with_suffix(".po")
    if not source.exists():
        return Catalog(locale=folder.name)
    with source.open("rb") as file:
        return read_po(file, locale=folder.name)


def compiled(catalog: Catalog) -> bytes:
    """Return the bytes of messages.mo."""
    made = BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages without a translation, or with only a guessed one."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_texts(message.string)))
    ]


def bring_up_to_date(folder: Path, messages: Catalog, pages: str) -> list[str]:
    """Write both files of the language in this folder anew; return the messages that still need a translation."""
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
    """Print the messages that still need a translation."""
    for one in missing:
        sys.stdout.write(f"needs a translation: {one}\n")


def _texts(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)
