"""Limits of actions on access: they open nothing that was not handed over, and bring back no one who was taken off."""

from collections.abc import Callable

import msgspec
import pytest

from journalist_interface.actions import bulk
from journalist_interface.actions.bulk import NeverHadAccessError
from journalist_interface.actions.work import SteppedBackError
from journalist_interface.presenters.work_list import all_rows
from store.domain.event import CaseRole, EventKind
from store.domain.register_number import register_number
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway, Lie
from tests.journalist_interface.listed_cases import settled
from tests.journalist_interface.staged_cases import handled_by, said, state_of
from tests.journalist_interface.workstation import workstation_process
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)


def everything_is_budis(handler: Handler) -> None:
    """The list of cases with a lie in every row."""
    answer = handler.forward()
    if handler.path.partition("?")[0] != "/v1/cases" or answer.status_code != 200:
        return handler.send(answer.status_code, answer.content)
    page = answer.json()
    for row in page["cases"]:
        row["handler"] = "budi"
    return handler.send(200, msgspec.json.encode(page))


def test_a_gateway_that_lies_about_handlers_gets_no_case_handed_over(
    office: TestOffice, gateway: str
) -> None:
    budis, saris, _unhandled = (office.report(f"Kasus {number}").case for number in (1, 2, 3))
    office.with_everybody()
    with HeadlessWorkstations(office, gateway) as workstations, HostileGateway(gateway) as hostile:
        perform(workstations.of("budi").work(budis), "take")
        perform(workstations.of("sari").work(saris), "take")
        with (
            hostile.lying("GET", "/v1/cases", everything_is_budis),
            workstation_process(office, hostile.address) as workstation,
            workstation.signed_in() as sari,
        ):
            form = sari.get("/id/hand-over").form("/hand-over")
            done = settled(sari, sari.post(form, {"leaver": "budi", "successor": "wati"}))
        assert "Selesai: 1. Gagal: 2." in done.text
        assert "ditangani orang lain atau belum ditangani" in done.text
        wati = workstations.of("wati")
        assert [row.case for row in all_rows(wati.services, wati.officer)] == [budis]
        assert handled_by(workstations.of("budi"), "sari") == [saris]


def overtaken_by(other: Callable[[], object]) -> Lie:
    """The first decision comes after this other one."""
    done: list[bool] = []

    def lie(handler: Handler) -> None:
        if handler.path.endswith("/events") and not done:
            done.append(True)
            other()
        answer = handler.forward()
        handler.send(answer.status_code, answer.content)

    return lie


def renewed(workstation: HeadlessWorkstation, case: str) -> object:
    with pytest.raises(SteppedBackError) as refused:
        perform(workstation.work(case), "renew", person="budi")
    return refused.value


def handed_over(workstation: HeadlessWorkstation, case: str) -> object:
    [step] = bulk.hand_over(workstation.services, workstation.officer, [case], "wati", "budi")
    return step.error


@pytest.mark.parametrize("action", [renewed, handed_over])
def test_who_is_taken_off_meanwhile_is_not_brought_back(
    office: TestOffice, gateway: str, action: Callable[[HeadlessWorkstation, str], object]
) -> None:
    office.with_everybody()
    case = office.report().case
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        HostileGateway(gateway) as between,
        HeadlessWorkstations(office, between.address, "behind") as behind,
    ):
        wati, sari = workstations.of("wati"), behind.of("sari")
        perform(wati.work(case), "take")
        sari.work(case)
        dismissal = overtaken_by(
            lambda: perform(wati.work(case), "dismiss", person="budi", reason="Ada konflik kepentingan")
        )
        with between.lying("POST", f"/v1/cases/{case}/events", dismissal):
            assert isinstance(action(sari, case), SteppedBackError)
        state = state_of(wati.work(case).file)
        assert "budi" in state.dismissed
        assert "budi" not in state.admitted
        assert state.handler == "wati"


def test_a_new_key_opens_no_earlier_case_to_a_newcomer(office: TestOffice, gateway: str) -> None:
    old = office.report("Sebelum wati datang").case
    granted = office.report("Dibukakan untuk wati").case
    office.with_everybody()
    after = office.report("Sesudah wati datang").case
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        workstation_process(office, gateway) as workstation,
    ):
        perform(workstations.of("budi").work(granted), "bring-in", person="wati")
        with workstation.signed_in() as sari:
            form = sari.get("/id/hand-over").form("/renew-access")
            done = settled(sari, sari.post(form, {"person": "wati"}))
        assert "Selesai: 2. Gagal: 1." in done.text
        assert register_number(old) in done.text.partition("Yang tidak dilakukan")[2]
        wati = workstations.of("wati")
        assert {row.case for row in all_rows(wati.services, wati.officer)} == {granted, after}
        assert "Sesudah wati datang" in said(wati.work(after).file)


def test_a_report_that_names_no_key_of_a_person_proves_no_earlier_access(
    office: TestOffice, gateway: str
) -> None:
    """The store exchanges nothing unnoticed: only the envelope that proved itself is asked for its keys."""
    old = office.report("Sebelum wati datang").case
    office.with_everybody()
    newer = office.report("Sesudah wati datang").case
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        HostileGateway(gateway) as hostile,
        HeadlessWorkstations(office, hostile.address, "behind") as behind,
    ):
        sari = behind.of("sari")
        sari.work(old)
        other = (
            workstations.of("budi")
            .services.client.entries(workstations.of("budi").officer.token, newer)
            .entries[0]
        )

        told: list[str] = []

        def exchanged(handler: Handler) -> None:
            answer = handler.forward()
            if handler.path.partition("?")[0] != f"/v1/cases/{old}" or "after=0" not in handler.path:
                return handler.send(answer.status_code, answer.content)
            told.append(handler.path)
            page = answer.json()
            page["entries"][0]["envelope"] = msgspec.to_builtins(other)["envelope"]
            return handler.send(200, msgspec.json.encode(page))

        with hostile.lying("GET", f"/v1/cases/{old}", exchanged):
            [step] = bulk.renew_all(sari.services, sari.officer, [old], "wati")
        assert told
        assert isinstance(step.error, NeverHadAccessError)
        assert "wati" not in state_of(sari.work(old).file).admitted


def test_a_leader_who_came_by_the_findings_gets_the_case_again(office: TestOffice, gateway: str) -> None:
    case = office.report("Untuk pimpinan").case
    office.with_everybody()
    with HeadlessWorkstations(office, gateway) as workstations:
        sari = workstations.of("sari")
        perform(sari.work(case), "bring-leader", leader="dewi")
        perform(sari.work(case), "note", text="Catatan")
        [step] = bulk.renew_all(sari.services, sari.officer, [case], "dewi")
        assert step.error is None
        events = [
            (read.event.kind, read.event.person, read.event.role) for read in sari.work(case).file.events
        ]
        grant = (EventKind.ADMIT, "dewi", CaseRole.LEADERSHIP)
        assert events == [grant, (EventKind.PAPER, None, None), grant]
