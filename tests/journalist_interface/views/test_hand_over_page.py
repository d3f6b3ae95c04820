"""The page of the hand-over: a person's cases go to a colleague in one action, and a new key gets all access again."""

from pathlib import Path

import pytest

from crypto.gpg.home import GnupgHome
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.verification.case_file import BadRow
from store.domain.register_number import register_number
from store.domain.roster import RosterCertificate
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import settled
from tests.journalist_interface.staged_cases import said
from tests.journalist_interface.workstation import workstation_process
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
PASSPHRASE = "kunci baru 42"


def test_a_leavers_cases_are_handed_over_and_the_one_that_may_not_is_named(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    cases = [office.report(f"Kasus {number}").case for number in (1, 2)]
    shut = office.report("Bukan untuk wati", ["petugas-3"]).case
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        workstation_process(office, gateway) as workstation,
    ):
        for case in (*cases, shut):
            perform(workstations.of("budi").work(case), "take")
        office.publish(people=office.people_with("budi", left=office.clock.today()))
        with workstation.signed_in() as sari:
            page = sari.get("/id/hand-over")
            assert "sudah tidak bertugas" in page.text
            done = settled(sari, sari.post(page.form("/hand-over"), {"leaver": "budi", "successor": "wati"}))
            assert "Selesai: 2. Gagal: 1." in done.text
            assert register_number(shut) in done.text.partition("Yang tidak dilakukan")[2]
        wati = workstations.of("wati")
        handled = {row.case for row in all_rows(wati.services, wati.officer) if row.handler == "wati"}
        assert handled == set(cases)


def test_nothing_is_handed_to_no_person_or_to_the_same(office: TestOffice, gateway: str) -> None:
    case = office.report().case
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        workstation_process(office, gateway) as workstation,
    ):
        perform(workstations.of("budi").work(case), "take")
        with workstation.signed_in() as sari:
            form = sari.get("/id/hand-over").form("/hand-over")
            for fields, sentence in (
                ({"leaver": "budi"}, "Pilih rekan"),
                ({"leaver": "budi", "successor": "budi"}, "Pilih orang lain"),
            ):
                page = sari.post(form, fields)
                assert page.status == 400
                assert sentence in page.text
        assert workstations.of("budi").work(case).state.handler == "budi"


def test_who_has_a_new_key_gets_access_to_every_case_again(
    office: TestOffice, gateway: str, tmp_path: Path
) -> None:
    cases = [office.report(f"Sebelum kunci baru {number}").case for number in (1, 2)]
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        workstation_process(office, gateway) as workstation,
    ):
        perform(workstations.of("sari").work(cases[0]), "note", text="Catatan lama")
        with GnupgHome(tmp_path / "new") as home:
            fingerprint = home.generate("Budi Santoso", PASSPHRASE)
            new = RosterCertificate(fingerprint, home.certificate(fingerprint))
        [old] = [person.certificates for person in office.roster.people if person.id == "budi"]
        office.publish(people=office.people_with("budi", certificates=(*old, new)))
        with HeadlessWorkstations(office, gateway, "renewed") as renewed:
            budi = renewed.of("budi", tmp_path / "new", PASSPHRASE)
            assert isinstance(budi.work(cases[0]).file.entries[1], BadRow)
            with workstation.signed_in() as sari:
                form = sari.get("/id/hand-over").form("/renew-access")
                done = settled(sari, sari.post(form, {"person": "budi"}))
                assert "Selesai: 2. Gagal: 0." in done.text
            for number, case in enumerate(cases, 1):
                budi.forget(case)
                assert f"Sebelum kunci baru {number}" in said(budi.work(case).file)
            assert "Catatan lama" in said(budi.work(cases[0]).file)


def test_who_is_no_officer_has_no_such_page(office: TestOffice, gateway: str) -> None:
    with (
        workstation_process(office, gateway, "dewi", "leader") as workstation,
        workstation.signed_in() as dewi,
    ):
        assert dewi.get("/id/hand-over").status == 404
        assert "Serah terima" not in dewi.get("/id/cases").text
