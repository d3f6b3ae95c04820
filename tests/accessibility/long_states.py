"""Pages of a case in which there is more than one page shows: rows, files, texts and warnings on other pages."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from store.domain.event import Content, EventKind
from store.domain.restored_history import MOST_LOST, HistoryEnd, Loss, LostEvent
from tests.accessibility.officer_tour import OfficerTour
from tests.genuine_case import GenuineCase
from tests.journalist_interface.filled_case import LONG_NAME, FilledEvent, many_files, note, write
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.restored_case import end_of, signed_note
from tests.journalist_interface.store_rows import empty_envelope
from tests.journalist_interface.verification.test_nested_pgp import cases_of, encrypted
from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

LONG: Final = "Daftar muatan gudang, dengan hari dan nomor truk. " * 1_500
"""A text of which a page shows the beginning."""
LONG_REASON: Final = LONG[:62_000]
"""A reason of two parts, about as long as one may be."""
ROWS: Final = 12
FILES: Final = 101


def long_lists(
    tours: list[OfficerTour], custodian: OfficerTour, office: TestOffice, people: HeadlessWorkstations
) -> None:
    """Look at each list of a long case, at its other pages, and at its long texts."""
    case, inner = long_case(office, people), long_encrypted_report(office)
    for tour in tours:
        for part in ("?page=1", "/history", "/papers", "/evidence"):
            tour.at(f"/cases/{case.case}{part}", f"a long list{part}")
            tour.browser.click("nav a[rel=next]")
            tour.here(f"the next page of a long list{part}")
        tour.at(f"/cases/{case.case}/texts/event/3", "the beginning of a long text")
        tour.at(f"/cases/{case.case}/texts/event/3?page=2", "the end of a long text")
        tour.at(f"/cases/{case.case}/texts/message/2", "a text that is not long")
        _passages(tour, case.case)
        tour.at(f"/cases/{inner}/inner/1", "more encrypted messages than a page opens")
        tour.at(f"/cases/{inner}/inner/1?page=2", "the last of many encrypted messages")
        tour.at(f"/cases/{inner}/inner/1/1", "the beginning of a long encrypted text")
        tour.open(f"/cases/{case.case}/do/archive")
        write(people.of("budi"), case, [note(LONG) for _ in range(ROWS)])
        tour.send("/do/archive", "more news than a page shows", reason="unclear", text="Kurang jelas")
    custodian.at("/identity-requests", "a request with a long reason")
    custodian.at(f"/identity-requests/{case.case}/4", "a long reason")


def _passages(tour: OfficerTour, case: str) -> None:
    tour.at(f"/cases/{case}/export/dossier-outside", "the first of many passages")
    tour.press("/export/dossier-outside", ".passages > .ways:last-child button", left_out=["report.0.0"])
    tour.here("the next of many passages")
    tour.send("/export/dossier-outside", "the same passage elsewhere", purpose="Uji")
    for number in count(3):
        following = f".passages > .ways:last-child button[value='{number}']"
        if not tour.browser.count(following):
            break
        tour.press("/export/dossier-outside", following)
    tour.here("the last of many passages")
    tour.at(f"/cases/{case}/export/dossier-outside/passages/report.0.0", "a long passage")


def long_encrypted_report(office: TestOffice) -> str:
    """A report with nine encrypted messages in two answers, of which the first is long."""
    texts = (LONG, *(f"Pesan {number}" for number in range(8)))
    with TemporaryDirectory() as folder:
        armors = [encrypted(office, text.encode(), Path(folder), "--armor").decode() for text in texts]
    before, box = cases_of(office), Box(office)
    reporter = Reporter(box.app().test_client())
    assert reporter.report(what="".join(armors[:6]), who="".join(armors[6:])).status_code == 200
    box.close()
    [case] = cases_of(office) - before
    return case


def long_case(office: TestOffice, people: HeadlessWorkstations) -> GenuineCase:
    """A case with long texts and many files, of which one message is gone and one loss lists much."""
    case, budi = office.report(LONG, name="Nama Contoh"), people.of("budi")
    perform(people.of("sari").work(case.case), "acknowledge")
    case.says("Pesan yang pendek")
    case.says("Pesan yang hilang")
    for number in range(FILES):
        case.attaches(b"isi", f"muatan-{number}.pdf")
    for _ in range(ROWS):
        case.says(LONG)
    empty_envelope(office, case.case, 3)
    asked = FilledEvent(EventKind.ASK, Content(text=LONG_REASON), {"people": ("rina",)}, to="rina")
    day = office.clock.today()
    lost = tuple(LostEvent(1_000 - MOST_LOST + at, "a" * 64, "budi", "paper", day) for at in range(MOST_LOST))
    note_of_restore = signed_note(office, case.case, end_of(office, case.case))
    loss = Loss(note_of_restore, HistoryEnd(999, "a" * 64, "b" * 64, 900), lost)
    held = FilledEvent(EventKind.HOLD, Content(text=LONG))
    signed = FilledEvent(EventKind.ACCEPT_RESTORE, None, {"loss": loss})
    papers = [note(LONG, many_files(LONG_NAME, number * 100)) for number in range(ROWS)]
    write(budi, case, [held, asked, *[held] * ROWS, signed, *papers])
    return case
