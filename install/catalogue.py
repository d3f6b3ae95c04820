"""The translations of pages and of click's words; `python -m install.catalogue` brings the files up to date.

After any text has changed: run it, translate the new messages in messages.po, run it again, and commit both files. The
compiled messages.mo is kept beside its source, so that a fresh copy works without a further step.

A further language of the reporter's pages begins with `python -m install.catalogue FOLDER/su`, where su is its code.
This writes FOLDER/su/LC_MESSAGES/messages.po with every message to translate. Run it again after translating.
"""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import crypto.errors
import crypto.gpg.errors
import store.domain.errors
from crypto.errors import KentonganError
from crypto.gpg.errors import EncryptionError
from install.commands_messages import commands_messages
from install.messages import MessageId, kinds_of, marked_in, sentences_of
from journalist_interface.cache.case_cache import CacheNotice
from journalist_interface.error_handlers import FROM_TERMINAL
from journalist_interface.error_pages import PAGES
from journalist_interface.http_error_pages import HTTP_PAGES
from journalist_interface.sealed_records.office_texts import TextsProblem
from journalist_interface.sealed_records.private_records import PrivateNotice
from journalist_interface.verification.problems import CaseProblem, EventRemark, RowProblem
from source_interface.errors import BodyTooLargeError, BrokenBodyError, ReporterError
from source_interface.i18n.languages import DEFAULT
from source_interface.i18n.translate import message_of
from store.domain import deadlines, second_factor
from store.domain.categories import CATEGORIES, RELATIONS
from store.domain.errors import TextTooLongError
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.procedure import chain_verification
from store.domain.procedure import errors as procedure_errors
from store.domain.procedure.chain_verification import ChainProblem
from store.domain.risk import RISK_FACTORS
from store.domain.stages import WORDS
from store.errors import StoreError
from store.web import multipart, roster_keeper, verified_stream
from store.web.languages import CATALOGUE
from store.web.multipart import MultipartError

_ROOT: Final = Path(__file__).parents[1]
_OF_REPORTERS, _OF_OFFICERS = _ROOT / "source_interface", _ROOT / "journalist_interface"
REPORTERS: Final = _OF_REPORTERS / "translations" / DEFAULT
OFFICERS: Final = _OF_OFFICERS / "translations" / DEFAULT
COMMANDS: Final = _ROOT / "install" / "translations" / DEFAULT
_UNDATED: Final = datetime(2026, 1, 1, tzinfo=UTC)

_ERRORS_FOR_REPORTERS: Final = (
    ReporterError,
    StoreError,
    MultipartError,
    BrokenBodyError,
    BodyTooLargeError,
    EncryptionError,
    TextTooLongError,
)
_ERRORS_FOR_OFFICERS: Final = (
    crypto.errors,
    crypto.gpg.errors,
    store.domain.errors,
    verified_stream,
    chain_verification,
    multipart,
    procedure_errors,
    roster_keeper,
    deadlines,
    second_factor,
)
_NOT_FOR_REPORTERS: Final = ("store.gateway", "store.maintenance")  # for officers, and for administrators
# These three start something or read the environment's configuration when they are imported.
_STARTING: Final = frozenset({"wsgi", "gunicorn_conf", "__main__"})


def reporters_messages() -> Catalog:
    """Return every message that a page of the reporters can show, untranslated."""
    catalog = Catalog(project="Kentongan", version="1")
    for message, file in marked_in(_OF_REPORTERS):
        catalog.add(message, locations=[(file, 0)])
    for message_id in _words_for_reporters():
        catalog.add(message_id, locations=[("store/domain", 0)])
    for kind in _ERRORS_FOR_REPORTERS:
        for error in _with_kinds(kind):
            catalog.add(message_of(error), locations=[("errors", 0)])
    return catalog


def _words_for_reporters() -> Iterator[str]:
    for choice in (*CATEGORIES, *RELATIONS, *ARCHIVE_REASONS, *OUTCOMES):
        yield choice.name
        if choice.help:
            yield choice.help
    for words in WORDS.values():
        yield words.name
        yield words.reporter


def _with_kinds(kind: type[KentonganError]) -> Iterator[type[KentonganError]]:
    for narrower in kinds_of(kind):
        if not narrower.__module__.startswith(_NOT_FOR_REPORTERS):
            yield narrower


def officers_messages() -> Catalog:
    """Return every message that a page of the officers can show, untranslated."""
    catalog = Catalog(project="Kentongan", version="1")
    for message_id in {
        *(found for found, _ in marked_in(_OF_OFFICERS)),
        *_words_for_officers(),
        *_sentences_of_errors(),
    }:
        catalog.add(message_id)
    return catalog


def _words_for_officers() -> Iterator[MessageId]:
    """Yield the texts of tables, which are translated where they are shown."""
    for page in (FROM_TERMINAL, *PAGES.values(), *HTTP_PAGES.values()):
        yield from (page.title, page.advice)
    yield from (
        problem.value
        for problem in (
            *RowProblem,
            *CaseProblem,
            *EventRemark,
            *ChainProblem,
            *CacheNotice,
            *PrivateNotice,
            *TextsProblem,
        )
    )
    yield from (
        choice.name for choice in (*CATEGORIES, *RELATIONS, *ARCHIVE_REASONS, *OUTCOMES, *RISK_FACTORS)
    )
    yield from (words.name for words in WORDS.values())


def _sentences_of_errors() -> Iterator[MessageId]:
    """Yield the sentence of every error that can reach a page."""
    yield from sentences_of((*_ERRORS_FOR_OFFICERS, *_modules_of_officers()))


def _modules_of_officers() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages([str(_OF_OFFICERS)], "journalist_interface."):
        if found.name.rpartition(".")[2] not in _STARTING:
            yield importlib.import_module(found.name)


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


def _texts(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def _language_folder(path: str) -> Path:
    folder = Path(path)
    try:
        Locale.parse(folder.name)
    except (ValueError, UnknownLocaleError):
        raise argparse.ArgumentTypeError(f"{folder.name!r} is no code of a language") from None
    return folder


def main(words: Sequence[str] | None = None) -> None:
    """Bring the files up to date, and list what still needs a translation."""
    parser = argparse.ArgumentParser(
        prog="python -m install.catalogue", description="Bring the translations of the pages up to date."
    )
    parser.add_argument(
        "folder",
        type=_language_folder,
        nargs="?",
        help="of a further language of the reporter's pages, named by its code (default: Indonesian, of all pages)",
    )
    further: Path | None = parser.parse_args(words).folder
    missing = bring_up_to_date(further or REPORTERS, reporters_messages(), "the reporter's pages")
    if further is None:
        missing += bring_up_to_date(OFFICERS, officers_messages(), "the officers' pages")
        missing += bring_up_to_date(COMMANDS, commands_messages(), "click's words in commands")
    for message in missing:
        sys.stdout.write(f"needs a translation: {message}\n")


if __name__ == "__main__":
    main()
