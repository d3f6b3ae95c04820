"""The effects of a changed case on the tables that lists read: stage, days, who has access in which part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from store.cases.standing import standing_in
from store.domain.deadlines import Deadlines
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.due import due
from store.domain.procedure.errors import FormError, LastOfficerError, LoneOfficerError
from store.domain.procedure.state import CaseState
from store.domain.roster import REPORTER
from store.model import Access, Case, CaseProjection, Entry
from store.model.access import ATTENTION_RANK, NOT_DUE, RANK


@dataclass(frozen=True, slots=True)
class CaseTransition:
    """A case before and after some events. `serving` are all whom the roster lets act as officers; None for all."""

    before: CaseState
    after: CaseState
    events: Sequence[Event]
    serving: frozenset[str] | None = None

    @property
    def invited(self) -> frozenset[str]:
        """People whom these events bring in."""
        named = (event.person for event in self.events if event.kind in {EventKind.ASSIGN, EventKind.ADMIT})
        return frozenset(person for person in named if person is not None)

    @property
    def taken_off(self) -> frozenset[str]:
        """People whom these events take off, apart from those who step back."""
        dismissals = (event for event in self.events if event.kind is EventKind.DISMISS)
        taken_off = (event.person for event in dismissals if event.person != event.actor)
        return frozenset(person for person in taken_off if person is not None)


def update_projections(session: Session, step: CaseTransition, deadlines: Deadlines) -> None:
    """Bring the case's rows from one state to the next.

    Raises `LastOfficerError`, `LoneOfficerError`, `FormError`.
    """
    after = step.after
    day = due(after, deadlines)
    officers = officers_in(session, after.case)
    case = session.get_one(Case, after.case, populate_existing=True)
    case.stage = after.stage.value
    case.activity = max(case.activity, after.day or after.received)
    session.flush()
    standing = standing_in(session, after)
    proposal = standing or after.part_destruction
    session.execute(
        update(CaseProjection)
        .where(CaseProjection.case == after.case)
        .values(
            events=after.sequence,
            head=after.head,
            handler=after.handler,
            due=day,
            sought=after.attention_request,
            until=after.until,
            proposed=None if proposal is None else proposal.sequence,
            signatory=None if proposal is None else proposal.signatory,
            signed=None if standing is None else standing.signed,
        )
    )
    _withdraw_access(session, step.before, after)
    _give_access(session, after, step.invited)
    _require_officers(session, step, officers)
    _update_lists(session, after, day)


def _withdraw_access(session: Session, before: CaseState, after: CaseState) -> None:
    gone = after.dismissed | {
        person for person in {*before.team, *before.leaders} if after.part_of(person) is None
    }
    if gone - after.admitted:
        session.execute(
            delete(Access).where(Access.case == after.case, Access.person.in_(gone - after.admitted))
        )


def _give_access(session: Session, after: CaseState, invited: frozenset[str]) -> None:
    """Give access to the invited and update everyone else's; only a grant brings back a withdrawn person."""
    for person in sorted({*after.team, *after.leaders, *after.admitted}):
        part = after.part_of(person) or CaseRole.OFFICER
        access = session.get(Access, (after.case, person))
        if access is None and person not in invited:
            continue
        if access is None:
            access = Access(
                case=after.case,
                person=person,
                mine=False,
                rank=RANK,
                due=NOT_DUE,
                stage=after.stage.value,
                unread=_reporter_entries(session, after.case),
                seen_sequence=0,
            )
            session.add(access)
        access.part = part.value
        access.declared = after.is_open_to(person)
    session.flush()


def _reporter_entries(session: Session, case: str) -> int:
    counted = select(func.count()).select_from(Entry).where(Entry.case == case, Entry.author == REPORTER)
    return session.scalar(counted) or 0


def officers_in(session: Session, case: str) -> set[str]:
    """Return everyone who has access to a case as an officer."""
    rows = select(Access.person).where(Access.case == case, Access.part == CaseRole.OFFICER.value)
    return set(session.scalars(rows))


def _require_officers(session: Session, step: CaseTransition, before: set[str]) -> None:
    """Refuse to remove the last officer who can answer the reporter, and a handler who is no officer.

    Refuse also to take off a colleague and be left alone in the case: no one else could see that, or undo it. The case
    goes on if no officer was left before, because the reporter withdrew them or they left the office.
    """
    officers = officers_in(session, step.after.case)
    serving = before | officers if step.serving is None else step.serving
    if before & serving and not officers & serving:
        raise LastOfficerError
    if step.taken_off & before & serving and officers & serving <= {event.actor for event in step.events}:
        raise LoneOfficerError
    handler = step.after.handler
    if handler is None or handler in officers or handler == step.before.handler:
        return  # a withdrawn handler alone stays the handler, until an officer takes the case
    raise FormError


def _update_lists(session: Session, after: CaseState, day: date | None) -> None:
    values = {
        "stage": after.stage.value,
        "due": day or NOT_DUE,
        "rank": RANK if after.attention_request is None else ATTENTION_RANK,
    }
    of_case = update(Access).where(Access.case == after.case)
    session.execute(of_case.values(**values, mine=False).execution_options(synchronize_session=False))
    if after.handler is not None:
        session.execute(
            of_case.where(Access.person == after.handler)
            .values(mine=True)
            .execution_options(synchronize_session=False)
        )
