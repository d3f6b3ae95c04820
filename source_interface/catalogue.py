"""Translations of the reporter's pages; `python -m source_interface.catalogue` brings the files up to date.

After any text has changed: run it, translate the new messages in messages.po, run it again, and commit both files. The
compiled messages.mo is kept beside its source, so that a fresh copy works without a further step.

A further language begins with `python -m source_interface.catalogue FOLDER/su`, where su is its code. This writes
FOLDER/su/LC_MESSAGES/messages.po with every message to translate. Run it again after translating.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog

from crypto.errors import KentonganError
from crypto.gpg.errors import EncryptionError
from install.catalogue_files import bring_up_to_date, marked, tell
from source_interface.errors import BodyTooLargeError, BrokenBodyError, ReporterError
from source_interface.i18n.languages import DEFAULT, INSTALLED
from source_interface.i18n.translate import message_of
from store.domain.categories import CATEGORIES, RELATIONS
from store.domain.outcomes import ARCHIVE_REASONS
from store.domain.stages import WORDS
from store.errors import StoreError
from store.web.multipart import MultipartError

_PACKAGE: Final = Path(__file__).parent
INDONESIAN: Final = INSTALLED / DEFAULT
_SHOWN_ERRORS: Final = (
    ReporterError,
    StoreError,
    MultipartError,
    BrokenBodyError,
    BodyTooLargeError,
    EncryptionError,
)


def messages() -> Catalog:
    """Return every message that a page can show, untranslated."""
    catalog = Catalog(project="Kentongan", version="1")
    for message, file in marked(_PACKAGE):
        catalog.add(message, locations=[(file, 0)])
    for message_id in _contract_words():
        catalog.add(message_id, locations=[("store/domain", 0)])
    for kind in _SHOWN_ERRORS:
        for error in _with_kinds(kind):
            catalog.add(message_of(error), locations=[("errors", 0)])
    return catalog


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


def _language_folder(path: str) -> Path:
    folder = Path(path)
    try:
        Locale.parse(folder.name)
    except (ValueError, UnknownLocaleError):
        raise argparse.ArgumentTypeError(f"{folder.name!r} is no code of a language") from None
    return folder


def main(arguments: Sequence[str]) -> None:
    """Bring the files of one language up to date, and list what still needs a translation."""
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
    tell(bring_up_to_date(parser.parse_args(arguments).folder, messages(), "the reporter's pages"))


if __name__ == "__main__":
    main(sys.argv[1:])
