"""A workstation accepts that a case is gone only with the signatures of two people, and names every other one."""

import msgspec
import pytest
from sqlalchemy import delete

from journalist_interface.presenters.work_list import all_rows
from journalist_interface.verification import missing
from journalist_interface.verification.missing import explains
from journalist_interface.verification.pins import Pin, read_pins
from store.api.messages import Decision, NewEvent
from store.cases.chain import case_state
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.cases.tombstones import tombstone
from store.domain.deadlines import DeadlineConfig
from store.domain.event import NO_EVENT, CaseRole, EventKind, SignedEvent
from store.domain.retention import DestructionScope, destroyed_after
from store.domain.tombstone import read_signatures
from store.model import Access, Case, ExcludedSignatory, StoredTombstone
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import RETENTION, after_a_month, both_sign
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, perform
from tests.journalist_interface.store_rows import put_envelope, spoil_decision
from tests.office import TestOffice
from tests.passing_days import let_days_pass
from tests.signed_events import CONTENT, EventSigner, drafted

pytestmark = pytest.mark.slow


def unexplained(workstation: HeadlessWorkstation) -> frozenset[str]:
    listed = frozenset(row.case for row in all_rows(workstation.services, workstation.officer))
    return workstation.officer.unexplained(listed, workstation.services.clock.today())


def test_a_destroyed_case_is_forgotten_with_all_that_was_kept_of_it(office: TestOffice, gateway: str) -> None:
    with after_a_month(office, gateway, cases=2) as (people, [case, other]):
        both_sign(people, case.case)
        sari = people.of("sari")
        sari.work(case.case)
        sari.work(other.case)
        assert unexplained(sari) == frozenset()
        let_days_pass(office)
        state = people.state_of("sari")
        assert unexplained(people.anew("sari")) == frozenset()
        assert set(read_pins(state)) == {other.case}
        assert case.case not in "".join(str(path) for path in state.parent.rglob("*"))


def test_a_case_that_the_store_hides_or_lost_is_named_until_the_person_knows_why(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway, cases=2) as (people, [hidden, lost]):
        budi = people.of("budi")
        budi.work(hidden.case)
        budi.work(lost.case)
        with office.database.write() as session:
            access = session.get(Access, (hidden.case, "budi"))
            session.delete(access)
            session.delete(session.get(Case, lost.case))
        assert unexplained(budi) == {hidden.case, lost.case}
        budi.officer.missing.leave_all([hidden.case, "../../x"])
        assert unexplained(budi) == {lost.case}
        assert set(read_pins(people.state_of("budi"))) >= {hidden.case, lost.case}


def test_who_steps_back_is_not_told_that_the_case_is_missing(office: TestOffice, gateway: str) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        perform(people.of("budi").work(case.case), "step-back", reason="Cuti")
        assert unexplained(people.of("budi")) == frozenset()


def test_who_was_brought_in_again_is_told_when_the_case_is_missing(office: TestOffice, gateway: str) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        perform(people.of("budi").work(case.case), "step-back", reason="Cuti")
        assert unexplained(people.of("budi")) == frozenset()
        perform(people.of("sari").work(case.case), "bring-in", person="budi")
        people.of("budi").work(case.case)
        with office.database.write() as session:
            session.delete(session.get(Access, (case.case, "budi")))
        assert unexplained(people.of("budi")) == {case.case}


