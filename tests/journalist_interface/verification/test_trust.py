"""No one becomes a reader by way of a third person whom only a person without the right brought in."""

from datetime import date

import msgspec
import pytest

from journalist_interface.actions.choices import renewable
from journalist_interface.verification.problems import EventRemark
from store.domain.envelope import Excluded
from store.domain.event import CaseRole, Check, Event, EventKind, Paper
from store.domain.procedure.participants import Objection, TrustedParticipants
from store.domain.procedure.state import first_state
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import (
    HeadlessWorkstation,
    HeadlessWorkstations,
    perform,
    send_reply,
)
from tests.journalist_interface.store_rows import end_chain_where_it_ends, envelope_of
from tests.office import TestOffice
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import Reader

DAY = date(2026, 11, 2)
START = first_state("0" * 32, DAY)


def assigns(person: str, role: CaseRole) -> DraftedEvent:
    return drafted(EventKind.ASSIGN, content=CONTENT, person=person, role=role)


def readers(workstation: HeadlessWorkstation, case: GenuineCase) -> set[str]:
    work = workstation.work(case.case)
    assert work.file.chain.broken is None
    return {person.id for person in work.readers()}


def planted(office: TestOffice, case: GenuineCase, *events: tuple[str, DraftedEvent]) -> None:
    """Events that an attacker with the store and the actor's key puts there."""
    for actor, draft in events:
        Handling(office, case).plant(actor, draft)
    end_chain_where_it_ends(office, case.case)


@pytest.mark.timeout(200)
def test_an_excluded_officer_lets_no_colleague_in_by_way_of_a_lead(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report(excluded=["petugas-2"])
    planted(
        busy_office,
        case,
        ("budi", drafted(EventKind.MOVE, target="verification")),
        ("budi", drafted(EventKind.MOVE, target="review", checks=tuple(Check))),
        ("budi", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.REVIEW_SHEET)),
        ("budi", assigns("joko", CaseRole.LEAD)),
        ("budi", drafted(EventKind.MOVE, target="assignment")),
        ("joko", drafted(EventKind.DECLARE, CaseRole.LEAD)),
        ("joko", drafted(EventKind.MOVE, CaseRole.LEAD, target="investigation")),
        ("joko", drafted(EventKind.ADMIT, CaseRole.LEAD, CONTENT, person="lina", role=CaseRole.LEADERSHIP)),
    )

    sari = workstations.of("sari")
    assert readers(sari, case) == {"sari", "wati"}
    marked = {read.event.actor: read.remarks for read in sari.work(case.case).file.events}
    assert EventRemark.EXCLUDED_ACTOR in marked["budi"]
    assert EventRemark.BROUGHT_IN_BADLY in marked["joko"]


@pytest.mark.timeout(200)
def test_an_excluded_officer_takes_no_colleague_off(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report(excluded=["petugas-2"])
    planted(busy_office, case, ("budi", drafted(EventKind.DISMISS, content=CONTENT, person="wati")))
    assert readers(workstations.of("sari"), case) == {"sari", "wati"}


@pytest.mark.timeout(200)
def test_whom_an_officer_of_the_case_gave_the_keys_stays_whatever_an_excluded_one_does(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report(excluded=["petugas-2"])
    Handling(busy_office, case).to_review()
    planted(busy_office, case, ("budi", assigns("joko", CaseRole.LEAD)))
    sari = workstations.of("sari")
    assert "joko" not in readers(sari, case)
    perform(sari.work(case.case), "renew", person="joko")
    assert "joko" in readers(sari, case)
    planted(
        busy_office,
        case,
        ("budi", assigns("joko", CaseRole.LEAD)),
        ("budi", drafted(EventKind.DISMISS, content=CONTENT, person="joko")),
    )
    assert "joko" in readers(sari, case)


def dismissal(actor: str, person: str) -> Event:
    return Event(START.case, 1, START.head, actor, CaseRole.OFFICER, EventKind.DISMISS, DAY, person=person)


def test_who_was_taken_off_stays_off_when_the_officer_who_did_it_changes_the_role(office: TestOffice) -> None:
    later = msgspec.structs.replace(office.roster, people=office.people_with("sari", roles=("leadership",)))
    participants = TrustedParticipants(later, (), START)
    assert participants.follow(dismissal("sari", "budi")) == (Objection.UNENTITLED,)
    assert participants.state.dismissed == {"budi"}


def test_who_steps_back_is_off_the_case_even_if_excluded(office: TestOffice) -> None:
    participants = TrustedParticipants(office.roster, (Excluded("budi", "petugas-2"),), START)
    participants.follow(dismissal("budi", "sari"))
    assert participants.state.dismissed == frozenset()
    participants.follow(dismissal("budi", "budi"))
    assert participants.state.dismissed == {"budi"}


@pytest.mark.timeout(200)
def test_an_alternate_who_lets_herself_in_where_officers_read_gets_nothing(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report()
    lets_in = drafted(EventKind.ADMIT, content=CONTENT, person="lina", role=CaseRole.OFFICER)
    planted(busy_office, case, ("lina", lets_in), ("lina", drafted(EventKind.CLASSIFY, content=CONTENT)))
    sari = workstations.of("sari")
    assert readers(sari, case) == {"sari", "budi", "wati"}
    assert all(EventRemark.UNENTITLED in event.remarks for event in sari.work(case.case).file.events)
    work = sari.work(case.case)
    place = send_reply(work, "Balasan")
    assert not Reader(busy_office, "lina").opens(envelope_of(busy_office, case.case, place))
    perform(sari.work(case.case), "bring-in", person="lina")
    assert readers(sari, case) == {"sari", "budi", "wati", "lina"}


@pytest.mark.timeout(200)
def test_an_alternate_is_an_officer_where_the_reporter_left_none(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    officers = [person.position for person in busy_office.roster.active("officer")]
    case = busy_office.report(excluded=officers)
    lina = workstations.of("lina")
    perform(lina.work(case.case), "acknowledge")
    perform(lina.work(case.case), "bring-leader", leader="dewi")
    assert readers(lina, case) == {"lina", "dewi"}
    assert not any(event.remarks for event in lina.work(case.case).file.events)


@pytest.mark.timeout(200)
def test_whom_a_leaver_alone_let_in_gets_nothing_until_a_colleague_renews_it(
    office: TestOffice, gateway: str
) -> None:
    case = office.report()
    Handling(office, case).to_review()
    planted(office, case, ("sari", assigns("joko", CaseRole.LEAD)))
    office.publish(people=office.people_with("sari", left=office.clock.today()))
    office.move(days=1)
    with HeadlessWorkstations(office, gateway) as workstations:
        budi = workstations.of("budi")
        assert readers(budi, case) == {"budi"}
        work = budi.work(case.case)
        assert EventRemark.LEFT in work.file.events[-1].remarks
        assert {person.id for person in renewable(work)} == {"budi", "joko"}
        perform(work, "renew", person="joko")
        assert readers(budi, case) == {"budi", "joko"}
