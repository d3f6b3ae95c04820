"""A first try without help: a person with the address and a story, who does what the pages ask for and no more."""

import re
from collections.abc import Iterator

import pytest

from tests.browsers.interface import Browser
from tests.browsers.short_form import FIREFOX_FIRST
from tests.source_interface.box import Box, Served
from tests.source_interface.reporter import ANSWERS

MOST_STEPS = 12
WORDS = 8


class Newcomer:
    """Counts what a person does: each address, click and field is a step."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.steps = 0

    def opens(self, address: str) -> None:
        self.steps += 1
        self.browser.open(address)

    def presses_the_one_that_stands_out(self) -> None:
        """Each page has one."""
        self.steps += 1
        assert self.browser.count("main .primary") == 1
        self.browser.click("main .primary")

    def answers_what_is_required(self) -> None:
        for field in re.findall(r'name="(\w+)"[^>]* aria-required="true"', self.browser.source()):
            self.steps += 1
            self.browser.fill(field, ANSWERS[field])

    def copies_the_code_from_the_page(self) -> None:
        self.steps += 1
        self.browser.fill("code", " ".join(self.code_on_the_page()))

    def code_on_the_page(self) -> list[str]:
        box = re.search(r'class="words">(.*?)</p>', self.browser.source(), re.DOTALL)
        assert box is not None, self.browser.text()
        return re.findall(r"<span>([a-z]+)</span>", box[1])


@pytest.fixture
def served(box: Box) -> Iterator[Served]:
    with box.serve() as running:
        yield running


@FIREFOX_FIRST
def test_a_newcomer_reaches_the_codename_and_then_the_mailbox_in_at_most_twelve_steps(
    browser: Browser, served: Served
) -> None:
    newcomer = Newcomer(browser)
    newcomer.opens(served.url)
    newcomer.presses_the_one_that_stands_out()
    newcomer.answers_what_is_required()
    newcomer.presses_the_one_that_stands_out()
    assert len(newcomer.code_on_the_page()) == WORDS
    assert "Simpan kode ini" in browser.text()
    newcomer.copies_the_code_from_the_page()
    newcomer.presses_the_one_that_stands_out()
    assert "mailbox" in browser.url()
    assert newcomer.steps <= MOST_STEPS
