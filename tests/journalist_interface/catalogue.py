"""Every text that the officer's interface can show, gathered from templates, code, and the words it shares."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from babel.messages.extract import extract_from_dir

import crypto.errors
import crypto.gpg.errors
import journalist_interface
from crypto.errors import KentonganError
from journalist_interface.errors.error_pages import HTTP_PAGES, PAGES
from journalist_interface.index.index import IndexNotice
from journalist_interface.reading.problems import CaseProblem, EventRemark, RowProblem
from store.contract import downloads, multipart, roster_keeper, working_days
from store.contract.categories import CATEGORIES, RELATIONS
from store.contract.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.contract.procedure import errors as procedure_errors
from store.contract.procedure import judging
from store.contract.procedure.judging import ChainProblem
from store.contract.stages import WORDS

FOLDER: Final = Path(journalist_interface.__file__).parent
CATALOGUE: Final = FOLDER / "translations" / "id" / "LC_MESSAGES" / "messages.po"
_METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2")]

MessageId = str | tuple[str, str]


def message_ids() -> set[MessageId]:
    """What the Indonesian catalogue must hold."""
    return {*_marked(), *_of_tables(), *_sentences_of_errors()}


def _marked() -> Iterator[MessageId]:
    """What templates and code mark with `_` and `ngettext`."""
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    for _, _, found, _, _ in extract_from_dir(FOLDER, _METHODS, keywords=keywords):
        yield found if isinstance(found, str) else (found[0], found[1])


def _of_tables() -> Iterator[str]:
    """What stands in tables and is translated where it is shown."""
    for page in (*(page for _, page in PAGES), *HTTP_PAGES.values()):
        yield from (page.title, page.advice)
    yield from (
        problem.value for problem in (*RowProblem, *CaseProblem, *EventRemark, *ChainProblem, *IndexNotice)
    )
    yield from (choice.name for choice in (*CATEGORIES, *RELATIONS, *ARCHIVE_REASONS, *OUTCOMES))
    yield from (words.name for words in WORDS.values())


def _sentences_of_errors() -> Iterator[str]:
    """The sentence of every error that can come to a page."""
    shared = [
        crypto.errors,
        crypto.gpg.errors,
        downloads,
        judging,
        multipart,
        procedure_errors,
        roster_keeper,
        working_days,
    ]
    modules = [*shared, *_own_modules()]
    for module in modules:
        for found in vars(module).values():
            if (
                isinstance(found, type)
                and issubclass(found, KentonganError)
                and found.__module__ == module.__name__
            ):
                yield (found.__doc__ or "").strip()


def _own_modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages([str(FOLDER)], "journalist_interface."):
        # These three start something, or read the environment's configuration, when they are imported.
        if found.name.rpartition(".")[2] not in {"wsgi", "gunicorn_conf", "__main__"}:
            yield importlib.import_module(found.name)
