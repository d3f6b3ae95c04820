"""The page with the code is made to be copied by hand, or printed: groups of four words, and on paper nothing else."""

import re
from collections.abc import Iterator

import pytest

from tests.browsers.chromium import ChromiumBrowser, ChromiumProcess
from tests.browsers.outside import Outside
from tests.source_interface.box import Box
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code


class Printer(ChromiumBrowser):
    """A person's Chromium that prints."""

    def printed(self) -> list[str]:
        """The words on the paper."""
        self._page.emulate_media(media="print")
        words = self.text().split()
        self._page.emulate_media(media="screen")
        return words

    def rows(self) -> list[int]:
        """Return how many words of the code stand in each row, from the top."""
        tops: list[float] = self._page.locator(".words .group > span").evaluate_all(
            "words => words.map(word => word.getBoundingClientRect().top)"
        )
        return [tops.count(top) for top in sorted(set(tops))]

    def narrow(self, width: int) -> None:
        self._page.set_viewport_size({"width": width, "height": 640})


@pytest.fixture
def printer(chromium_process: ChromiumProcess, outside: Outside) -> Iterator[Printer]:
    browser = Printer(chromium_process, outside.proxy)
    yield browser
    browser.close()


def test_paper_shows_the_code_and_not_a_word_of_what_it_is_for(box: Box, printer: Printer) -> None:
    with box.serve() as served:
        printer.open(f"{served.url}/id/report")
        for field, text in ANSWERS.items():
            printer.fill(field, text)
        printer.click("#report .primary")
        code = printer.value("shown").split()
        assert printer.printed() == code
        assert printer.rows() == [4, 4]
        printer.narrow(320)
        assert printer.rows() == [2, 2, 2, 2]
        printer.fill("code", " ".join(code))
        printer.click("#repeat .primary")
        printer.open(f"{served.url}/id/mailbox/code")
        printer.click("[action='/id/mailbox/code'] .primary")
        assert printer.printed() == printer.value("shown").split(".")[0].split()
        printer.open(f"{served.url}/id/help/code")
        assert "Kode Rahasia Anda" in " ".join(printer.printed()), "help can be printed"


def test_words_stand_in_groups_of_four(reporter: Reporter) -> None:
    page = reporter.report()
    reporter.repeat(page)
    offered = reporter.send(form_to(reporter.open("/mailbox/code"), "/mailbox/code"))
    for shown in (page, offered):
        box = re.search(r'<p class="words">(.*?)</p>', shown.text, re.DOTALL)
        assert box is not None
        groups = box[1].split('<span class="group">')[1:]
        assert [len(re.findall(r"<span>\w+</span>", group)) for group in groups] == [4, 4]
        assert len(shown_code(shown).split()) == 8
