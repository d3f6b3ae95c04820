"""Decisions: events appended to a case's chain, with all that follows from them, in one transaction.

The caller has verified each signature and checked the actor's roles against the roster. This module keeps the
procedure, the chain, access and the conversation consistent.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.api.messages import (
    DecisionReceipt,
    NewEvent,
    NewStatistics,
)
from store.cases.case_files import bind_blobs, hold_file, hold_files
from store.cases.case_list import row_in
from store.cases.chain import case_state, state_in
from store.cases.conversation import (
    NewEntry,
    NewReply,
    append_reply_in,
    append_reporter_entry,
)
from store.cases.decision_form import require_content, require_form
from store.cases.decision_permissions import NewDecision, require_attached, require_rightful
from store.cases.destruction import asked_to_sign
from store.cases.disk_room import require_disk_room
from store.cases.identities import asked_of
from store.cases.part_destruction import cut_log_of_parts, destroy_part
from store.cases.projections import CaseTransition, update_projections
from store.domain.deadlines import Deadlines
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.procedure.errors import (
    NotYoursError,
)
from store.domain.procedure.permissions import serving_officers
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.errors import ConflictError, NotFoundError
from store.model import (
    Case,
    Statistic,
    StatisticAuthor,
    StatisticReader,
    StoredEvent,
    StoredIdentityRequest,
)
from store.model.statistic import statistics_rows


def require_possible(database: Database, new: NewDecision) -> CaseState:
    """Return the state of the case if the procedure allows this decision in it now, its signatures not looked at.

    Raises as `append_decision` does.
    """
    events = [new_event.event.read() for new_event in new.decision.events]
    require_form(new.decision, events, new.day)
    with database.read() as session:  # reading a long chain here holds up no other writer
        require_concerned(session, new.actor, new.case, events)
        before = state_in(session, new.case)
        require_next(before, events[0])
        require_rightful(session, new, events, before)
        require_attached(session, new)
        require_disk_room(database, new.decision, events)
    after = before
    for new_event, event in zip(new.decision.events, events, strict=True):
        after = apply(after, event, new_event.event.digest)
    return before


def append_decision(
    database: Database, new: NewDecision, deadlines: Deadlines, known: CaseState | None = None
) -> DecisionReceipt:
    """Append all events of a decision and its reply, or nothing; durable on return.

    `known` is what `require_possible` returned for this decision. Raises `NotFoundError` without access,
    `ConflictError` if the chain or the conversation has moved on, kinds of `ProcedureError`, `BlobNotFreeError`,
    `TooLongError`, `NotEncryptedMessageError`, `StatementError`, `NoRoomForTextError`.
    """
    events = [new_event.event.read() for new_event in new.decision.events]
    known = known or require_possible(database, new)
    with database.write() as session:
        lock(session, new.case)
        require_concerned(session, new.actor, new.case, events)
        before = state_in(session, new.case, known)
        require_next(before, events[0])
        require_rightful(session, new, events, before)
        require_disk_room(database, new.decision, events)
        after = _append_all(session, new, events, before)
        update_projections(
            session, CaseTransition(before, after, events, serving_officers(new.roster)), deadlines
        )
        receipt = DecisionReceipt(after.sequence, after.head)
    cut_log_of_parts(database, events)
    return receipt


def append_with_event(database: Database, new: NewEntry, signed: SignedEvent, deadlines: Deadlines) -> None:
    """Append the reporter's message and the event that refers to it, both or neither.

    Raises `ConflictError`, kinds of `ProcedureError`, and whatever `append_reporter_entry` raises.
    """
    event = signed.read()
    if event.actor != REPORTER or event.entry != new.sequence:
        raise NotYoursError
    require_content(NewEvent(signed), event)
    known = case_state(database, new.case)

    def follow_up(session: Session) -> None:
        before = state_in(session, new.case, known)
        require_next(before, event)
        after = _append(session, before, NewEvent(signed), event)
        update_projections(session, CaseTransition(before, after, [event]), deadlines)

    append_reporter_entry(database, new, follow_up)


def lock(session: Session, case: str) -> None:
    """Make other decisions about this case wait. Raises `NotFoundError` if there is no such case."""
    if session.scalar(select(Case.id).where(Case.id == case).with_for_update()) is None:
        raise NotFoundError


def require_any_concern(database: Database, person: str, case: str) -> None:
    """Raise `NotFoundError` if the case concerns this person in no part at all."""
    with database.read() as session:
        if not asked_of(session, person, case) and not asked_to_sign(session, person, case):
            row_in(session, person, case)


def require_concerned(session: Session, person: str, case: str, events: list[Event]) -> None:
    """Raise `NotFoundError` if the case does not concern this person: whatever they send, they learn nothing of it."""
    for part in {event.part for event in events}:
        if part is CaseRole.CUSTODIAN:
            concerned = asked_of(session, person, case)
        elif part is CaseRole.SIGNATORY:
            concerned = asked_to_sign(session, person, case)
        else:
            row_in(session, person, case)
            continue
        if not concerned:
            raise NotFoundError


def require_next(state: CaseState, event: Event) -> None:
    """Raise `ConflictError` unless the event comes next: another was faster, or this one was sent before."""
    if (event.sequence, event.previous) != (state.sequence + 1, state.head):
        raise ConflictError


def _append_all(session: Session, new: NewDecision, events: list[Event], after: CaseState) -> CaseState:
    """Append the events with their reply and statistics to a case, and return how it stands after them."""
    for new_event, event in zip(new.decision.events, events, strict=True):
        after = _append(session, after, new_event, event)
    if any(event.kind is EventKind.HOLD for event in events):  # once, since there may be thousands of files
        hold_files(session, new.case)
    if new.decision.reply is not None:
        append_reply_in(session, NewReply.of(new.decision.reply, new.case, new.actor, new.day))
    if new.decision.statistics is not None:
        _replace_statistics(session, new, new.decision.statistics)
    return after


def _append(session: Session, state: CaseState, new: NewEvent, event: Event) -> CaseState:
    after = apply(state, event, new.event.digest)
    part = event.part_destroyed
    if event.kind is EventKind.CONFIRM_PART:
        destroy_part(session, event, new.event)
    elif part is not None and part.kind == "file":
        hold_file(session, event.case, part.sequence)
    session.add(
        StoredEvent(
            case=event.case,
            sequence=event.sequence,
            statement=new.event.statement,
            signature=new.event.signature,
            content=new.content,
        )
    )
    session.flush()  # requests and blobs refer to it
    bind_blobs(session, event.case, new.blobs, event=event.sequence)
    _note_identity_request(session, event)
    return after


def _note_identity_request(session: Session, event: Event) -> None:
    if event.kind is EventKind.ASK:
        session.add_all(
            StoredIdentityRequest(case=event.case, sequence=event.sequence, custodian=person, answered=None)
            for person in set(event.people)
        )
    elif event.kind in {EventKind.DISCLOSE, EventKind.REFUSE}:
        session.execute(
            update(StoredIdentityRequest)
            .where(StoredIdentityRequest.case == event.case, StoredIdentityRequest.sequence == event.about)
            .values(answered=event.sequence)
        )


def _replace_statistics(session: Session, new: NewDecision, statistics: NewStatistics) -> None:
    for table in (StatisticReader, Statistic, StatisticAuthor):
        session.execute(delete(table).where(table.case == new.case))
    session.add_all(statistics_rows(new.case, statistics.record, statistics.readers))
    session.add(StatisticAuthor(case=new.case, person=new.actor))
