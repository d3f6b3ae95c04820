"""New keys, new colleagues, and those who leave: access follows the roster, by a colleague's action."""

from pathlib import Path

import msgspec
import pytest

from crypto.gpg.home import GnupgHome
from journalist_interface.actions import bulk, work
from journalist_interface.gateway_client.errors import GatewayDownError
from journalist_interface.verification.case_file import BadRow
from journalist_interface.verification.problems import RowProblem
from store.domain.event import CaseRole
from store.domain.roster import RosterCertificate
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway
from tests.journalist_interface.staged_cases import handled_by, said, state_of
from tests.office import TestOffice

PASSPHRASE = "kunci baru 42"


def test_a_colleague_renews_the_access_of_who_has_a_new_key(
    office: TestOffice, gateway: str, tmp_path: Path
) -> None:
    case = office.report("Sebelum kunci baru")
    with HeadlessWorkstations(office, gateway) as workstations:
        budi = workstations.of("budi")
        perform(budi.work(case.case), "acknowledge")
        perform(budi.work(case.case), "note", text="Catatan lama")
        with GnupgHome(tmp_path / "new") as home:
            fingerprint = home.generate("Sari Wulandari", PASSPHRASE)
            new = RosterCertificate(fingerprint, home.certificate(fingerprint))
        office.publish(people=office.people_with("sari", certificates=(new,)))
        sari = workstations.of("sari", tmp_path / "new", PASSPHRASE)
        file = sari.work(case.case).file
        assert [entry.problem for entry in file.entries.values() if isinstance(entry, BadRow)] == [
            RowProblem.UNREADABLE
        ]
        perform(budi.work(case.case), "renew", person="sari")
        sari.forget(case.case)
        assert {"Sebelum kunci baru", "Catatan lama"} <= set(said(sari.work(case.case).file))


def test_access_is_renewed_for_a_further_key_though_the_last_answer_was_lost(
    office: TestOffice, gateway: str, tmp_path: Path
) -> None:
    case = office.report("Sebelum kunci baru")

    def publish_new_key(folder: Path) -> None:
        with GnupgHome(folder) as home:
            fingerprint = home.generate("Sari Wulandari", PASSPHRASE)
            new = RosterCertificate(fingerprint, home.certificate(fingerprint))
        office.publish(people=office.people_with("sari", certificates=(new,)))

    def lost(handler: Handler) -> None:
        handler.forward()

    with (
        HostileGateway(gateway) as hostile,
        HeadlessWorkstations(office, hostile.address, "lost-answers") as workstations,
    ):
        budi = workstations.of("budi")
        perform(budi.work(case.case), "acknowledge")
        publish_new_key(tmp_path / "first")
        with (
            hostile.lying("POST", f"/v1/cases/{case.case}/events", lost),
            pytest.raises(GatewayDownError),
        ):
            perform(budi.work(case.case), "renew", person="sari")
        publish_new_key(tmp_path / "second")
        perform(budi.work(case.case), "renew", person="sari")
        sari = workstations.of("sari", tmp_path / "second", PASSPHRASE)
        assert "Sebelum kunci baru" in said(sari.work(case.case).file)


def test_another_assessment_after_a_lost_answer_is_another_decision(office: TestOffice, gateway: str) -> None:
    case = office.report("Saya takut")

    def lost(handler: Handler) -> None:
        handler.forward()

    with (
        HostileGateway(gateway) as hostile,
        HeadlessWorkstations(office, hostile.address, "assessed-twice") as workstations,
    ):
        sari = workstations.of("sari")
        with (
            hostile.lying("POST", f"/v1/cases/{case.case}/events", lost),
            pytest.raises(GatewayDownError),
        ):
            perform(sari.work(case.case), "assess", level="low")
        perform(sari.work(case.case), "assess", level="high")
        contents = [read.content for read in sari.work(case.case).file.events]
        assert [said.risk and said.risk.level for said in contents if said] == ["low", "high"]


def test_a_leavers_cases_go_to_a_colleague_who_joined_after_them(office: TestOffice, gateway: str) -> None:
    cases = [office.report(f"Kasus {number}") for number in (1, 2)]
    other = office.report("Kasus lain")
    office.with_everybody()
    with HeadlessWorkstations(office, gateway) as workstations:
        for case in cases:
            perform(workstations.of("sari").work(case.case), "take")
        perform(workstations.of("budi").work(other.case), "take")
        office.publish(people=office.people_with("sari", left=office.clock.today()))
        budi = workstations.of("budi")
        done = list(bulk.hand_over(budi.services, budi.officer, handled_by(budi, "sari"), "sari", "wati"))
        assert {step.case: step.error for step in done} == {case.case: None for case in cases}
        wati = workstations.of("wati")
        for number, case in enumerate(cases, 1):
            file = wati.work(case.case).file
            assert state_of(file).handler == "wati"
            assert f"Kasus {number}" in said(file)
        rows = wati.services.client.cases(wati.officer.token).cases
        assert {row.case for row in rows} == {case.case for case in cases}
        assert msgspec.structs.asdict(rows[0])["handler"] == "wati"


def test_no_colleague_is_brought_in_whose_certificate_has_expired(office: TestOffice, tmp_path: Path) -> None:
    office.with_everybody()
    with GnupgHome(tmp_path / "short") as home:
        fingerprint = home.generate("Wati Rahayu", PASSPHRASE, expire="2d")
        short = RosterCertificate(fingerprint, home.certificate(fingerprint))
    office.publish(people=office.people_with("wati", certificates=(short,)))
    current = office.keeper().current()
    assert work.eligible_person(current, (), "wati", CaseRole.OFFICER).id == "wati"
    office.move(days=4)
    with pytest.raises(work.NoCertificateError):
        work.eligible_person(current, (), "wati", CaseRole.OFFICER)
    assert "wati" not in {person.id for person in work.eligible_people(current, (), CaseRole.OFFICER)}
