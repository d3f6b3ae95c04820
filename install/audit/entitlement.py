"""Audit of entitlement: whether the roster gives actors, and people brought in, the role that an act requires.

An audit cannot read the exclusions. It concludes that alternates stand in from the absence of officers, apart from
those brought in later: no access, no act and no reply by any of them.
"""

from collections.abc import Iterator, Sequence

from install.audit.findings import Finding, Irregularity, finding
from store.cases.records import CaseRecord
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.participants import Objection, TrustedParticipants
from store.domain.procedure.state import first_state
from store.domain.roster import Person, Roster


def judge(
    record: CaseRecord, acts: Sequence[Event], roster: Roster
) -> tuple[TrustedParticipants, list[Finding]]:
    """Return the participants by these acts, each signed by its named actor, and findings for unentitled acts."""
    stand_in = _alternates_stand_in(record, acts, roster)
    believed = TrustedParticipants(
        roster, (), first_state(record.case, record.received), acts, stand_in=stand_in
    )
    found: list[Finding] = []
    for act in acts:
        found += _unentitled(act, believed, roster)
        if Objection.ASKER_NO_READER in believed.follow(act):
            found.append(finding(act.case, Irregularity.ASKER, act.sequence, person=act.person))
    return believed, found


def _unentitled(act: Event, believed: TrustedParticipants, roster: Roster) -> Iterator[Finding]:
    if act.part is not CaseRole.REPORTER and not _may(roster.person(act.actor), act.part, believed):
        yield finding(act.case, Irregularity.UNENTITLED, act.sequence, person=act.actor)
    if act.role is None or act.person is None:
        return
    guest = roster.person(act.person)
    if guest is None or not believed.may_be_brought_in(guest, act.role):
        yield finding(act.case, Irregularity.UNENTITLED, act.sequence, person=act.person)


def _may(person: Person | None, part: CaseRole, believed: TrustedParticipants) -> bool:
    return person is not None and believed.may_act_in(person, part)


def _alternates_stand_in(record: CaseRecord, acts: Sequence[Event], roster: Roster) -> bool:
    officers = {person.id for person in roster.people if "officer" in person.roles}
    brought = {act.person for act in acts if (act.action, act.role) == (EventKind.ADMIT, CaseRole.OFFICER)}
    there = {
        *(row.person for row in record.access if row.part == CaseRole.OFFICER.value),
        *(act.actor for act in acts if act.part is CaseRole.OFFICER),
        *(entry.author for entry in record.entries),
    }
    return not (there & officers) - brought
