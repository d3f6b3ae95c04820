"""A person without a pointer gets all the way, with scripts off, on the narrowest telephone."""

from collections.abc import Iterator

import pytest

from tests.accessibility.typist import Typist
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.outside import Outside
from tests.office import TestOffice
from tests.secret_watch import WATCH
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import ANSWERS


@pytest.fixture
def typist(chromium_process: ChromiumProcess, outside: Outside) -> Iterator[Typist]:
    browser = Typist(chromium_process, outside.proxy)
    browser.narrow()
    yield browser
    browser.close()


def test_rule_06_a_report_is_made_read_and_left_by_keyboard_alone_at_320_px(
    office: TestOffice, typist: Typist
) -> None:
    box = Box(office)
    with box.serve() as served:
        typist.open(f"{served.url}/id/")
        typist.go_to("a[href='/id/report']")
        typist.follow()
        for field, text in ANSWERS.items():
            typist.go_to(f"#{field}")
            typist.type(text)
        typist.go_to("[name=category]")
        typist.press("ArrowUp")
        typist.go_to("#excluded-kepala")
        typist.press("Space")
        typist.go_to("#report .primary")
        typist.follow()
        code = typist.value("shown")
        WATCH.plant(code)
        typist.go_to("#code")
        typist.type(code)
        typist.go_to("#repeat .primary")
        typist.follow()
        assert "/id/mailbox" in typist.url()
        typist.go_to("#text")
        typist.type("Tambahan dari papan ketik")
        typist.go_to("#message .primary")
        typist.follow()
        assert "Tambahan dari papan ketik" in typist.text()
        typist.go_to(".title .button")
        typist.follow("Space")
        assert "New Identity" in typist.text()
    report, message = Reader(office, "sari").read()
    assert report.report is not None
    assert report.report.what == ANSWERS["what"]
    assert report.report.category != "not-sure"
    assert message.text == "Tambahan dari papan ketik"


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(box_url: str, typist: Typist) -> None:
    typist.open(f"{box_url}/id/report")
    typist.press("Tab")
    assert typist.count("a.skip:focus") == 1
    typist.press("Enter")
    assert typist.url().endswith("#content")
    typist.go_to("#what")


@pytest.fixture
def box_url(office: TestOffice) -> Iterator[str]:
    with Box(office).serve() as served:
        yield served.url
