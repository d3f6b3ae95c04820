"""States of the officers' pages that come seldom: a flood, altered texts, a broken case, an ending roster."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

from journalist_interface.config import Config
from journalist_interface.desktop.browser_file import write_door
from store.web.configuration import read_config
from tests.accessibility.officer_states import ANY_BUTTON, LONG_WORD
from tests.accessibility.officer_tour import MAIN_BUTTON, OfficerTour
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform, send_reply
from tests.journalist_interface.restored_case import RestoredCase
from tests.journalist_interface.sealed_factors import sealed_factor
from tests.journalist_interface.store_rows import empty_envelope, put_envelope, spoil_decision
from tests.office import STORE_FILE, TestOffice
from tests.source_interface.photos.samples import jpeg

FLOOD = "Kepala gudang mengambil beras bantuan setiap malam bersama sopir truk dan penjaga malam, nomor"
REPORTS = 55
"""More than a page of the list shows, and than one page of alike reports names."""
_FILE = re.compile(r"/evidence/(?!archive)[^/]+$")
FILES = ("daftar.pdf", "daftar\u202efdp.exe", f"{'daftar-' * 20}akhir.pdf.gpg")


def flood_states(tour: OfficerTour, office: TestOffice) -> None:
    """A flood of alike reports: its page, its form, and the work while it goes on, when stopped, and what is left."""
    for number in range(REPORTS):
        office.report(f"{FLOOD} {number}")
    unlike = office.report(f"{FLOOD} 7, {LONG_WORD}")
    tour.at("/today", "much that was not opened here")
    tour.at(f"/cases/{unlike.case}/alike", "alike reports, most of them not opened yet")
    tour.press("/open-all", ANY_BUTTON)
    while "/progress" in tour.browser.url():
        tour.open("/progress")
    tour.at("/cases", "a long list")
    tour.browser.click("a[rel=next]")
    tour.here("the next page of a long list")
    tour.at(f"/cases/{unlike.case}/alike", "alike reports")
    tour.at(f"/cases/{unlike.case}/alike?page=2", "the last page of alike reports")
    tour.send("/cases/archive", "archiving alike reports")
    tour.send("/cases/archive", "archiving alike reports refused", reason="", text="")
    tour.press("/cases/archive", reason="unclear", text="Tidak jelas")
    tour.at("/progress?still=1", "work that goes on, on a page that stands still")
    tour.press("/progress/stop", ANY_BUTTON)
    tour.browser.wait_for_text("Selesai:")
    tour.here("work that was stopped")
    tour.at(f"/cases/{unlike.case}/alike", "alike reports that are left")
    tour.press("/cases/archive")
    tour.press("/cases/archive", reason="unclear", text="Tidak jelas")
    tour.open_once_done("/progress")
    tour.at("/progress?still=1", "much that was done")


def text_states(tour: OfficerTour, office: TestOffice) -> None:
    """The office's texts: none signed, refused, saved, and altered in the store so that one begins anew."""
    tour.at("/texts", "texts of the file")
    tour.at("/texts/new")
    tour.send("/texts/save", "a text refused", use="archive", reason="unclear", title="", text="")
    tour.send("/texts/save", "signed texts", use="reply", title=f"Salam {LONG_WORD[:80]}", text="Salam")
    address = next(link for link in tour.browser.links() if "/texts/" in link and "/new" not in link)
    tour.browser.open(address)
    tour.here("a text")
    with closing(sqlite3.connect(office.folder / "database" / STORE_FILE)) as database, database:
        database.execute("DELETE FROM office_texts")
        database.execute("INSERT INTO office_texts VALUES (1, ?)", (b"\xd2\x01\x00",))
    tour.at("/texts", "altered texts, and a copy")


def texts_begun_anew(tour: OfficerTour) -> None:
    """The same at a workstation that has no copy."""
    tour.at("/texts", "altered texts")
    tour.send("/texts/begin-anew", "beginning anew refused", ANY_BUTTON)


