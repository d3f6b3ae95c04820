"""WCAG 2.2 AA on the pages of a case's files, and of one in every state: not opened, waiting, shown, not to be had."""

import secrets
from contextlib import ExitStack

import pytest

from journalist_interface.evidence import availability, sandbox
from journalist_interface.presenters.list_pages import MOST_ROWS
from journalist_interface.session import attachments
from journalist_interface.views import evidence
from store.domain.reply import ReplyAttachment
from store.web.languages import LANGUAGES
from tests.accessibility.examiner import ChromiumExaminer, NewExaminer
from tests.accessibility.officer_tour import OfficerTour
from tests.accessibility.page_findings import KINDS, Examination
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.held_conversion import HeldConversion
from tests.journalist_interface.workstation import gateway_process, workstation_here
from tests.office import TestOffice
from tests.pages.branches import Branches
from tests.source_interface.report_reader import answer

# Its short form is test_officers_pages, which has a file shown.
pytestmark = [pytest.mark.xdist_group("accessibility"), pytest.mark.thorough]
LONG_NAME = f"daftar {'perjalanan-dinas-' * 12}.pdf"
PAGES = 11
FILES = (
    (LONG_NAME, made_files.pdf(PAGES)),
    ("foto.jpg", made_files.photo()),
    ("rekaman.mp4", made_files.video()),
    ("suara.mp3", made_files.tone()),
    ("surat.eml", made_files.mail()),
    ("foto.docx", made_files.docx('<w:bookmarkStart w:name="Foto"/><w:docPr descr="Rapat"/>')),
    ("berkas.zip", made_files.archive("satu.txt", f"{'folder/' * 30}dua.txt")),
    ("tutur.txt", "Tutur “kata”. ".encode() * 30_000),
    ("daftar.zip", made_files.archive(*(f"{number}.txt" for number in range(MOST_ROWS + 1)))),
    ("catatan.txt", b"Catatan biasa\n" * 40),
    ("aneh.bin", b"\0\1\2"),
)
LONG = ("tutur.txt", "daftar.zip")
"""Files whose text or list stands on several pages."""
EVIDENCE = ("evidence.html:", "evidence_list.html:")
MISSED = 9
"""Branches of these pages which no state reaches yet: it may only fall."""
GAP = 12
"""Pixels that there are at least between what stands on top of each other."""
FIRST = 2  # the report itself is the first message


@pytest.fixture(scope="module")
def examined(examined_office: TestOffice, new_examiner: NewExaminer) -> tuple[Examination, Branches]:
    """Return what was found on the page of a file in each of its states, and which branches of templates it took."""
    office, examination, branches = examined_office, Examination(), Branches()
    with ExitStack() as stack:
        gateway = stack.enter_context(gateway_process(office))
        station = stack.enter_context(workstation_here(office, gateway, prepare=branches.watch))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        browser = new_examiner()
        looks = {"id": examination.examine, "en": examination.glance}
        tours = [OfficerTour(browser, station, code, looks[code]) for code in LANGUAGES]
        tours[0].sign_in()
        case = office.report("Dengan berkas")
        for name, data in FILES:
            case.attaches(data, name)
        case.attaches(case.encrypted(b"Catatan di dalam"), "catatan.txt.gpg")
        empty = office.report("Tanpa berkas").case
        for tour in tours:
            tour.at(f"/cases/{empty}/evidence", "no files")
            tour.at(f"/cases/{case.case}/evidence", "all files")
            tour.at(f"/cases/{case.case}/evidence/lampiran-{FIRST + len(FILES)}", "encrypted by its reporter")
            _unavailable(tour, case.case, patch)
        _archive_broke_off(tours, office)
        held = HeldConversion()
        patch.setattr(attachments, "convert", held.convert)
        _shown(tours, case.case, held)
    return examination, branches


