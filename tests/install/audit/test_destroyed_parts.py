"""The audit accepts a message that two people signed away, and names what only looks like it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crypto.signing import Signed
from install.audit.findings import Irregularity
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from store.api.messages import Decision
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.domain.deadlines import DeadlineConfig
from store.domain.event import NO_EVENT, CaseRole, EventKind
from store.domain.restored_history import HistoryEnd
from store.domain.retention import DestroyedPart
from store.errors import NotFoundError
from store.model import StoredPartTombstone
from tests.genuine_case import GenuineCase
from tests.journalist_interface.restored_case import hand_out, signed_note
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.signed_events import CONTENT, EventSigner, drafted

PLACE = 2


@pytest.fixture
def office(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """A whole office, since people sign what is destroyed."""
    made = TestOffice(tmp_path / "office", office_keys)
    yield made
    made.close()


@pytest.fixture
def case(office: TestOffice) -> GenuineCase:
    """A report whose second message two people signed away."""
    office.with_everybody()
    made = office.report("Isi laporan")
    made.says("Data orang ketiga")
    part = DestroyedPart(PLACE, "message", "c" * 64)
    for person, draft in (
        ("sari", drafted(EventKind.PROPOSE_PART, content=CONTENT, person="dewi", part_destroyed=part)),
        ("dewi", drafted(EventKind.CONFIRM_PART, CaseRole.SIGNATORY, about=1, part_destroyed=part)),
    ):
        decision = EventSigner(office, made).decision(person, draft)
        new = NewDecision(made.case, person, office.clock.today(), decision, office.roster)
        append_decision(office.database, new, DeadlineConfig().open())
    return made


def found(office: TestOffice) -> set[Irregularity]:
    path: Path = office.gateway_configuration("127.0.0.1:1")
    with open_inputs(path) as inputs:
        return {finding.irregularity for finding in verify(inputs).findings}


def change(office: TestOffice, statement: str) -> None:
    with office.database.write() as session:
        session.execute(text(statement))


def noted(office: TestOffice, case: GenuineCase, messages: int, *, days: int = 0) -> Signed:
    """The office's note of a restore so many days from today, of a backup with so many messages and no event."""
    end = HistoryEnd(0, NO_EVENT, NO_EVENT, messages)
    return signed_note(office, case.case, end, office.clock.today() + timedelta(days=days))


@pytest.mark.usefixtures("case")
def test_a_message_that_two_people_signed_away_is_no_fault(office: TestOffice) -> None:
    assert found(office) == set()


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            "UPDATE part_tombstone SET confirmation_signature = proposal_signature",
            Irregularity.PART_TOMBSTONE,
        ),
        ("UPDATE part_tombstone SET proposal = 'kata'", Irregularity.PART_TOMBSTONE),
        ("UPDATE part_tombstone SET confirmation_signature = 7", Irregularity.PART_TOMBSTONE),
        ("DELETE FROM part_tombstone", Irregularity.GONE),
        (
            "UPDATE entry SET envelope = (SELECT envelope FROM entry WHERE sequence = 1) WHERE sequence = 2",
            Irregularity.PART_STILL_THERE,
        ),
    ],
)
def test_what_only_looks_like_it_is_named(office: TestOffice, statement: str, named: Irregularity) -> None:
    change(office, statement)
    assert found(office) == {named}


@pytest.mark.usefixtures("case")
def test_a_message_that_came_back_without_its_tombstone_is_named_by_the_chain(office: TestOffice) -> None:
    change(office, "DELETE FROM part_tombstone")
    change(
        office,
        "UPDATE entry SET envelope = (SELECT envelope FROM entry WHERE sequence = 1) WHERE sequence = 2",
    )
    assert found(office) == {Irregularity.PART_STILL_THERE}


def test_a_part_that_an_excluded_leader_signed_away_is_named_as_far_as_the_store_knows_it(
    office: TestOffice, case: GenuineCase
) -> None:
    with office.database.write() as session:
        session.execute(
            text("INSERT INTO excluded_signatory VALUES (:case, 'x', 'kepala')"), {"case": case.case}
        )
    assert found(office) == {Irregularity.PART_TOMBSTONE, Irregularity.EXCLUDED_SIGNATORY}


def test_a_tombstone_whose_events_are_gone_is_named_unless_the_office_noted_a_restore(
    office: TestOffice, case: GenuineCase
) -> None:
    change(office, "DELETE FROM event")
    change(
        office,
        "UPDATE standing SET events = 0, head = lower(hex(zeroblob(32))), proposed = NULL, signatory = NULL",
    )
    assert found(office) == {Irregularity.PART_UNCHAINED}
    hand_out(office, signed_note(office, case.case, HistoryEnd(1, "a" * 64, "b" * 64, PLACE)))
    assert found(office) == {Irregularity.PART_UNCHAINED}
    hand_out(office, noted(office, case, PLACE - 1))
    assert found(office) == {Irregularity.PART_UNCHAINED}  # it lost the place, so another message came there
    hand_out(office, noted(office, case, PLACE, days=1))
    assert found(office) == set()


@pytest.mark.parametrize("days", [1, 2])
def test_a_restore_that_lost_the_place_on_the_same_day_or_later_makes_a_tombstone_of_an_earlier_one_named(
    office: TestOffice, case: GenuineCase, days: int
) -> None:
    """Nobody knows which of two restores of one day was the later."""
    change(office, "DELETE FROM event")
    change(
        office,
        "UPDATE standing SET events = 0, head = lower(hex(zeroblob(32))), proposed = NULL, signatory = NULL",
    )
    hand_out(office, noted(office, case, PLACE, days=1))
    assert found(office) == set()
    hand_out(office, noted(office, case, PLACE - 1, days=days))
    assert found(office) == {Irregularity.PART_UNCHAINED}


def test_no_restore_lost_a_signature_under_a_proposal_that_was_made_after_it(office: TestOffice) -> None:
    """Else a store could pass over a legal hold on the day of a restore."""
    office.with_everybody()
    case = office.report("Isi laporan")
    case.says("Data orang ketiga")
    hand_out(office, signed_note(office, case.case, HistoryEnd(0, NO_EVENT, NO_EVENT, PLACE)))
    part, signer = DestroyedPart(PLACE, "message", "c" * 64), EventSigner(office, case)

    def submit(person: str, decision: Decision) -> None:
        new = NewDecision(case.case, person, office.clock.today(), decision, office.roster)
        append_decision(office.database, new, DeadlineConfig().open())

    proposed = drafted(EventKind.PROPOSE_PART, content=CONTENT, person="dewi", part_destroyed=part)
    proposal = signer.decision("sari", proposed)
    submit("sari", proposal)
    confirmed = drafted(EventKind.CONFIRM_PART, CaseRole.SIGNATORY, about=1, part_destroyed=part)
    refused = signer.decision("dewi", confirmed)
    submit("budi", signer.decision("budi", drafted(EventKind.HOLD, content=CONTENT)))
    with pytest.raises(NotFoundError):
        submit("dewi", refused)
    first, second = proposal.events[0].event, refused.events[0].event
    with office.database.write() as session:
        session.add(
            StoredPartTombstone(
                case=case.case,
                sequence=PLACE,
                proposal=first.statement,
                proposal_signature=first.signature,
                confirmation=second.statement,
                confirmation_signature=second.signature,
            )
        )
    change(office, "UPDATE entry SET envelope = NULL, sealed = NULL WHERE sequence = 2")
    assert found(office) == {Irregularity.PART_UNCHAINED}