def list_states(tour: OfficerTour) -> None:
    """A kept filter, and the search from the list."""
    tour.open("/cases?urgency=new&mine=1")
    tour.press("/cases/filters", ANY_BUTTON, name=f"Baru {LONG_WORD[:30]}")
    tour.here("a kept filter")
    tour.at("/cases", "a kept filter that is not chosen")
    tour.open("/cases?urgency=new&mine=1")
    tour.press("/cases/filters/remove", ANY_BUTTON)
    tour.here("no filter any more")


def case_states(tour: OfficerTour, office: TestOffice, people: HeadlessWorkstations) -> str:
    """Cases with all kinds of files, altered in the store, restored, and with what a person keeps about them.

    Return the restored one, whose loss one person signed.
    """
    sari, budi = people.of("sari"), people.of("budi")
    full = office.report(f"Laporan dengan berkas\n{LONG_WORD}\n" + "baris\n" * 60, ["petugas-3"])
    full.attaches(jpeg(), "IMG_1.jpg", cleans=True)
    for name in FILES:
        full.attaches(b"isi", name)
    full.says("Tambahan \u202e tersembunyi")
    perform(sari.work(full.case), "acknowledge")
    send_reply(sari.work(full.case), "Balasan", sari.upload(full.case, "jawaban.pdf", b"isi"))
    files = sari.upload(full.case, "lampiran.pdf", b"isi")
    perform(budi.work(full.case), "note", text=f"Catatan {LONG_WORD}", mentions=("sari",), files=files)
    perform(budi.work(full.case), "classify", category="fraud", threat=True, text="Diperbarui")
    perform(budi.work(full.case), "step-back", reason="Benturan kepentingan")
    tour.at(f"/cases/{full.case}", "a case with files and a note for me")
    tour.at("/cases", "a list with a note for me")
    tour.at(f"/cases/{full.case}/papers", "papers with a file")
    tour.at(f"/cases/{full.case}/people", "people of whom one stepped back")
    tour.at(f"/cases/{full.case}/history", "its history")
    tour.at(f"/cases/{full.case}/evidence", "evidence")
    for address in [link for link in tour.browser.links() if _FILE.search(link)]:
        tour.browser.open(address)
        tour.here("a file")
    today = office.clock.today().isoformat()
    tour.open(f"/cases/{full.case}/private")
    tour.press("/private/labels", ANY_BUTTON, labels="penting, lama")
    tour.press("/private/reminders", ANY_BUTTON, day=today, text=f"Tanya {LONG_WORD}")
    tour.at("/today", "a reminder that is due")
    tour.at(f"/cases/{full.case}", "a case with labels and a reminder of one's own")
    tour.at("/cases", "a list with labels of one's own")
    _altered(tour, office, people)
    return _restored(tour, office, people)


def _altered(tour: OfficerTour, office: TestOffice, people: HeadlessWorkstations) -> None:
    sari = people.of("sari")
    broken, gone, bad = (office.report(text) for text in ("Rantai rusak", "Laporan hilang", "Pesan rusak"))
    for case in (broken, bad):
        perform(sari.work(case.case), "acknowledge")
        case.says("Pesan kedua")
        case.says("Pesan ketiga")
    spoil_decision(office, broken.case, 2)
    empty_envelope(office, gone.case, 1)
    put_envelope(office, bad.case, 2, b"\xd2\x01\x00")
    for case in (broken, gone, bad):
        for part in ("", "/history", "/people", "/papers"):
            tour.at(f"/cases/{case.case}{part}", "an altered case")
    tour.at(f"/cases/{broken.case}/lost", "an altered case of which no restore tells")


def _restored(tour: OfficerTour, office: TestOffice, people: HeadlessWorkstations) -> str:
    case = office.report("Terpotong").case
    lost = RestoredCase.backed_up(office, case)
    perform(people.of("sari").work(case), "acknowledge")
    tour.open(f"/cases/{case}")
    lost.restore_and_note()
    tour.at(f"/cases/{case}", "a case of which a restore lost decisions")
    tour.at(f"/cases/{case}/lost")
    tour.send("/lost", "its loss signed", ANY_BUTTON)
    tour.at(f"/cases/{case}", "a case whose loss awaits a second signature")
    return case


