"""States that only a branch of a template tells of: filters, what is gone, altered or asked for, further parts."""

import base64
import sqlite3
from contextlib import closing

from store.domain.event import Content, EventKind
from store.domain.retention import DestroyedPart
from store.domain.shares import MOST_OF_ONE
from tests.accessibility.long_states import LONG_REASON
from tests.accessibility.officer_states import StatedCases
from tests.accessibility.officer_tour import OfficerTour
from tests.journalist_interface.filled_case import FilledEvent, write
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.store_rows import drop, spoil_decision
from tests.office import STORE_FILE, TestOffice


def filtered_lists(tour: OfficerTour) -> None:
    """The list with each filter, sorted, and the first page that stands still."""
    for query in ("stage=verification", "unread=1", "order=handler&descending=1"):
        tour.at(f"/cases?{query}", f"a list by {query}")
    tour.at("/today?still=1", "the first page, which stands still")


def quiet_parts(tour: OfficerTour, cases: StatedCases) -> None:
    """The parts of a case in which there is nothing, or not yet what they are for."""
    plain = f"/cases/{cases.plain.case}"
    for part in ("/evidence", "/lost", "/alike", "/export"):
        tour.at(f"{plain}{part}", f"nothing there{part}")
    tour.at(f"/cases/{cases.team.case}/people", "a team of which not all have declared")
    tour.at(f"/cases/{cases.signed.case}/do/hold", "a hold on what will be destroyed")
    for case in (cases.plain, cases.told):
        tour.at(f"/cases/{case.case}/people", "people, with answered requests")


def cases_of_their_own(tour: OfficerTour, office: TestOffice, people: HeadlessWorkstations) -> None:
    """Cases that seek the outcome, are linked, hold an encrypted report, a reply's file alone, or lost a message."""
    sari = people.of("sari")
    seeking, first, second, replied, lost = (
        office.report(text) for text in ("Menunggu hasil", "Pertama", "Kedua", "Dibalas", "Terputus")
    )
    inner = base64.encodebytes(first.encrypted(b"Rahasia")).decode()
    closed = office.report(f"-----BEGIN PGP MESSAGE-----\n\n{inner}-----END PGP MESSAGE-----\n")
    for case in (seeking, first, second, replied, lost):
        perform(sari.work(case.case), "acknowledge")
    seeking.seeks("outcome")
    tour.at("/cases", "a list with a request that was not opened")
    tour.at(f"/cases/{seeking.case}", "a case whose reporter asks for the outcome")
    tour.at("/cases", "a list with a request for the outcome")
    tour.at(f"/cases/{first.case}", "the first of two reports")
    said = {"reason": "duplicate", "text": "Sudah dilaporkan", "duplicate": first.case}
    perform(sari.work(second.case), "archive", **said)
    tour.at(f"/cases/{second.case}/history", "a history with a linked case")
    send_reply(sari.work(replied.case), "Balasan", sari.upload(replied.case, "jawaban.pdf", b"isi"))
    tour.at(f"/cases/{replied.case}/evidence", "a file of the office alone")
    tour.at(f"/cases/{closed.case}", "a report that is encrypted")
    tour.browser.click("a[href*='/inner/']")
    tour.here("what was encrypted within a report")
    lost.says("Pesan kedua")
    lost.says("Pesan ketiga")
    drop(office, lost.case, 2, count_again=False)
    tour.at(f"/cases/{lost.case}", "a case with a missing message")
    drop(office, lost.case, 3, count_again=True)
    tour.at(f"/cases/{lost.case}", "a case that was shortened")


def a_file_is_proposed(leader: OfficerTour, office: TestOffice, people: HeadlessWorkstations) -> None:
    """The proposal to destroy a file, and more proposals than one person has in a list."""
    case = office.report("Dengan berkas yang tidak boleh disimpan")
    case.attaches(b"isi", "gambar.png")
    perform(people.of("sari").work(case.case), "acknowledge")
    perform(people.of("sari").work(case.case), "propose-part", place="2", reason=LONG_REASON, leader="dewi")
    leader.at("/destructions", "proposals of which one has a long reason")
    leader.at(f"/destructions/{case.case}", "a proposal to destroy a file, for a long reason")
    leader.at(f"/destructions/{case.case}?page=2", "the end of a long reason")
    for _ in range(MOST_OF_ONE):
        case = office.report("Dengan pesan yang tidak boleh disimpan")
        part = {"part_destroyed": DestroyedPart(case.says("Data"), "message", "c" * 64), "person": "dewi"}
        proposed = FilledEvent(EventKind.PROPOSE_PART, Content(text="Melanggar"), part, to="dewi")
        write(people.of("sari"), case, [proposed])
    leader.at("/destructions", "more proposals of one person than the list shows")


def a_second_signature(tour: OfficerTour, case: str) -> None:
    """A loss that a colleague signed, before a person who did not see what was lost."""
    tour.at(f"/cases/{case}", "a case whose loss a colleague signed")
    tour.at(f"/cases/{case}/lost", "a loss that a colleague signed")


def altered_rows(
    leader: OfficerTour,
    custodian: OfficerTour,
    officer: OfficerTour,
    office: TestOffice,
    people: HeadlessWorkstations,
) -> None:
    """A record for the figures in another's place, and a request for an identity that is not proven."""
    with closing(sqlite3.connect(office.folder / "database" / STORE_FILE)) as database, database:
        database.execute(
            'UPDATE statistic SET record = (SELECT record FROM statistic ORDER BY "case" LIMIT 1) '
            'WHERE "case" = (SELECT max("case") FROM statistic)'
        )
    leader.open("/statistics")
    leader.press("/statistics")
    leader.open_once_done("/progress")
    leader.at("/statistics", "figures of which one is not proven")
    asked = office.report("Dengan identitas", name="Nama Contoh")
    perform(people.of("sari").work(asked.case), "acknowledge")
    officer.at(f"/cases/{asked.case}/people", "people, without a request")
    perform(people.of("sari").work(asked.case), "ask-identity", reason="Untuk LPSK")
    spoil_decision(office, asked.case, len(people.of("sari").work(asked.case).file.events))
    custodian.at("/identity-requests", "a request that is not proven")
