"""The translations: which messages there are, and `python -m source_interface.catalogue` to bring the files up to date.

After a change of any text: run it, translate what is new in messages.po, run it again, and commit both files. The
compiled messages.mo is kept beside its source, so that a fresh copy works without a step of its own.

A further language begins with `python -m source_interface.catalogue FOLDER/su`, su being its code: it writes
FOLDER/su/LC_MESSAGES/messages.po with everything that is to be translated. Run it again after translating.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from crypto.errors import KentonganError
from crypto.gpg.errors import EncryptionError
from source_interface.door.body import BodyTooLargeError, BrokenBodyError
from source_interface.errors import ReporterError
from source_interface.wording.languages import CATALOGUE, DEFAULT, INSTALLED
from source_interface.wording.words import message_of
from store.contract.categories import CATEGORIES, RELATIONS
from store.contract.multipart import MultipartError
from store.contract.outcomes import ARCHIVE_REASONS
from store.contract.stages import WORDS
from store.errors import StoreError

_PACKAGE: Final = Path(__file__).parent
INDONESIAN: Final = INSTALLED / DEFAULT
MO_FILE: Final = INDONESIAN / CATALOGUE
_METHODS: Final = [("**.py", "python"), ("templates/**.html", "jinja2")]
_UNDATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_SHOWN_ERRORS: Final = (
    ReporterError,
    StoreError,
    MultipartError,
    BrokenBodyError,
    BodyTooLargeError,
    EncryptionError,
)


def messages() -> Catalog:
    """Every message that a page can show, untranslated."""
    catalog = Catalog(project="Kentongan", version="1")
    for name, _line, message, comments, context in extract_from_dir(_PACKAGE, _METHODS):
        catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    for message_id in _contract_words():
        catalog.add(message_id, locations=[("store/contract", 0)])
    for kind in _SHOWN_ERRORS:
        for error in _with_kinds(kind):
            catalog.add(message_of(error), locations=[("errors", 0)])
    return catalog


def read_catalogue(folder: Path = INDONESIAN) -> Catalog:
    """The catalogue of the language in this folder as it is kept: the Indonesian one."""
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


def _texts(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def _contract_words() -> Iterator[str]:
    for choice in (*CATEGORIES, *RELATIONS, *ARCHIVE_REASONS):
        yield choice.name
        if choice.help:
            yield choice.help
    for words in WORDS.values():
        yield words.name
        yield words.reporter


def _with_kinds(kind: type[KentonganError]) -> Iterator[type[KentonganError]]:
    yield kind
    for narrower in kind.__subclasses__():
        if not narrower.__module__.startswith("store.gateway"):  # shown to officers, not here
            yield from _with_kinds(narrower)


def bring_up_to_date(folder: Path = INDONESIAN) -> list[str]:
    """Write both files of a language anew; what still needs a translation."""
    catalog = read_catalogue(folder)
    catalog.update(messages(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version = "Kentongan", "1"
    name = Locale.parse(folder.name).english_name
    catalog.header_comment = f"# Kentongan, the reporter's pages: {name}. AGPL-3.0-or-later."
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "Kentongan"
    catalog.creation_date = catalog.revision_date = _UNDATED  # the same texts give the same bytes
    catalog.fuzzy = False
    made = folder / CATALOGUE
    made.parent.mkdir(parents=True, exist_ok=True)
    with made.with_suffix(".po").open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, include_lineno=False, sort_output=True)
    made.write_bytes(compiled(catalog))
    return untranslated(catalog)


def _language_folder(path: str) -> Path:
    folder = Path(path)
    try:
        Locale.parse(folder.name)
    except (ValueError, UnknownLocaleError):
        raise argparse.ArgumentTypeError(f"{folder.name!r} is no code of a language") from None
    return folder


def main(arguments: Sequence[str]) -> None:
    """Bring the files of one language up to date, and name what still needs a translation."""
    parser = argparse.ArgumentParser(
        prog="python -m source_interface.catalogue",
        description="Bring the translations of the reporter's pages up to date.",
    )
    parser.add_argument(
        "folder",
        type=_language_folder,
        nargs="?",
        default=INDONESIAN,
        help="of a language, named by its code (default: the Indonesian one)",
    )
    for missing in bring_up_to_date(parser.parse_args(arguments).folder):
        sys.stdout.write(f"needs a translation: {missing}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
