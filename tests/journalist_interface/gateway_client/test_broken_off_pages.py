"""A circuit that breaks off costs one page of a list, and one case of those that open unasked."""

import pytest
from sqlalchemy import select, update

from journalist_interface.actions.bulk import MOST_DOWN, open_one_by_one
from journalist_interface.gateway_client.errors import GatewayDownError
from journalist_interface.verification.case_file import BadRow
from store.api.messages import PAGE_BYTES, ReplySubmission
from store.domain.event import EventKind, Paper
from store.model import Statistic
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import (
    HeadlessWorkstation,
    HeadlessWorkstations,
    perform,
)
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway, Lie, raw
from tests.journalist_interface.staged_cases import statistics_reader
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted

BROKEN = raw(200, b"{", Content_Length="5000")
LONG = PAGE_BYTES * 2 // 3


def breaking(times: int) -> Lie:
    """Break off so often, and answer afterwards."""
    left = [None] * times

    def lie(handler: Handler) -> None:
        if left:
            left.pop()
            BROKEN(handler)
        else:
            answer = handler.forward()
            handler.send(answer.status_code, answer.content)

    return lie


def reply_at(wati: HeadlessWorkstation, case: GenuineCase, number: int) -> None:
    """Store a long reply that no one can read."""
    submission = ReplySubmission(number, stand_ins.message(size=LONG), stand_ins.sealed())
    wati.services.client.reply(wati.officer.token, case.case, submission)


def add_paper(wati: HeadlessWorkstation, case: GenuineCase) -> None:
    """Store a long paper that no one can read."""
    paper = drafted(EventKind.PAPER, content=stand_ins.message(size=LONG), paper=Paper.NOTE)
    decision = EventSigner(wati.office, case).decision("wati", paper)
    wati.services.client.decide(wati.officer.token, case.case, decision)


def asked_for(hostile: HostileGateway, beginning: str) -> int:
    return sum(path.startswith(beginning) for path, _headers in hostile.asked)


def test_of_a_long_conversation_and_its_decisions_a_page_that_breaks_off_is_asked_for_again(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    hostile: HostileGateway,
    behind: HeadlessWorkstations,
) -> None:
    wati, case = workstations.of("wati"), busy_office.report("Laporan panjang")
    perform(wati.work(case.case), "acknowledge")
    for number in (2, 3):
        reply_at(wati, case, number)
        add_paper(wati, case)
    case.says("Pesan terakhir")
    sari, path = behind.of("sari"), f"/v1/cases/{case.case}"
    with (
        hostile.lying("GET", f"{path}?after=2", breaking(1)),
        hostile.lying("GET", f"{path}/events?after=3", breaking(1)),
    ):
        file = sari.officer.case(case.case)
    assert sorted(file.entries) == [1, 2, 3, 4]
    assert not isinstance(file.entries[4], BadRow)
    assert len(file.events) == 4
    assert file.chain.broken is None
    assert asked_for(hostile, f"{path}?after=0") == asked_for(hostile, f"{path}/events?after=0") == 1


def test_of_the_figures_a_page_that_breaks_off_is_asked_for_again(
    busy_office: TestOffice, hostile: HostileGateway, behind: HeadlessWorkstations
) -> None:
    for _ in range(2):
        busy_office.report()
    with busy_office.database.write() as session:
        before = {row.case: row.record for row in session.execute(select(Statistic.case, Statistic.record))}
        session.execute(update(Statistic).values(record=stand_ins.message(size=LONG)))
    first = min(before)
    try:
        with hostile.lying("GET", f"/v1/statistics?cursor={first}", breaking(1)):
            rows = statistics_reader(behind.of("dewi")).fetch()
    finally:
        with busy_office.database.write() as session:
            for case, record in before.items():
                session.execute(update(Statistic).where(Statistic.case == case).values(record=record))
    assert {row.case for row in rows} == set(before)
    assert asked_for(hostile, f"/v1/statistics?cursor={first}") == 2


def test_what_came_of_a_conversation_before_its_circuit_was_lost_is_not_asked_for_again(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    hostile: HostileGateway,
    behind: HeadlessWorkstations,
) -> None:
    wati, case = workstations.of("wati"), busy_office.report("Laporan panjang")
    case.says("Pesan kedua")
    for number in (3, 4):
        reply_at(wati, case, number)
    sari, path = behind.of("sari"), f"/v1/cases/{case.case}"
    with hostile.lying("GET", f"{path}?after=3", breaking(2)), pytest.raises(GatewayDownError):
        sari.officer.case(case.case)
    file = sari.officer.case(case.case)
    assert sorted(file.entries) == [1, 2, 3, 4]
    assert asked_for(hostile, f"{path}?after=0") == 1


def test_a_case_that_does_not_come_keeps_no_other_from_being_opened_unasked(
    busy_office: TestOffice, hostile: HostileGateway, behind: HeadlessWorkstations
) -> None:
    cases = [busy_office.report(f"Laporan {number}").case for number in range(3)]
    with hostile.lying("GET", f"/v1/cases/{cases[1]}", BROKEN):
        steps = list(open_one_by_one(behind.of("sari").officer, cases))
    assert [(step.case, type(step.error)) for step in steps] == [
        (cases[0], type(None)),
        (cases[1], GatewayDownError),
        (cases[2], type(None)),
    ]


def test_opening_unasked_ends_once_several_cases_in_a_row_did_not_come(
    busy_office: TestOffice, hostile: HostileGateway, behind: HeadlessWorkstations
) -> None:
    cases = [busy_office.report(f"Laporan {number}").case for number in range(MOST_DOWN + 1)]
    with hostile.lying("GET", "/v1/cases/", BROKEN):
        steps = list(open_one_by_one(behind.of("sari").officer, cases))
    assert [step.case for step in steps] == cases[:MOST_DOWN]
    assert {type(step.error) for step in steps} == {GatewayDownError}