def roster_states(tours: list[OfficerTour], office: TestOffice) -> None:
    """A roster that ends soon, and one that has ended."""
    office.publish(expires=office.clock.today() + timedelta(days=5))
    for tour in tours:
        tour.sign_in()  # which fetches it
        tour.at("/cases/next-unread", "a roster that ends soon")
        tour.at("/cases", "a roster that ends soon")
    office.move(days=6)
    for tour in tours:
        tour.sign_in()
        tour.at("/cases", "a roster that has ended")
    office.publish(expires=office.clock.today() + timedelta(days=300))


def custodians_answers(
    tours: list[OfficerTour], asker: OfficerTour, people: HeadlessWorkstations, case: str
) -> None:
    """Requests that wait, one that was answered, and one that was refused, at both ends."""
    for refuse in (False, True):
        perform(people.of("sari").work(case), "ask-identity", reason=f"Untuk LPSK {LONG_WORD}")
        asker.at(f"/cases/{case}/people", "people, with a request that waits")
        for tour in tours:
            tour.at("/identity-requests", "requests")
        answered = _answer(tours[0], refuse=refuse)
        tours[0].browser.open(answered)
        tours[0].here("an answered request")
        asker.at(f"/cases/{case}/people", "people, with an answered request")
    for tour in tours:
        tour.at("/identity-requests", "answered requests")


def _answer(tour: OfficerTour, *, refuse: bool) -> str:
    """Answer the first request, and return its address."""
    address = next(link for link in tour.browser.links() if "/identity-requests/" in link)
    tour.browser.open(address)
    if refuse:
        tour.press("/refuse", ANY_BUTTON, reason="Belum perlu")
        return address
    tour.press("/show", ANY_BUTTON)
    tour.press("/disclose")
    tour.press("/disclose")
    return address


def leaders_of_a_part(
    officer: OfficerTour, leader: OfficerTour, office: TestOffice, people: HeadlessWorkstations
) -> None:
    """The proposal to destroy one message, and a leader's search."""
    case = office.report("Dengan pesan yang tidak boleh disimpan")
    case.says(f"Data orang ketiga {LONG_WORD}")
    perform(people.of("sari").work(case.case), "acknowledge")
    perform(people.of("sari").work(case.case), "propose-part", place="2", reason="Melanggar", leader="dewi")
    officer.at(f"/cases/{case.case}", "a case with a proposal to destroy a message")
    leader.at("/destructions", "a proposal to destroy a message")
    leader.at(f"/destructions/{case.case}", "the same, opened")
    leader.at("/search")
    leader.send("/search", "what a leader's search found", words="Laporan")


def remaining_pages(officer: OfficerTour, leader: OfficerTour, case: str) -> None:
    """The pages to which nothing above led."""
    officer.open("/")
    officer.here("the first page")
    for path in ("/access-keys", "/hand-over", f"/cases/{case}/export"):
        officer.at(path)
    leader.at("/statistics/publication")
    given = {"person": "sari", "passphrase": officer.station.passphrase}
    officer.at("/second-factor")
    officer.send("/second-factor", "no message", message="x", **given)
    config = read_config(officer.station.config, Config)
    officer.browser.open(write_door(officer.station.folder / "door", config).as_uri())
    officer.browser.click(MAIN_BUTTON)
    officer.browser.wait_for_text("Hari ini")  # by way of a page that goes on by itself
    officer.at("/second-factor")
    officer.send("/second-factor", "shown", message=sealed_factor(officer.station.office), **given)


def without_a_key(tour: OfficerTour) -> None:
    """The page for signing in at a workstation where the key is not."""
    keys = tour.station.folder / "gnupg" / "private-keys-v1.d"
    keys.rename(keys.with_name("mislaid"))
    tour.sign_in()
    tour.here("a key that is not here")
