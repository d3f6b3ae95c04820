"""WCAG 2.2 AA on the officers' pages: one of each kind that links from the work list lead to, for each part in a case.

This is the short form: every page and every state, in both languages, is judged in `test_officers_states.py`.
"""

import re
from collections.abc import Iterable
from contextlib import ExitStack

import pytest

from tests.accessibility.examiner import ChromiumExaminer, NewExaminer
from tests.accessibility.officer_states import a_file_is_shown, some_refusals
from tests.accessibility.officer_tour import OfficerTour
from tests.accessibility.page_findings import Examination
from tests.journalist_interface.ended_case import after_a_month
from tests.journalist_interface.headless_workstation import perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, do, officer_browsers
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice

pytestmark = pytest.mark.xdist_group("accessibility")
# Files to be saved, the end of the session, and the same page in another language or with other rows.
NO_PAGES = re.compile(
    r"/attachments/|/papers/\d|/evidence/(?:archive|[^/]+/)|/exported/|/start/|sign-out|\.css$|/en/|[?#]|\.csv$|/static/"
)
PEOPLE = ("sari", "dewi", "rina")
FIRST_PAGE = "cases/CASE"
LONG_WORD = "pertanggungjawabannya" * 5


@pytest.fixture(scope="module")
def examined(examined_office: TestOffice, new_examiner: NewExaminer) -> Examination:
    """Return what was found on the pages of an officer, a leader and a custodian."""
    office, examination = examined_office, Examination(one_in=3)
    with ExitStack() as stack:
        gateway = stack.enter_context(gateway_process(office))
        with after_a_month(office, gateway) as (people, [ended]):
            perform(people.of("sari").work(ended.case), "propose-destruction", leader="dewi")
        browsers = stack.enter_context(officer_browsers(office, gateway))
        fresh, case, shortened = _make_cases(office, browsers)
        for person in PEOPLE:
            browser = new_examiner()
            # First the report in which most has happened: of each kind of page the first one is examined.
            further = (f"/id/cases/{case}", f"/id/cases/{shortened}/lost") if person == "sari" else ()
            _examine(browser, browsers, person, examination, further)
            if person == "sari":
                tour = OfficerTour(browser, browsers.station(person), "id", examination.examine)
                some_refusals(tour, fresh, case)
                a_file_is_shown(tour, case, "lampiran-4")
    return examination


def _make_cases(office: TestOffice, browsers: OfficerBrowsers) -> tuple[str, str, str]:
    """Return a case as it came in, and one in verification with all that can stand in a conversation.

    Of the third a restore lost the last decisions.
    """
    fresh = office.report("Baru masuk").case
    case = office.report(f"Laporan dengan {LONG_WORD}", ["kepala"], name="Nama Contoh")
    case.says(f"Tambahan {LONG_WORD}\u202e")
    case.attaches(b"isi", f"{'daftar-' * 20}akhir.pdf.gpg")
    case.attaches(b"isi", "catatan.txt")
    assert do(browsers.of("sari"), case.case, "acknowledge").status == 200
    parted = office.report("Dengan pesan yang tidak boleh disimpan")
    parted.says(f"Data orang ketiga {LONG_WORD}")
    typed = {"place": "2", "reason": f"Melanggar hukum {LONG_WORD}", "leader": "dewi"}
    assert do(browsers.of("sari"), parted.case, "propose-part", typed).status == 200
    further = office.report("Terpotong").case
    lost = RestoredCase.backed_up(office, further)
    assert do(browsers.of("sari"), further, "acknowledge").status == 200
    lost.restore_and_note()
    return fresh, case.case, further


def _examine(
    browser: ChromiumExaminer,
    browsers: OfficerBrowsers,
    person: str,
    examination: Examination,
    further: Iterable[str],
) -> None:
    station = browsers.station(person)
    browser.open(station.link())
    examination.examine(browser, f"{person}: sign-in")
    browser.fill("passphrase", "salah")
    browser.fill("code", "000000")
    browser.click("main form button")
    examination.examine(browser, f"{person}: sign-in with errors")
    browser.fill("passphrase", station.passphrase)
    browser.fill("code", station.office.fresh_code(person))
    browser.click("main form button")
    waiting = [browser.url(), *(f"{station.origin}{path}" for path in further)]
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        browser.open(address)
        new = [
            link for link in browser.links() if link.startswith(station.origin) and not NO_PAGES.search(link)
        ]
        examination.examine(browser, f"{person}: {_pattern(address)}")
        for link in dict.fromkeys(new):
            if link not in seen and not _is_another(link, seen):
                waiting.append(link)
                seen.add(link)


def _pattern(address: str) -> str:
    return re.sub(r"[0-9a-f]{32}", "CASE", address).partition("/id/")[2]


def _is_another(link: str, seen: set[str]) -> bool:
    """Return whether a page of this kind waits or was seen; the first page of a case is of a kind of its own."""
    kind = _pattern(link)
    return kind != FIRST_PAGE and any(kind == _pattern(address) for address in seen)


def found(examined: Examination, kind: str) -> str:
    return "\n".join(examined.found[kind])


def test_axe_finds_nothing_on_the_officers_pages(examined: Examination) -> None:
    assert not found(examined, "axe")
    assert len(examined.pages) > 30, examined.pages
    assert "sari: cases/CASE/lost" in examined.pages
    assert "dewi: destructions/CASE" in examined.pages
    assert "sari: cases/CASE/do/propose-part" in examined.pages
    assert "sari: cases/CASE/export/referral" in examined.pages
    assert "sari: cases/CASE/do/assess" in examined.pages
    assert "sari, id: export refused" in examined.pages
    assert "sari, id: a file, shown" in examined.pages
    assert {"sari: cases/CASE/evidence", "sari: cases/CASE/evidence/lampiran-3"} <= set(examined.pages)


def test_colours_keep_their_contrast_in_dark_mode_and_under_forced_colours(examined: Examination) -> None:
    assert not found(examined, "dark")
    assert not found(examined, "forced")


def test_the_keyboard_alone_reaches_every_control_and_shows_where_it_is(examined: Examination) -> None:
    assert not found(examined, "keyboard")


def test_nothing_is_lost_at_320_px_or_under_200_percent_zoom_and_nothing_scrolls_in_a_box_of_its_own(
    examined: Examination,
) -> None:
    assert not found(examined, "wide")
    assert not found(examined, "narrow")
    assert not found(examined, "zoomed")


def test_every_target_is_44_px(examined: Examination) -> None:
    assert not found(examined, "targets")


def test_what_is_read_first_is_seen_first(examined: Examination) -> None:
    assert not found(examined, "order")
