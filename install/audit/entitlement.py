"""Audit of entitlement: whether the roster gives actors, and people brought in, the role that an event requires.

An audit cannot read the exclusions; it knows those by which the gateway refuses signatures. It concludes that
alternates stand in from the absence of officers, apart from those brought in later: no access, no event and no reply by
any of them.
"""

from collections.abc import Iterator, Sequence

from install.audit.findings import Finding, Irregularity, finding
from store.cases.records import CaseRecord
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.destruction import CONFIRMATIONS
from store.domain.procedure.participants import Objection, TrustedParticipants
from store.domain.procedure.permissions import PROPOSALS
from store.domain.procedure.state import first_state
from store.domain.roster import Person, Roster, is_excluded


def judge(
    record: CaseRecord, events: Sequence[Event], roster: Roster
) -> tuple[TrustedParticipants, list[Finding], frozenset[int]]:
    """Return the participants by these events, each signed by its named actor, and findings for unentitled ones.

    The numbers of all events to which there is an objection come last.
    """
    stand_in = _alternates_stand_in(record, events, roster)
    participants = TrustedParticipants(
        roster, (), first_state(record.case, record.received), events, stand_in=stand_in
    )
    found: list[Finding] = []
    objected: set[int] = set()
    for event in events:
        found += _unentitled(event, participants, roster)
        found += _excluded_signatory(record, event, roster)
        objections = participants.follow(event)
        objected |= {event.sequence} if objections else set()
        if Objection.ASKER_NO_READER in objections:
            found.append(finding(event.case, Irregularity.ASKER, event.sequence, person=event.person))
    return participants, found, frozenset(objected)


def _unentitled(event: Event, participants: TrustedParticipants, roster: Roster) -> Iterator[Finding]:
    if event.part is not CaseRole.REPORTER and not _may(roster.person(event.actor), event.part, participants):
        yield finding(event.case, Irregularity.UNENTITLED, event.sequence, person=event.actor)
    if event.role is None or event.person is None:
        return
    newcomer = roster.person(event.person)
    if newcomer is None or not participants.may_be_brought_in(newcomer, event.role):
        yield finding(event.case, Irregularity.UNENTITLED, event.sequence, person=event.person)


def _excluded_signatory(record: CaseRecord, event: Event, roster: Roster) -> Iterator[Finding]:
    """Yield a finding for a person who was asked to sign a destruction, or signed it, though the case excludes them."""
    asked = event.person if event.kind in PROPOSALS else None
    asked = event.actor if event.kind in CONFIRMATIONS else asked
    person = None if asked is None else roster.person(asked)
    if person is not None and is_excluded(person, record.excluded_signatories):
        yield finding(event.case, Irregularity.EXCLUDED_SIGNATORY, event.sequence, person=person.id)


def _may(person: Person | None, part: CaseRole, participants: TrustedParticipants) -> bool:
    return person is not None and participants.may_act_in(person, part)


def _alternates_stand_in(record: CaseRecord, events: Sequence[Event], roster: Roster) -> bool:
    officers = {person.id for person in roster.people if "officer" in person.roles}
    let_in = (EventKind.ADMIT, CaseRole.OFFICER)
    brought = {event.person for event in events if (event.kind, event.role) == let_in}
    there = {
        *(row.person for row in record.access if row.part == CaseRole.OFFICER.value),
        *(event.actor for event in events if event.part is CaseRole.OFFICER),
        *(entry.author for entry in record.entries),
    }
    return not (there & officers) - brought
