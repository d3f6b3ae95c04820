"""Audit of the rows for lists and access: each must agree with the verified chain, and required ones must exist.

A person who acts in a case, or is brought into it, has access. They lose it by a dismissal, which stands in the chain,
or by a message of the reporter, which takes it from people excluded by then. The latter leaves no trace that an audit
can read.

Two things are left out: the day that a list calls due, which follows from deadlines and holidays that the office may
change, and people let in only by the report, whom the chain does not name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from crypto.errors import CryptoError
from crypto.mailbox import mailbox_id
from install.audit.findings import Finding, Irregularity, finding
from store.cases.records import CaseRecord, KeptAccess
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.participants import TrustedParticipants
from store.domain.procedure.pending import Destruction
from store.domain.procedure.permissions import STAFF_PARTS, may_act_as
from store.domain.procedure.state import CaseState
from store.domain.roster import REPORTER, Roster


def whole(record: CaseRecord, roster: Roster) -> Iterator[Finding]:
    """Yield the faults that show without the chain: in the mailbox's keys, and the conversation's numbers and names."""
    if mailbox_id(record.sealing_key, record.voice_key) != record.case:
        yield finding(record.case, Irregularity.KEYS)
    is_whole = all(entry.sequence == at for at, entry in enumerate(record.entries, start=1))
    if len(record.entries) != record.last_sequence or not is_whole:
        yield finding(record.case, Irregularity.CONVERSATION, last=record.last_sequence)
    for entry in record.entries:
        if entry.author != REPORTER and roster.person(entry.author) is None:
            yield finding(record.case, Irregularity.AUTHOR, entry=entry.sequence, person=entry.author)
    if not _own_places_hold(record):
        yield finding(record.case, Irregularity.OWN_PLACES)
    for leader in record.statistics_readers:
        person = roster.person(leader)
        if person is None or not may_act_as(person, CaseRole.LEADERSHIP):
            yield finding(record.case, Irregularity.FIGURES, person=leader)


def _own_places_hold(record: CaseRecord) -> bool:
    """Return whether there is a list, signed by the reporter, of all their entries and of no other."""
    try:
        listed = (
            frozenset()
            if record.own_places is None
            else record.own_places.read(record.voice_key, record.case)
        )
    except CryptoError:
        return False
    return listed == {entry.sequence for entry in record.entries if entry.author == REPORTER}


def counted(record: CaseRecord) -> Iterator[Finding]:
    """Yield faults of the store's count against the events that are there, whether or not they hold."""
    if record.projection is None:
        yield finding(record.case, Irregularity.STANDING_MISSING)
        return
    found = len(record.events)
    if record.projection.events > found:
        details = {"events": record.projection.events, "found": found}
        yield finding(record.case, Irregularity.SHORTENED, found + 1, **details)


def compared(
    record: CaseRecord, events: Sequence[Event], state: CaseState, participants: TrustedParticipants
) -> Iterator[Finding]:
    """Yield every difference between the rows and a sound chain of these events, which result in this state."""
    yield from _projection(record, state)
    for row in record.access:
        yield from _access(record.case, row, state, participants)
    yield from _without_access(record, events, state)
    yield from _requests(record, {event.sequence: event for event in events}, state)


def _projection(record: CaseRecord, state: CaseState) -> Iterator[Finding]:
    if record.stage != state.stage.value:
        yield finding(record.case, Irregularity.STAGE, stored=record.stage, true=state.stage.value)
    row = record.projection
    if row is None:
        return
    if row.events < state.sequence or (row.events == state.sequence and row.head != state.head):
        yield finding(record.case, Irregularity.HEAD, events=row.events, found=state.sequence)
    standing = _standing_proposal(record, state)
    proposal = standing or state.part_destruction
    repeated = {
        "handler": (row.handler, state.handler),
        "sought": (row.attention_request, state.attention_request),
        "until": (row.until, state.until),
        "proposed": (row.proposed, None if proposal is None else proposal.sequence),
        "signatory": (row.signatory, None if proposal is None else proposal.signatory),
        "signed": (row.signed, None if standing is None else standing.signed),
    }
    for name, (stored, true) in repeated.items():
        if stored != true:
            yield finding(record.case, Irregularity.STANDING, what=name, stored=stored, true=true)
    if row.identified != record.has_identity:
        yield finding(record.case, Irregularity.IDENTIFIED)