def test_no_case_is_named_before_the_store_was_asked_about_it(
    office: TestOffice, gateway: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with after_a_month(office, gateway, cases=2) as (people, cases):
        monkeypatch.setattr(missing, "MOST_ASKED", 1)
        hidden = sorted(case.case for case in cases)
        for case in hidden:
            people.of("budi").work(case)
        with office.database.write() as session:
            for case in hidden:
                session.delete(session.get(Case, case))
        assert unexplained(people.of("budi")) == {hidden[0]}
        assert unexplained(people.of("budi")) == set(hidden)


def test_a_tombstone_before_the_seven_days_or_of_less_than_was_seen_is_not_believed(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        both_sign(people, case.case)
        budi = people.of("budi")
        perform(budi.work(case.case), "hold", reason="Ada perkara")
        sari = people.of("sari")
        rows = sari.services.client.events(sari.officer.token, case.case).events
        proposal, confirmation = (row.event for row in rows[-3:-1])
        with office.database.write() as session:
            session.delete(session.get(Case, case.case))
            event = confirmation.read()
            session.add(
                StoredTombstone(
                    case=case.case,
                    events=event.sequence,
                    head=confirmation.digest,
                    month="2099-01",
                    proposal=proposal.statement,
                    proposal_signature=proposal.signature,
                    confirmation=confirmation.statement,
                    confirmation_signature=confirmation.signature,
                )
            )
        assert unexplained(sari) == {case.case}  # the seven days have not passed
        assert unexplained(budi) == {case.case}
        found = tombstone(office.database, case.case)
        signed = read_signatures(found)
        pin = Pin("a" * 64, 3)
        seen = msgspec.structs.replace(pin, events=event.sequence, head=confirmation.digest)
        assert explains(found, signed, seen)
        assert explains(found, signed, msgspec.structs.replace(pin, events=1, events_day=event.day))
        for more in (
            msgspec.structs.replace(seen, events=event.sequence + 1),
            msgspec.structs.replace(seen, head="b" * 64),
            msgspec.structs.replace(seen, events=event.sequence - 1, head=NO_EVENT),
            msgspec.structs.replace(seen, doubted=confirmation.statement_digest),
            msgspec.structs.replace(seen, doubted=proposal.statement_digest),
            msgspec.structs.replace(pin, events=1, events_day=event.day.replace(year=event.day.year + 1)),
        ):
            assert not explains(found, signed, more)


def test_a_signature_by_who_may_not_sign_is_not_accepted_by_who_read_the_case(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        both_sign(people, case.case)
        budi = people.of("budi")
        budi.work(case.case)
        pins = read_pins(people.state_of("budi"))
        assert pins[case.case].doubted is None
        office.publish(people=office.people_with("dewi", roles=("investigator",)))
        budi.forget(case.case)
        budi.work(case.case)
        assert read_pins(people.state_of("budi"))[case.case].doubted is not None
        let_days_pass(office)
        assert unexplained(people.anew("budi")) == {case.case}


def test_no_store_takes_back_a_doubt_by_spoiling_what_it_is_about(office: TestOffice, gateway: str) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        both_sign(people, case.case)
        office.publish(people=office.people_with("dewi", roles=("investigator",)))
        budi = people.of("budi")
        read = budi.work(case.case).file
        doubted = read_pins(people.state_of("budi"))[case.case].doubted
        assert doubted == read.chain.signed[-1].statement_digest
        spoil_decision(office, case.case, len(read.events))
        budi.forget(case.case)
        assert budi.work(case.case).file.chain.broken is not None
        assert read_pins(people.state_of("budi"))[case.case].doubted == doubted
        put_envelope(office, case.case, 1, case.encrypted(b"sampah"))
        budi.forget(case.case)
        assert budi.work(case.case).file.state is None
        assert read_pins(people.state_of("budi"))[case.case].doubted == doubted


def test_a_signature_under_a_proposal_that_came_too_early_is_doubted(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        both_sign(people, case.case)
        people.of("budi").work(case.case)
        assert read_pins(people.state_of("budi"))[case.case].doubted is None
        office.publish(retention=msgspec.structs.replace(RETENTION, archived=2))
        budi = people.anew("budi")
        file = budi.work(case.case).file
        assert read_pins(people.state_of("budi"))[case.case].doubted == file.chain.signed[-1].statement_digest


def destruction_by(
    office: TestOffice, case: GenuineCase, signatory: str, last: int
) -> tuple[SignedEvent, SignedEvent]:
    """A proposal by sari, whose workstation would refuse that signatory, and that person's signature."""
    signer, state = EventSigner(office, case), case_state(office.database, case.case)
    scope = DestructionScope(last)
    proposed = drafted(EventKind.PROPOSE_DESTRUCTION, content=CONTENT, person=signatory, destroys=scope)
    proposal = signer.signed(signer.event("sari", proposed, state.sequence + 1, state.head), "sari")
    return proposal, signature_under(office, case, signatory, proposal)


def signature_under(
    office: TestOffice, case: GenuineCase, signatory: str, proposal: SignedEvent
) -> SignedEvent:
    signer, event = EventSigner(office, case), proposal.read()
    role, place = CaseRole.SIGNATORY, event.sequence
    confirmed = drafted(EventKind.CONFIRM_DESTRUCTION, role, about=place, destroys=event.destroys)
    return signer.signed(signer.event(signatory, confirmed, place + 1, proposal.digest), signatory)


def put_tombstone(office: TestOffice, case: str, proposal: SignedEvent, confirmation: SignedEvent) -> None:
    """Destroy a case as a store does that was taken over: it has both signatures, and showed neither."""
    event = confirmation.read()
    with office.database.write() as session:
        session.delete(session.get(Case, case))
        session.add(
            StoredTombstone(
                case=case,
                events=event.sequence,
                head=confirmation.digest,
                month=f"{destroyed_after(event.day):%Y-%m}",
                proposal=proposal.statement,
                proposal_signature=proposal.signature,
                confirmation=confirmation.statement,
                confirmation_signature=confirmation.signature,
            )
        )
    let_days_pass(office)


def append(office: TestOffice, case: str, proposal: SignedEvent) -> None:
    """Append a proposal as a store does that was taken over: it forgets first whom the report excludes."""
    with office.database.write() as session:
        session.execute(delete(ExcludedSignatory))
    event = NewEvent(proposal, CONTENT, ())
    made = NewDecision(case, "sari", office.clock.today(), Decision((event,), None, None), office.roster)
    append_decision(office.database, made, DeadlineConfig().open())


@pytest.mark.parametrize("texts", ["with its texts", "without its texts"])
def test_no_signature_of_whom_the_reporter_excluded_makes_a_workstation_forget_a_case(
    office: TestOffice, gateway: str, texts: str
) -> None:
    with after_a_month(office, gateway, excluded=["kepala"]) as (people, [case]):
        budi = people.of("budi")
        last = budi.work(case.case).file.last
        if texts == "without its texts":
            budi.officer.case_cache.drop_texts(case.case)
        put_tombstone(office, case.case, *destruction_by(office, case, "dewi", last))
        assert unexplained(people.anew("budi")) == {case.case}
        assert case.case in read_pins(people.state_of("budi"))
        assert case.case in people.of("budi").officer.case_cache.cases()


def test_a_store_that_altered_a_case_before_it_was_first_read_makes_no_exclusion_forgotten(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway, excluded=["kepala"]) as (people, [case]):
        signed = destruction_by(office, case, "dewi", 1)
        spoil_decision(office, case.case, 2)
        budi = people.of("budi")
        assert budi.work(case.case).file.chain.broken is not None
        put_tombstone(office, case.case, *signed)
        assert unexplained(people.anew("budi")) == {case.case}


def test_a_signature_of_another_leader_under_the_same_case_explains_that_it_is_gone(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway, excluded=["pengawas"]) as (people, [case]):
        last = people.of("budi").work(case.case).file.last
        put_tombstone(office, case.case, *destruction_by(office, case, "dewi", last))
        assert unexplained(people.anew("budi")) == frozenset()


def test_who_saw_a_bad_proposal_refuses_what_was_signed_under_it(office: TestOffice, gateway: str) -> None:
    """Even where there is no index, so that the pin alone remembers."""
    with after_a_month(office, gateway, excluded=["kepala"]) as (people, [case]):
        budi = people.of("budi")
        proposal, confirmation = destruction_by(office, case, "dewi", budi.work(case.case).file.last)
        append(office, case.case, proposal)
        budi.work(case.case)
        assert read_pins(people.state_of("budi"))[case.case].doubted == proposal.statement_digest
        budi.officer.case_cache.forget(case.case)
        put_tombstone(office, case.case, proposal, confirmation)
        assert unexplained(people.anew("budi")) == {case.case}


def test_who_read_a_message_after_the_proposal_refuses_what_was_signed_under_it(
    office: TestOffice, gateway: str
) -> None:
    with after_a_month(office, gateway, cases=2) as (people, cases):
        budi, sari, signed = people.of("budi"), people.of("sari"), {}
        for case in cases:
            perform(sari.work(case.case), "propose-destruction", leader="dewi")
            proposal = sari.work(case.case).file.chain.signed[-1]
            signed[case.case] = (proposal, signature_under(office, case, "dewi", proposal))
        written_to, other = cases
        written_to.says("Saya masih membutuhkan laporan ini")
        for case in cases:
            budi.work(case.case)
        for case in cases:
            put_tombstone(office, case.case, *signed[case.case])
        assert unexplained(people.anew("budi")) == {written_to.case}
        assert other.case not in read_pins(people.state_of("budi"))
