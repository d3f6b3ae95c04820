"""Ten new reports are read and acknowledged in at most twelve clicks, in a real browser with scripts off."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from journalist_interface.presenters.access_keys import access_key
from store.model import Access, Case
from tests.accessibility.typist import Typist
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.outside import Outside
from tests.journalist_interface.workstation import Workstation
from tests.office import TestOffice

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
REPORTS = 10
MOST_CLICKS = 12
NEW = "a[href$='urgency=new']"
FIRST = "table.cases tbody tr:first-child th a"
ONWARD = "button[name=onward]"


class Triage:
    """An officer at work on the new reports: what is read, and every press that it takes."""

    def __init__(self, office: TestOffice, browser: Typist) -> None:
        self.browser = browser
        self.texts = {f"Laporan baru ke-{number}" for number in range(REPORTS)}
        self.cases = {office.report(text).case for text in sorted(self.texts)}
        self.read: set[str] = set()
        self.clicks = 0
        self._office = office

    def sign_in(self, station: Workstation) -> None:
        self.browser.open(station.link())
        self.browser.fill("passphrase", station.passphrase)
        self.browser.fill("code", self._office.fresh_code(station.person))
        self.browser.click("main form button")
        assert self.browser.url().endswith("/id/today")

    def press(self, press: Callable[[], None]) -> None:
        """Press once, and read what shows then."""
        press()
        self.clicks += 1
        if "/cases/" in self.browser.url():
            self.read |= {text for text in self.texts if text in self.browser.text()}

    def everything_is_done(self) -> None:
        assert self.read == self.texts
        assert self.clicks <= MOST_CLICKS
        assert "Tidak ada lagi laporan yang belum dibaca." in self.browser.text()
        with self._office.database.read() as session:
            for case in self.cases:
                assert session.get_one(Case, case).stage == "verification"
                access = session.get_one(Access, (case, "sari"))
                assert (access.unread, access.mine) == (False, True)


@pytest.fixture
def triage(
    office: TestOffice, own_workstation: Workstation, chromium_process: ChromiumProcess, outside: Outside
) -> Iterator[Triage]:
    with ExitStack() as stack:
        browser = Typist(chromium_process, outside.proxy)
        stack.callback(browser.close)
        made = Triage(office, browser)
        made.sign_in(own_workstation)
        yield made


def test_ten_new_reports_are_read_and_acknowledged_in_twelve_clicks(triage: Triage) -> None:
    browser = triage.browser
    triage.press(lambda: browser.click(NEW))
    triage.press(lambda: browser.click(FIRST))
    for _report in range(REPORTS):
        triage.press(lambda: browser.click(ONWARD))
    triage.everything_is_done()


@pytest.mark.thorough
def test_they_are_by_keyboard_alone_in_as_many_presses(triage: Triage) -> None:
    browser = triage.browser

    def follow(css: str) -> None:
        browser.go_to(css)
        browser.follow()

    triage.press(lambda: browser.access_key(access_key("next")))
    triage.press(lambda: follow(ONWARD))
    for _report in range(1, REPORTS):
        triage.press(lambda: browser.access_key(access_key("onward")))
    triage.everything_is_done()
