"""The refusal of a decision that its actor may not make at this point, that has no room, or whose files are not there.

Nothing here writes or runs GnuPG.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from store.api.messages import MAX_CONTENT_BYTES_OF_PERSON, MAX_EVENTS_OF_PERSON, Decision
from store.cases.case_files import require_free_blobs
from store.cases.case_list import row_in
from store.cases.chain import content_bytes_in, events_by_in
from store.cases.conversation import NewReply, require_reply_possible
from store.cases.destruction import require_timely
from store.cases.part_destruction import require_parts
from store.cases.projections import officers_in
from store.cases.signatories import require_signatories
from store.domain.event import Event, EventKind, Paper
from store.domain.procedure.errors import (
    FormError,
    MinutesError,
    NoIdentityError,
    NoRoomInCaseError,
    NotYoursError,
)
from store.domain.procedure.permissions import WITHOUT_ACCESS
from store.domain.procedure.state import CaseState
from store.domain.roster import REPORTER, Roster
from store.domain.statistics import CHANGES_STATISTICS
from store.model import Access, StoredIdentity


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision of a signed-in person on a day, under the roster of that day."""

    case: str
    actor: str
    day: date
    decision: Decision = field(repr=False)
    roster: Roster = field(repr=False)


def require_rightful(session: Session, new: NewDecision, events: list[Event], before: CaseState) -> None:
    """Refuse a decision that this person may not make at this point, or that has no room."""
    _require_own(session, new, events)
    _require_event_for_statistics(new.decision, events)
    _require_people(session, before, events)
    _require_same_head(before, events)
    require_timely(session, before, events, new.roster.retention)
    require_parts(session, events)
    require_signatories(session, new.roster, events)
    _require_room(session, new, before)


def _require_own(session: Session, new: NewDecision, events: list[Event]) -> None:
    """Refuse an event that is not the signed-in person's, or not in the part that they have in this case."""
    for event in events:
        if event.actor != new.actor or new.actor == REPORTER:
            raise NotYoursError
        if event.part not in WITHOUT_ACCESS and row_in(session, new.actor, new.case).part is not event.part:
            raise NotYoursError


def _require_event_for_statistics(decision: Decision, events: list[Event]) -> None:
    """Refuse statistics that come without an event that changes them."""
    if decision.statistics is not None and not CHANGES_STATISTICS & {event.kind for event in events}:
        raise NotYoursError


def _require_people(session: Session, before: CaseState, events: list[Event]) -> None:
    """Refuse what nobody is there for: to take off a person without access, to ask for a name that was not left.

    So it is with minutes that name none of the officers as present.
    """
    for event in events:
        if event.kind is EventKind.ASK and session.get(StoredIdentity, event.case) is None:
            raise NoIdentityError
        if event.kind is EventKind.DISMISS and not _is_known(session, before, event.person or ""):
            raise FormError
        if event.paper is Paper.MINUTES and not officers_in(session, event.case) & set(event.people):
            raise MinutesError


def _require_same_head(before: CaseState, events: list[Event]) -> None:
    """Refuse an answer whose request was made on another head than the request at that place."""
    for event in events:
        asked = before.asked.get(event.about or 0)
        if (
            event.kind in {EventKind.DISCLOSE, EventKind.REFUSE}
            and asked is not None
            and event.head != asked.head
        ):
            raise FormError


def _is_known(session: Session, state: CaseState, person: str) -> bool:
    has_access = session.get(Access, (state.case, person)) is not None
    return has_access or person in {*state.team, *state.leaders, *state.admitted}


def _require_room(session: Session, new: NewDecision, before: CaseState) -> None:
    """Refuse contents or events beyond the person's share, so that flooding a case stops the flooder alone."""
    count = len(new.decision.events)
    left = MAX_EVENTS_OF_PERSON - count
    if before.sequence > left and events_by_in(session, new.case, new.actor) > left:
        raise NoRoomInCaseError
    size = sum(len(new_event.content or b"") for new_event in new.decision.events)
    most = MAX_CONTENT_BYTES_OF_PERSON - size
    if size and content_bytes_in(session, new.case, new.actor, most) > most:
        raise NoRoomInCaseError


def require_attached(session: Session, new: NewDecision) -> None:
    """Refuse a decision whose reply or files cannot be stored."""
    names = [name for new_event in new.decision.events for name in new_event.blobs]
    if new.decision.reply is not None:
        reply = NewReply.of(new.decision.reply, new.case, new.actor, new.day)
        require_reply_possible(session, reply)
        names += reply.blobs
    require_free_blobs(session, new.case, names)