def _archive_broke_off(tours: list[OfficerTour], office: TestOffice) -> None:
    """The page of all files once an archive broke off at one that lies nowhere."""
    case = office.report("Dengan berkas palsu")
    case.attaches(b"isi", "benar.txt")
    false = ReplyAttachment(secrets.token_hex(16), secrets.token_bytes(32), "palsu.txt", 5, "0" * 64)
    answer(office, "budi", case, "Terlampir", (false,), lie_nowhere=True)
    page = f"/cases/{case.case}/evidence"
    tours[0].open(page)
    tours[0].browser.click("a.button[href$='/archive']")
    while not tours[0].browser.count("main .note.warning"):
        tours[0].open(page)
    for tour in tours:
        tour.at(page, "an archive that broke off")


def _unavailable(tour: OfficerTour, case: str, patch: pytest.MonkeyPatch) -> None:
    """The page of a file that was not opened, that is too large to open, and where there is no sandbox."""
    page = f"/cases/{case}/evidence/lampiran-{FIRST}"
    tour.at(page, "not opened")
    with patch.context() as changed:
        changed.setattr(evidence, "LARGEST_FILE", 0)
        tour.at(page, "too large")
        assert tour.browser.count("article .note.warning")
    with patch.context() as changed:
        changed.setattr(sandbox, "BUBBLEWRAP", "/nonexistent/bwrap")
        availability._found.clear()
        tour.at(page, "no sandbox")
        assert "bubblewrap" in tour.browser.text()


def _shown(tours: list[OfficerTour], case: str, held: HeldConversion) -> None:
    """Open all files one after another: the first is held up, and the others wait meanwhile."""
    pages = [f"/cases/{case}/evidence/lampiran-{FIRST + index}" for index in range(len(FILES))]
    for page in pages:
        tours[0].open(page)
        tours[0].press(page.rpartition("/")[2])
    for tour in tours:
        tour.at(f"{pages[-1]}?still=1", "waiting")
        assert tour.browser.count("article [role=status]")
        tour.at(f"{pages[0]}?still=1&page={PAGES}", "not ready yet")
        assert tour.browser.count("article progress")
        tour.at(f"{pages[0]}?still=1", "the first page, while it goes on")
        assert tour.browser.count("article img")
    tours[0].open(pages[-1])
    tours[0].press("/stop", "button")
    for tour in tours:
        tour.at(pages[-1], "stopped")
        assert tour.browser.count("article .primary")
    tours[0].open(pages[-1])
    tours[0].press(pages[-1].rpartition("/")[2])
    held.go_on.set()
    for page in pages:
        tours[0].open_once_done(page)
    for tour in tours:
        for page, (name, _data) in zip(pages, FILES, strict=True):
            tour.at(page, f"shown: {name[:12]}")
            if name == "surat.eml":
                _stand_apart(tour.browser, "article table.report", "article .panel")
            if name in LONG:
                tour.at(f"{page}?part=2", f"the second part of {name}")
        tour.at(f"{pages[0]}?page={PAGES}", "the last page")
        assert tour.browser.count("article img")
        tour.at(f"{pages[-1]}/cleaned", "no cleaned copy")
        assert tour.browser.count("#errors")
        tour.at(f"/cases/{case}/evidence", "all files, which tell of their authors")
        assert tour.browser.count("form button:not(.quiet)")
    tours[0].open(pages[1])
    tours[0].press("/original", "button")
    tours[0].at(pages[1], "agreed")
    assert not tours[0].browser.count("form[action$='/original']")


def _stand_apart(browser: ChromiumExaminer, above: str, below: str) -> None:
    boxes = "found => found.map(css => document.querySelector(css).getBoundingClientRect())"
    upper, lower = browser._ask(boxes, [above, below])
    assert lower["top"] - upper["bottom"] >= GAP


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found_on_the_pages_of_files_in_any_state(
    examined: tuple[Examination, Branches], kind: str
) -> None:
    found = examined[0].found[kind]
    assert not found, "\n".join(found)


def test_every_branch_of_the_pages_of_files_was_looked_at(examined: tuple[Examination, Branches]) -> None:
    missed = [branch for branch in examined[1].missed() if branch.startswith(EVIDENCE)]
    assert len(missed) <= MISSED, "\n".join(missed)
