"""The browsers' own *Back*, in Firefox and Chromium with scripts off: what a page says of it before is true."""

from collections.abc import Iterator

import pytest

from tests.browsers.interface import Browser
from tests.browsers.short_form import FIREFOX_FIRST
from tests.source_interface.box import Box, Served
from tests.source_interface.reporter import ANSWERS
from tests.source_interface.watched_upload import enter

pytestmark = FIREFOX_FIRST
LOST = "Tombol Kembali di peramban menghilangkan ketikan Anda."
EMPTY = "Tombol Kembali menampilkan formulir kosong."


@pytest.fixture
def served(box: Box) -> Iterator[Served]:
    with box.serve() as running:
        yield running


def _sends(browser: Browser, served: Served, *, anonymous: bool = True, **changes: str) -> None:
    browser.open(f"{served.url}/id/report")
    for name, text in (ANSWERS | changes).items():
        browser.fill(name, text)
    if not anonymous:
        browser.uncheck("anonymous")
    browser.click("#report .primary")


def test_each_answer_to_a_report_says_that_back_shows_nothing_of_it(browser: Browser, served: Served) -> None:
    _sends(browser, served, when="")
    _is_lost_as_said(browser, LOST, "what")
    _sends(browser, served, anonymous=False)
    _is_lost_as_said(browser, LOST, "what")
    _sends(browser, served)
    _is_lost_as_said(browser, EMPTY, "what")


def test_the_page_for_files_says_it_of_a_message_and_has_a_button_that_brings_it_back(
    browser: Browser, served: Served
) -> None:
    enter(browser, served.url)
    for _each in range(2):
        browser.open(f"{served.url}/id/mailbox")
        browser.fill("text", "Belum selesai")
        browser.click("[formaction='/id/mailbox/files']")
        if _each:
            _is_lost_as_said(browser, LOST, "text")
        else:
            browser.click("[name=switch][formaction='/id/mailbox/message']")
            assert browser.url().endswith("/id/mailbox/message")
            assert browser.value("text") == "Belum selesai"


def _is_lost_as_said(browser: Browser, said: str, field: str) -> None:
    assert said in browser.text()
    browser.back()
    assert browser.value(field) == ""
