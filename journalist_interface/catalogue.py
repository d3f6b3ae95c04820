"""The officers' messages, and `python -m journalist_interface.catalogue` to bring their translations up to date.

After any change of a text, run it, translate what is new in messages.po, run it again, and commit both files.
"""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

from babel.messages.catalog import Catalog

import crypto.errors
import crypto.gpg.errors
import store.domain.errors
from crypto.errors import KentonganError
from install.catalogue_files import MessageId, bring_up_to_date, marked, tell
from journalist_interface.cache.case_cache import CacheNotice
from journalist_interface.error_pages import HTTP_PAGES, PAGES
from journalist_interface.verification.problems import CaseProblem, EventRemark, RowProblem
from store.domain import deadlines
from store.domain.categories import CATEGORIES, RELATIONS
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.procedure import chain_verification
from store.domain.procedure import errors as procedure_errors
from store.domain.procedure.chain_verification import ChainProblem
from store.domain.stages import WORDS
from store.web import multipart, roster_keeper, verified_stream

_PACKAGE: Final = Path(__file__).parent
INDONESIAN: Final = _PACKAGE / "translations" / "id"
_SHARED_ERRORS: Final = (
    crypto.errors,
    crypto.gpg.errors,
    store.domain.errors,
    verified_stream,
    chain_verification,
    multipart,
    procedure_errors,
    roster_keeper,
    deadlines,
)
# These three start something or read the environment's configuration when they are imported.
_STARTING: Final = frozenset({"wsgi", "gunicorn_conf", "__main__"})


def messages() -> Catalog:
    """Return every message that a page can show, untranslated."""
    catalog = Catalog(project="Kentongan", version="1")
    for message_id in {*(found for found, _ in marked(_PACKAGE)), *_of_tables(), *_sentences_of_errors()}:
        catalog.add(message_id)
    return catalog


def _of_tables() -> Iterator[MessageId]:
    """Yield the texts of tables, which are translated where they are shown."""
    for page in (*PAGES.values(), *HTTP_PAGES.values()):
        yield from (page.title, page.advice)
    yield from (
        problem.value for problem in (*RowProblem, *CaseProblem, *EventRemark, *ChainProblem, *CacheNotice)
    )
    yield from (choice.name for choice in (*CATEGORIES, *RELATIONS, *ARCHIVE_REASONS, *OUTCOMES))
    yield from (words.name for words in WORDS.values())


def _sentences_of_errors() -> Iterator[MessageId]:
    """Yield the sentence of every error that can reach a page."""
    for module in (*_SHARED_ERRORS, *_own_modules()):
        for found in vars(module).values():
            if (
                isinstance(found, type)
                and issubclass(found, KentonganError)
                and found.__module__ == module.__name__
            ):
                yield (found.__doc__ or "").strip()


def _own_modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages([str(_PACKAGE)], "journalist_interface."):
        if found.name.rpartition(".")[2] not in _STARTING:
            yield importlib.import_module(found.name)


def main(arguments: Sequence[str]) -> None:
    """Bring both files up to date, and name what still needs a translation."""
    argparse.ArgumentParser(
        prog="python -m journalist_interface.catalogue",
        description="Bring the Indonesian translation of the officers' pages up to date.",
    ).parse_args(arguments)
    tell(bring_up_to_date(INDONESIAN, messages(), "the officers' pages"))


if __name__ == "__main__":
    main(sys.argv[1:])
