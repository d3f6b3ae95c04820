"""Validation of decisions: encrypted, and signed by the user, today, by and about people whose roles the roster gives.

The limits of the case itself are checked by `store.cases.decisions`: before a signature costs a run of GnuPG, and again
in the transaction that appends the events.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from store.api.messages import Decision
from store.api.people_asked import MAX_REASON_BYTES
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError
from store.domain.event import CaseRole, Event, EventKind, Paper, SignedEvent, require_link
from store.domain.procedure.errors import (
    DayError,
    FormError,
    LongReasonError,
    NotYoursError,
    RoleError,
    UnsignedError,
)
from store.domain.procedure.permissions import PROPOSALS, STAFF_PARTS
from store.domain.roster import Person, Roster
from store.gateway.auth.access import may_be

MOST_SIGNATURE_BYTES: Final = (
    1536  # one by RSA of 8192 bits has 1.1 KiB; what is not signed in it could be stuffed
)
_ONE_DAY: Final = timedelta(days=1)
_REASONS: Final = PROPOSALS | {EventKind.ASK, EventKind.REFUSE}  # for people who read no chain


def read_events(
    current: CurrentRoster, person: Person, case: str, decision: Decision, today: date
) -> list[Event]:
    """Return the events if they follow one another and the roster lets this person send them.

    Signatures are left to `require_genuine`, which costs a run of GnuPG each. Raises `NotEncryptedMessageError`,
    `StatementError`, `ChainError`, or a kind of `ProcedureError`.
    """
    events = [new.event.read() for new in decision.events]
    _require_links(case, decision, events)
    current.require_encrypted(*_messages(decision))
    for new, event in zip(decision.events, events, strict=True):
        if event.actor != person.id or event.part is CaseRole.REPORTER:
            raise NotYoursError
        if len(new.event.signature) > MOST_SIGNATURE_BYTES:
            raise FormError
        _require_day(today, event)
        _require_roles(current.roster, person, event)
        if event.kind in _REASONS and len(new.content or b"") > MAX_REASON_BYTES:
            raise LongReasonError
    if decision.statistics is not None:
        for leader in decision.statistics.readers:
            _require_part(current.roster, leader, CaseRole.LEADERSHIP)
    return events


def require_genuine(current: CurrentRoster, decision: Decision, events: list[Event]) -> None:
    """Verify each signature up to the first that is not good, which raises `UnsignedError` or `FormError`."""
    for new, event in zip(decision.events, events, strict=True):
        _require_signature(current, new.event, event)
        if event.loss is not None and not current.is_of_office(event.loss.note):
            raise FormError


def _require_links(case: str, decision: Decision, events: list[Event]) -> None:
    """Raise `ChainError` unless all are of this case and each follows the one before, whatever the first follows."""
    sequence, previous = events[0].sequence, events[0].previous
    for new, event in zip(decision.events, events, strict=True):
        require_link(event, case, sequence, previous)
        sequence, previous = event.sequence + 1, new.event.digest


def _messages(decision: Decision) -> Iterator[bytes]:
    """Yield every OpenPGP message in a decision."""
    yield from (event.content for event in decision.events if event.content is not None)
    if decision.reply is not None:
        yield decision.reply.envelope
    if decision.statistics is not None:
        yield decision.statistics.record


def _require_day(today: date, event: Event) -> None:
    """Refuse any day but today and yesterday: an event signed just before midnight may arrive just after."""
    if event.day not in {today, today - _ONE_DAY}:
        raise DayError


def _require_signature(current: CurrentRoster, signed: SignedEvent, event: Event) -> None:
    try:
        current.verify_new_by(event.actor, signed.statement, signed.signature, event.day)
    except AuthorError:
        raise UnsignedError from None


def _require_roles(roster: Roster, person: Person, event: Event) -> None:
    if not may_be(person, event.part):
        raise RoleError
    named = event.person or ""
    match event.kind:
        case EventKind.TAKE:
            _require_part(roster, named, CaseRole.OFFICER)
        case EventKind.ASSIGN | EventKind.ADMIT:
            if event.role not in STAFF_PARTS:
                raise FormError
            _require_part(roster, named, event.role)
        case EventKind.ASK:
            for custodian in event.people:
                _require_part(roster, custodian, CaseRole.CUSTODIAN)
        case EventKind.PROPOSE_DESTRUCTION | EventKind.PROPOSE_PART:
            _require_part(roster, named, CaseRole.SIGNATORY)
        case EventKind.PAPER if event.paper is Paper.MINUTES:
            if any(roster.person(person) is None for person in event.people):
                raise RoleError


def _require_part(roster: Roster, person_id: str, part: CaseRole) -> None:
    person = roster.person(person_id)
    if person is None or not may_be(person, part):
        raise RoleError
