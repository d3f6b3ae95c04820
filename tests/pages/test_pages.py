"""Every page of the reporter's interface in every state: the table is whole, and a look at each finds nothing."""

import inspect
from collections.abc import Iterator

import pytest
from flask import Flask

import source_interface.errors
from source_interface.errors import ReporterError
from source_interface.i18n.translate import sentence
from tests.accessibility.examiner import ChromiumExaminer
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.outside import Outside
from tests.office_people import OfficeKeys
from tests.pages.run import (
    SeenPages,
    examiners,
    look_in_every_way,
    look_once_at_all,
    look_once_at_each_part,
    made,
)
from tests.pages.views import BROWSERS, one_view

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("pages")]
# The title of a page of its own, a kind of which the others are, and sentences whose page says more.
SHOWN_OTHERWISE = {"AlreadySentError", "ReporterError"}


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys
) -> Iterator[tuple[SeenPages, Flask]]:
    """Yield every state, made once in one of the languages."""
    with made(tmp_path_factory.mktemp("pages"), office_keys, one_view) as (seen, app):
        yield seen, app


def test_every_route_is_asked(pages: tuple[SeenPages, Flask]) -> None:
    assert pages[0].unasked() == []


def test_every_branch_of_every_template_is_taken(pages: tuple[SeenPages, Flask]) -> None:
    branches = pages[0].branches
    assert len(branches.every) > 300
    assert branches.missed() == [], "add a state to tests/pages that leads there"


def test_every_error_that_a_reporter_can_run_into_is_shown(pages: tuple[SeenPages, Flask]) -> None:
    seen, app = pages
    errors = [
        error
        for name, error in inspect.getmembers(source_interface.errors, inspect.isclass)
        if issubclass(error, ReporterError) and name not in SHOWN_OTHERWISE
    ]
    shown = {language: _texts(seen, language) for language in ("id", "en")}
    missing = []
    for error in errors:
        said = False
        for language, texts in shown.items():
            with app.test_request_context(f"/{language}/"):
                app.preprocess_request()
                said = said or str(sentence(error)) in texts
        missing += [] if said else [error.__name__]
    assert missing == []


def _texts(seen: SeenPages, language: str) -> str:
    pages = [page.text for (_name, of), page in seen.pages.items() if of == language]
    return " ".join("\n".join(pages).split()).replace("&#39;", "'")


def test_a_look_at_every_part_of_every_template_finds_nothing(
    pages: tuple[SeenPages, Flask], chromium_process: ChromiumProcess
) -> None:
    seen, app = pages
    with examiners(BROWSERS, chromium_process) as started:
        found = list(look_once_at_each_part(seen, app, started))
    assert found == []
    assert seen.looks > 30


@pytest.mark.thorough
def test_a_look_at_every_page_finds_nothing(
    pages: tuple[SeenPages, Flask], chromium_process: ChromiumProcess
) -> None:
    seen, app = pages
    before = seen.looks
    with examiners(BROWSERS, chromium_process) as started:
        found = list(look_once_at_all(seen, app, started))
    assert found == []
    assert seen.looks - before > 100


@pytest.mark.thorough
@pytest.mark.timeout(1800)
def test_a_look_in_every_way_at_every_page_finds_nothing(
    pages: tuple[SeenPages, Flask], chromium_process: ChromiumProcess, outside: Outside
) -> None:
    examiner = ChromiumExaminer(chromium_process, outside.proxy)
    found = list(look_in_every_way(*pages, examiner))
    examiner.close()
    assert found == []
