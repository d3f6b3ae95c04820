"""What an officer keeps for themselves: on each of their workstations, and on no colleague's."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from operator import methodcaller

import msgspec
import pytest

from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.home import GnupgHome
from journalist_interface.sealed_records.private_entries import (
    OpenedMention,
    PrivateEntries,
    Reminder,
    SavedFilter,
)
from journalist_interface.sealed_records.private_records import PrivateNotice, PrivateRecords
from journalist_interface.sealed_records.sealed_private_record import PrivateRecordFullError
from store.cases.sealed_records import private_record
from store.domain.roster import RosterCertificate
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations
from tests.journalist_interface.listed_cases import opened, search
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.office import STORE_FILE, TestOffice

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
RECORD_BYTES = 65_536
UNKNOWN = "tidak dapat dibaca sekarang"


@pytest.fixture
def sari(own_workstation: Workstation) -> Iterator[OfficerBrowser]:
    with own_workstation.signed_in() as browser:
        yield browser


@pytest.fixture
def people(office: TestOffice, gateway: str) -> Iterator[HeadlessWorkstations]:
    with HeadlessWorkstations(office, gateway) as made:
        yield made


def labelled(sari: OfficerBrowser, case: GenuineCase, labels: str) -> OfficerPage:
    page = sari.get(f"/id/cases/{case.case}/private")
    return sari.post(page.form("/private/labels"), {"labels": labels})


def reminded(sari: OfficerBrowser, case: GenuineCase, days: int, text: str) -> str:
    day = sari.workstation.office.clock.today() + timedelta(days=days)
    form = sari.get(f"/id/cases/{case.case}/private").form("/private/reminders")
    return sari.post(form, {"day": day.isoformat(), "text": text}).text


def kept(workstation: HeadlessWorkstation) -> PrivateEntries:
    return workstation.officer.private.entries()


def without_memory(people: HeadlessWorkstations, workstation: HeadlessWorkstation) -> HeadlessWorkstation:
    """The same person at a workstation that has no copy of the record."""
    (people.state_of(workstation.person) / "private" / workstation.person).unlink()
    return people.anew(workstation.person)


def put(office: TestOffice, person: str, record: bytes | None) -> None:
    """What an attacker with the store does."""
    with closing(sqlite3.connect(office.folder / "database" / STORE_FILE)) as database, database:
        database.execute("UPDATE private_record SET record = ? WHERE person = ?", (record, person))


def test_private_labels_stand_on_case_and_list_and_are_found_by_the_search_and_colleagues_see_none(
    office: TestOffice, gateway: str, sari: OfficerBrowser
) -> None:
    case = office.report("Laporan berlabel")
    assert "tanya atasan" in labelled(sari, case, "tanya atasan, hati-hati").text
    opened(sari)
    assert "untuk saya: hati-hati" in sari.case(case.case).text
    assert "untuk saya: tanya atasan" in sari.get("/id/cases").text
    assert case.case in search(sari, "atasan").html
    with (
        workstation_process(office, gateway, "budi", "budi") as station,
        station.signed_in() as budi,
    ):
        opened(budi)
        pages = [budi.case(case.case), budi.get("/id/cases"), budi.get(f"/id/cases/{case.case}/private")]
        assert not any("tanya atasan" in page.text for page in pages)
        assert case.case not in search(budi, "atasan").html
    labelled(sari, case, "")
    assert "untuk saya:" not in sari.get("/id/cases").text


def test_labels_that_could_not_be_read_are_not_replaced_by_a_form_that_did_not_show_them(
    office: TestOffice, own_workstation: Workstation
) -> None:
    case = office.report("Laporan berlabel")
    with own_workstation.signed_in() as sari:
        form = labelled(sari, case, "hati-hati").form("/private/labels")
    copy = own_workstation.folder / "state" / "private" / "sari"
    aside = copy.with_suffix(".aside")
    copy.rename(aside)
    copy.mkdir()  # it cannot be read
    with own_workstation.signed_in() as sari:
        page = sari.get(f"/id/cases/{case.case}/private")
        assert UNKNOWN in page.text
        assert not any(form.action.endswith("/private/labels") for form in page.forms)
        assert sari.post(form, {"labels": ""}).status == 503
        copy.rmdir()
        aside.rename(copy)
        office.move(seconds=30)
        page = sari.get(f"/id/cases/{case.case}/private")
        assert UNKNOWN not in page.text
        assert page.form("/private/labels").fields["labels"] == "hati-hati"


def test_a_reminder_stands_on_the_first_page_from_its_day_on_until_it_is_done(
    office: TestOffice, sari: OfficerBrowser
) -> None:
    case = office.report("Laporan dengan pengingat")
    assert "tanya kantor wilayah" in reminded(sari, case, 1, "tanya kantor wilayah")
    assert "tanya kantor wilayah" not in sari.get("/id/today").text
    assert "periksa lampiran" in reminded(sari, case, 0, "periksa lampiran")
    today = sari.get("/id/today")
    assert "periksa lampiran" in today.text
    assert "periksa lampiran" in sari.case(case.case).text
    assert "periksa lampiran" not in sari.post(today.form("/private/reminders/done")).text
    assert "tanya kantor wilayah" in sari.case(case.case).text


def test_a_filter_stands_at_the_list_under_its_name_until_it_is_removed(
    office: TestOffice, sari: OfficerBrowser
) -> None:
    office.report("Baru")
    page = sari.get("/id/cases?stage=received&mine=1")
    page = sari.post(page.form("/cases/filters"), {"name": "Punya saya, baru"})
    assert "Punya saya, baru" in page.text
    [address] = [
        link for link in sari.get("/id/cases").links if "stage=received" in link and "order" not in link
    ]
    chosen = sari.get(address)
    assert chosen.html.count('aria-current="page"') == 1
    assert "Punya saya, baru" not in sari.post(chosen.form("/cases/filters/remove")).text


def test_what_was_typed_comes_back_with_what_is_wrong(office: TestOffice, sari: OfficerBrowser) -> None:
    case = office.report("Salah ketik")
    page = labelled(sari, case, "x" * 41)
    assert (page.status, "x" * 41 in page.html) == (400, True)
    form = sari.get(f"/id/cases/{case.case}/private").form("/private/reminders")
    page = sari.post(form, {"day": "besok", "text": "tetap ada"})
    assert (page.status, "tetap ada" in page.html) == (400, True)


def test_saving_labels_keeps_a_reminder_that_could_not_be_saved(
    office: TestOffice, sari: OfficerBrowser
) -> None:
    case = office.report("Belum selesai")
    form = sari.get(f"/id/cases/{case.case}/private").form("/private/reminders")
    sari.post(form, {"day": "besok", "text": "tetap ada"})
    assert "tetap ada" in labelled(sari, case, "penting").html


def test_a_button_of_a_page_that_is_no_longer_valid_says_so(office: TestOffice, sari: OfficerBrowser) -> None:
    case = office.report("Halaman lama")
    reminded(sari, case, 3, "masih diingat")
    form = sari.get(f"/id/cases/{case.case}/private").form("/reminders/done")
    page = sari.post(form, {"csrf_token": "0" * 64})
    assert ("tidak berlaku lagi" in page.text, "masih diingat" in page.text) == (True, True)


def test_an_excluded_officer_gets_the_bytes_of_no_such_case(office: TestOffice, sari: OfficerBrowser) -> None:
    own, hidden, none = office.report("Ada"), office.report("Tidak untuk sari", ["petugas-1"]).case, "0" * 32
    forms = sari.get(f"/id/cases/{own.case}/private").forms
    for ending in ("/private", "/private/labels", "/private/reminders"):
        answers = []
        for case in (hidden, none):
            sent = [form for form in forms if form.action.endswith(ending)]
            answer = (
                sari.post(
                    replace(sent[0], action=sent[0].action.replace(own.case, case)),
                    {"text": "x", "labels": "x"},
                )
                if sent
                else sari.get(f"/id/cases/{case}{ending}")
            )
            answers.append((answer.status, answer.html.replace(case, "")))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
    assert private_record(office.database, "sari") is None


def test_a_new_workstation_has_all_of_it_and_the_store_sees_one_size(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case, sari = office.report().case, people.of("sari")
    reminder = Reminder(office.clock.today(), case, "ingat")
    sizes = set()
    for change in (
        lambda entries: entries.labelled(case, ["satu", "dua"]),
        lambda entries: entries.reminding(reminder),
        lambda entries: entries.saving(SavedFilter("baru", "stage=received")),
        *(
            lambda entries, number=number: entries.saving(SavedFilter(f"saringan {number}", "mine=1" * 60))
            for number in range(60)
        ),
    ):
        sari.officer.private.change(change)
        record = private_record(office.database, "sari")
        assert record is not None
        assert b"ingat" not in record
        sizes.add(len(record))
    assert len(sizes) == 1
    assert min(sizes) > RECORD_BYTES
    found = kept(without_memory(people, sari))
    assert (found.labels_of(case), found.reminders) == (("dua", "satu"), (reminder,))
    assert len(found.filters) == 61


def test_two_workstations_of_one_officer_lose_nothing_of_each_other(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case, here = office.report().case, people.of("sari").officer.private
    there = PrivateRecords(here._services)
    assert there.entries() == PrivateEntries()
    here.change(lambda entries: entries.labelled(case, ["di sini"]))
    there.change(lambda entries: entries.reminding(Reminder(office.clock.today(), case, "di sana")))
    found = PrivateRecords(here._services).entries()
    assert (found.labels_of(case), [reminder.text for reminder in found.reminders]) == (
        ("di sini",),
        ["di sana"],
    )


def test_an_older_record_or_none_does_not_count_where_a_newer_one_is_known(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case, sari = office.report().case, people.of("sari")
    sari.officer.private.change(lambda entries: entries.labelled(case, ["lama"]))
    older = private_record(office.database, "sari")
    sari.officer.private.change(lambda entries: entries.labelled(case, ["baru"]))
    for served in (older, None, b"\xd2\x01\x00"):
        put(office, "sari", served)
        sari = people.anew("sari")
        assert kept(sari).labels_of(case) == ("baru",)
        assert PrivateNotice.OLDER in sari.officer.private.take_notices()
        again = people.anew("sari")  # it was put back
        assert kept(again).labels_of(case) == ("baru",)
        assert again.officer.private.take_notices() == []
        sari = again
    assert kept(without_memory(people, sari)).labels_of(case) == ("baru",)


def test_what_another_encrypts_to_an_officer_is_not_believed_and_the_next_change_replaces_it(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = office.report().case
    budi, sari = people.of("budi"), people.of("sari")
    sari.officer.private.change(lambda entries: entries.labelled(case, ["asli"]))
    budi.officer.private.change(lambda entries: entries.labelled(case, ["palsu"]))
    signed = private_record(office.database, "budi")
    assert signed is not None
    current = office.keeper().current()
    reader = current.roster.person("sari")
    assert reader is not None
    planted = encrypt_bytes(
        budi.officer.key.decrypt(signed), current.recipients([reader]), office.clock.today()
    )
    put(office, "sari", planted)
    sari = without_memory(people, sari)
    assert kept(sari) == PrivateEntries()
    assert sari.officer.private.take_notices() == [PrivateNotice.UNREADABLE]
    sari.officer.private.change(lambda entries: entries.labelled(case, ["lagi"]))
    assert kept(without_memory(people, sari)).labels_of(case) == ("lagi",)


def test_a_full_record_refuses_more_and_keeps_what_it_has(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case, private = office.report().case, people.of("sari").officer.private
    today = office.clock.today()

    def many(entries: PrivateEntries) -> PrivateEntries:
        for number in range(300):
            entries = entries.reminding(Reminder(today, case, f"{number:03d}" + "x" * 190))
        return entries

    private.change(lambda entries: entries.labelled(case, ["tetap"]))
    with pytest.raises(PrivateRecordFullError):
        private.change(many)
    assert private.entries().labels_of(case) == ("tetap",)


def test_a_full_record_that_a_new_certificate_lengthens_can_still_be_read(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case, private = office.report().case, people.of("sari").officer.private
    private.change(lambda entries: entries.labelled(case, ["tetap"]))
    _fill(private, Reminder(office.clock.today(), case, "x" * 190))
    holder = office.keys.holder("sari")
    with GnupgHome(office.folder / "new-key") as home:
        fingerprint = home.generate(holder.name, "kunci baru 42")
        new = RosterCertificate(fingerprint, home.certificate(fingerprint))
    office.publish(people=office.people_with("sari", certificates=(*holder.in_roster().certificates, new)))
    again = people.anew("sari").officer.private
    assert again.entries().labels_of(case) == ("tetap",)
    with pytest.raises(PrivateRecordFullError):
        again.change(lambda entries: entries.labelled(case, ["tetap", "lagi"]))


def test_notes_that_colleagues_point_out_leave_room_for_what_an_officer_keeps(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    case, private = office.report().case, people.of("sari").officer.private
    private.change(partial(_with_opened, 700))
    full = _open_until_full(private)
    private.note_opened("f" * 32, 1)
    assert private.entries().opened == full
    private.change(lambda entries: entries.labelled(case, ["mendesak"]))
    private.change(lambda entries: entries.reminding(Reminder(office.clock.today(), case, "Telepon")))
    again = people.anew("sari").officer.private.entries()
    assert again.labels_of(case) == ("mendesak",)
    assert [reminder.text for reminder in again.reminders] == ["Telepon"]
    assert len(full) // 2 <= len(again.opened) < len(full)
    assert set(again.opened) < set(full)


def _with_opened(count: int, entries: PrivateEntries) -> PrivateEntries:
    """The entries with a note that was opened in each of so many cases."""
    for number in range(count):
        entries = entries.opening(f"{number:032x}", 10)
    return entries


def _open_until_full(private: PrivateRecords) -> tuple[OpenedMention, ...]:
    """Open notes in ever more cases until there is no room for another, and return those that are kept."""
    before: tuple[OpenedMention, ...] = ()
    while (kept := private.entries().opened) != before:
        before = kept
        private.note_opened(f"{len(kept):032x}", 10)
    return kept


def _fill(private: PrivateRecords, reminder: Reminder) -> None:
    """Leave no room for another certificate."""
    private.change(lambda entries: entries.saving(SavedFilter("x", "")))
    count = 0
    for step in (100, 10, 1):
        with suppress(PrivateRecordFullError):
            while True:
                private.change(partial(_with_reminders, reminder, count, count + step))
                count += step
    for length in range(0, 400, 20):
        with suppress(PrivateRecordFullError):
            private.change(methodcaller("saving", SavedFilter("x", "x" * length)))


def _with_reminders(reminder: Reminder, first: int, last: int, entries: PrivateEntries) -> PrivateEntries:
    for number in range(first, last):
        entries = entries.reminding(msgspec.structs.replace(reminder, text=f"{number:03d}{reminder.text}"))
    return entries
