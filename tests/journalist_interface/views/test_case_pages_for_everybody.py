"""WCAG 2.2 AA and what we promise beyond it, on the pages of a case in which everything has happened.

The short form is `tests/accessibility/test_officers_pages.py`: such a case is among its pages.
"""

import pytest

from tests.accessibility.examiner import ChromiumExaminer, NewExaminer
from tests.accessibility.page_findings import KINDS, Examination
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, ask, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, officer_browsers
from tests.journalist_interface.staged_cases import assigned, reviewed
from tests.office import TestOffice

LONG = "Pertanggungjawaban" * 12
SECOND_COLUMN = (
    '#report">'  # its first link stands higher than the end of the first column, which is read before
)
pytestmark = [pytest.mark.xdist_group("accessibility"), pytest.mark.thorough]


class Walk:
    """One person after the other at their workstation, in one browser."""

    def __init__(self, browser: ChromiumExaminer, browsers: OfficerBrowsers) -> None:
        self.browser = browser
        self.examination = Examination()
        self._browsers = browsers
        self._origin = ""

    def enter(self, person: str) -> None:
        """Sign in."""
        station = self._browsers.station(person)
        self._origin = station.origin
        self.browser.new_profile()
        self.browser.open(station.link())
        self.browser.fill("passphrase", station.passphrase)
        self.browser.fill("code", self._browsers.office.fresh_code(person))
        self.browser.click("main .primary")

    def open(self, address: str) -> None:
        """Open an address."""
        self.browser.open(f"{self._origin}{address}")

    def look(self, address: str) -> None:
        """Open an address and examine the page."""
        self.open(address)
        self.examine(address)

    def examine(self, name: str) -> None:
        """Examine what the browser shows now."""
        self.examination.examine(self.browser, name)


@pytest.fixture(scope="module")
def examination(
    busy_office: TestOffice,
    busy_gateway: str,
    workstations: HeadlessWorkstations,
    new_examiner: NewExaminer,
) -> Examination:
    """One walk through all of them."""
    browser = new_examiner()
    with officer_browsers(busy_office, busy_gateway, "examined") as browsers:
        walk = Walk(browser, browsers)
        case, request = _full_case(busy_office, workstations)
        walk.enter("sari")
        _as_officer(walk, case.case)
        deliberated = reviewed(busy_office, workstations.of("sari"))
        perform(workstations.of("sari").work(deliberated.case), "without-team", reason=LONG, leader="dewi")
        for action in ("minutes", "conclude"):
            walk.look(f"/id/cases/{deliberated.case}/do/{action}")
        walk.enter("agus")
        walk.look(f"/id/cases/{assigned(busy_office, workstations, declare=False).case}")
        walk.enter("dewi")
        walk.look(f"/id/cases/{deliberated.case}")
        walk.look("/id/destructions")
        walk.enter("rina")
        walk.open(f"/id/identity-requests/{case.case}/{request}")
        walk.browser.click("form[action$='/show'] button")
        walk.examine("/id/identity-requests/…/show")
    return walk.examination


def _full_case(office: TestOffice, workstations: HeadlessWorkstations) -> tuple[GenuineCase, int]:
    """Return a case with everything that a case can show, and where in it an identity is asked for."""
    sari = workstations.of("sari")
    case = office.report(f"Isi laporan {LONG}", ["auditor-2"], name="Ratna")
    case.attaches(b"bukti", f"{LONG}.pdf")
    perform(sari.work(case.case), "acknowledge")
    ask(sari.work(case.case), LONG)
    case.says("Jawaban\u202e terbalik")
    case.seeks("threat")
    request = perform(sari.work(case.case), "ask-identity", reason=LONG)
    perform(sari.work(case.case), "note", text=LONG, files=sari.upload(case.case, f"{LONG}.ods", b"berkas"))
    return case, request


def _as_officer(walk: Walk, case: str) -> None:
    for part in ("", "/papers", "/history", "/people"):
        walk.look(f"/id/cases/{case}{part}")
    walk.browser.open(walk.browser.url().replace("/people", "/do/archive"))
    walk.browser.fill("referred", LONG)
    walk.browser.fill("text", LONG)
    walk.browser.select("reason", "unclear")
    walk.browser.click("main form[action$='/do/archive'] .primary")
    walk.examine("/id/…/do/archive with an error")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_keeps_a_person_out_of_the_pages_of_a_case(examination: Examination, kind: str) -> None:
    assert not "\n".join(line for line in examination.found[kind] if SECOND_COLUMN not in line)
    assert len(examination.pages) == 11