def _standing_proposal(record: CaseRecord, state: CaseState) -> Destruction | None:
    """Return the proposal to destroy the case, unless its reporter wrote something since."""
    found = state.destruction
    written = max((entry.sequence for entry in record.entries if entry.author == REPORTER), default=0)
    return found if found is not None and found.scope.covers(written) else None


def _access(
    case: str, row: KeptAccess, state: CaseState, participants: TrustedParticipants
) -> Iterator[Finding]:
    if row.person in state.dismissed:
        yield finding(case, Irregularity.ACCESS_DISMISSED, person=row.person)
        return
    part = state.part_of(row.person)
    if part is None and not participants.has_officer(row.person):
        yield finding(case, Irregularity.ACCESS_UNEXPLAINED, person=row.person)
        return
    true = (part or CaseRole.OFFICER).value
    if row.part != true:
        yield finding(case, Irregularity.ACCESS_PART, person=row.person, stored=row.part, true=true)
    if row.declared != state.is_open_to(row.person):
        yield finding(case, Irregularity.ACCESS_DECLARED, person=row.person)
    shown = {
        "mine": row.mine == (state.handler == row.person),
        "sought": row.needs_attention == (state.attention_request is not None),
        "stage": row.stage == state.stage.value,
    }
    wrong = [name for name, good in shown.items() if not good]
    if wrong:
        yield finding(case, Irregularity.ACCESS_LIST, person=row.person, what=", ".join(wrong))


def _without_access(record: CaseRecord, events: Sequence[Event], state: CaseState) -> Iterator[Finding]:
    served = {row.person for row in record.access}
    for person, since in sorted(_present(events, state).items()):
        if person not in served:
            withdrawn = _may_be_withdrawn(record, since)
            irregularity = Irregularity.ACCESS_ENDED if withdrawn else Irregularity.ACCESS_MISSING
            yield finding(record.case, irregularity, person=person)


def _requests(record: CaseRecord, events: Mapping[int, Event], state: CaseState) -> Iterator[Finding]:
    stored = {(request.sequence, request.custodian): request.answered for request in record.requests}
    true = {
        (number, custodian): asked.answered
        for number, asked in state.asked.items()
        for custodian in asked.custodians
    }
    for number, custodian in sorted(stored.keys() | true.keys()):
        place = (number, custodian)
        if place in true and place not in stored and _may_be_withdrawn(record, events[number].day):
            yield finding(record.case, Irregularity.REQUEST_ENDED, number, person=custodian)
        elif place not in stored or place not in true or stored[place] != true[place]:
            yield finding(record.case, Irregularity.REQUEST, number, person=custodian)


def _present(events: Iterable[Event], state: CaseState) -> dict[str, date]:
    """Return the people whom a sound chain shows in the case, with the last day on which their access is certain."""
    days: dict[str, date] = {}
    for event in events:
        if event.part in STAFF_PARTS:
            days[event.actor] = event.day
        if event.person is None:
            continue
        if event.kind in {EventKind.ASSIGN, EventKind.ADMIT}:
            days[event.person] = event.day
        elif event.kind is EventKind.TAKE:  # to name the handler once more gives no access
            days.setdefault(event.person, event.day)
    return {person: day for person, day in days.items() if person not in state.dismissed}


def _may_be_withdrawn(record: CaseRecord, since: date) -> bool:
    """Return whether a message of the reporter, other than the report, came on this day or later."""
    return any(
        entry.author == REPORTER and entry.sequence > 1 and entry.day >= since for entry in record.entries
    )
