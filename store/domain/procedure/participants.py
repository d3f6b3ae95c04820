"""The people in a case who were brought in by people entitled to do so. All who encrypt or judge rely on it.

A doubted event keeps its place in the chain, and the procedure follows it, but it makes no reader. Events by people
whom only doubted events brought in are doubted too, so that no one gets in by way of a third person.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum, auto
from typing import Final

from store.domain.envelope import Excluded
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.permissions import alternates_stand_in, may_act_in, may_sign_destruction
from store.domain.procedure.state import EFFECTS, TEAM, CaseState, first_state
from store.domain.roster import Person, Roster, is_excluded


class Objection(Enum):
    """An objection to the actor of an event, or to the person it concerns."""

    EXCLUDED_ACTOR = auto()
    EXCLUDED_NEWCOMER = auto()
    UNENTITLED = auto()
    BROUGHT_IN_BADLY = auto()
    LEFT = auto()  # the event may be backdated, as far as the chain shows
    ASKER_NO_READER = auto()  # a custodian, who reads no chain, disclosed the identity to them


_BRINGS: Final = frozenset({EventKind.ASSIGN, EventKind.ADMIT})
_OF_PEOPLE_STILL_THERE: Final = _BRINGS | {
    EventKind.ACCEPT_RESTORE,
    EventKind.PROPOSE_DESTRUCTION,
    EventKind.CONFIRM_DESTRUCTION,
    EventKind.PROPOSE_PART,
    EventKind.CONFIRM_PART,
    EventKind.RELEASE,
}
_BRINGS_OR_TAKES: Final = _BRINGS | {EventKind.DISMISS}
_NO_DISMISSAL: Final = frozenset({Objection.EXCLUDED_ACTOR, Objection.BROUGHT_IN_BADLY})


class TrustedParticipants:
    """The team, the leaders, and the people let in or taken off, as far as events are trusted.

    `events` are all events of the chain. `stand_in` says whether alternates stand in; only callers that do not know the
    exclusions pass it.
    """

    def __init__(
        self,
        roster: Roster,
        excluded: tuple[Excluded, ...],
        start: CaseState,
        events: Sequence[Event] = (),
        *,
        stand_in: bool | None = None,
    ) -> None:
        self._roster = roster
        self._excluded = excluded
        self._knows_exclusions = stand_in is None
        self._stand_in = alternates_stand_in(roster, excluded) if stand_in is None else stand_in
        self._witnesses = [event for event in events if self._is_witness(event)]
        self._requests: dict[int, str | None] = {}  # requests of readers, with the head that each names
        self.state = first_state(start.case, start.received)

    def follow(self, event: Event) -> tuple[Objection, ...]:
        """Take an event that the procedure allows, and return the objections to it."""
        objections = self.objections(event)
        if event.kind is EventKind.ASK and not objections:
            self._requests[event.sequence] = event.head
        if event.kind in _BRINGS_OR_TAKES and _counts(event, objections):
            self.trust((event,))
        return objections

    def trust(self, events: Iterable[Event]) -> None:
        """Take events as trusted, such as those that the person at work is about to sign."""
        for event in events:
            if event.kind in _BRINGS_OR_TAKES:
                self.state = EFFECTS[event.kind](_vouched(self.state, event), event)

    def objections(self, event: Event) -> tuple[Objection, ...]:
        """Return the objections to an event that comes after those already taken."""
        found = []
        if event.part is not CaseRole.REPORTER:
            actor = self._roster.person(event.actor)
            if actor is None or not self.may_act_in(actor, event.part):
                found.append(Objection.UNENTITLED)
            if actor is not None and is_excluded(actor, self._excluded):
                found.append(Objection.EXCLUDED_ACTOR)
            if (
                actor is not None
                and event.kind in _OF_PEOPLE_STILL_THERE
                and not self._was_there(actor, event)
            ):
                found.append(Objection.LEFT)
        newcomer = None if event.person is None else self._roster.person(event.person)
        if newcomer is not None and is_excluded(newcomer, self._excluded):
            found.append(Objection.EXCLUDED_NEWCOMER)
        if (
            newcomer is not None
            and event.role is not None
            and not self.may_be_brought_in(newcomer, event.role)
        ):
            found.append(Objection.UNENTITLED)
        if not self._belongs(event):
            found.append(Objection.BROUGHT_IN_BADLY)
        if event.kind is EventKind.DISCLOSE and not self._was_asked_by_a_reader(event):
            found.append(Objection.ASKER_NO_READER)
        return tuple(dict.fromkeys(found))

    def may_act_in(self, person: Person, part: CaseRole) -> bool:
        """Return whether the roster, and for an alternate this case, gives the person what this part needs."""
        if part is CaseRole.SIGNATORY and self._knows_exclusions:
            return may_sign_destruction(self._roster, self._excluded, person)
        return may_act_in(person, part, self.state.admitted, stand_in=self._stand_in)

    def may_be_brought_in(self, newcomer: Person, part: CaseRole) -> bool:
        """Return whether a person can be brought in for this part: an officer may let in any alternate."""
        return may_act_in(newcomer, part, {newcomer.id}, stand_in=self._stand_in)

    def has_officer(self, person_id: str) -> bool:
        """Return whether this person was let in as an officer, or may act as one without that, even after leaving."""
        person = self._roster.person(person_id)
        return person_id in self.state.admitted or (
            person is not None and self.may_act_in(person, CaseRole.OFFICER)
        )

    def _belongs(self, event: Event) -> bool:
        """Return whether an event that counts brought the actor in. Custodians and the reporter need none."""
        match event.part:
            case CaseRole.LEAD | CaseRole.MEMBER:
                return self.state.team.get(event.actor) is event.part
            case CaseRole.LEADERSHIP:
                return event.actor in self.state.leaders
            case CaseRole.OFFICER:
                return event.actor not in self.state.dismissed
        return True

    def _was_asked_by_a_reader(self, event: Event) -> bool:
        """Return whether the asker read the case at the head that the disclosure names, and asked there.

        A store can show a custodian a request that is not in the chain, or another one at its place.
        """
        return event.about in self._requests and self._requests[event.about] == event.head

    def _was_there(self, actor: Person, event: Event) -> bool:
        """Return whether the actor is still in the office, or a witness signed a later event while they were.

        Without that, a former colleague who has the store could append an event dated to their last day.
        """
        return actor.left is None or any(
            witness.sequence > event.sequence and witness.day <= actor.left for witness in self._witnesses
        )

    def _is_witness(self, event: Event) -> bool:
        """Return whether the event is the reporter's, or that of an officer still there: no one else chose its day."""
        if event.part is not CaseRole.OFFICER:
            return event.part is CaseRole.REPORTER
        person = self._roster.person(event.actor)
        return (
            person is not None
            and person.left is None
            and not is_excluded(person, self._excluded)
            and may_act_in(person, CaseRole.OFFICER, (), stand_in=self._stand_in)
        )


def trusted_participants(
    roster: Roster, excluded: tuple[Excluded, ...], case: str, received: date, events: Sequence[Event]
) -> TrustedParticipants:
    """Return the people who belong to a case after these events, which the procedure allows."""
    found = TrustedParticipants(roster, excluded, first_state(case, received), events)
    for event in events:
        found.follow(event)
    return found


def _counts(event: Event, objections: tuple[Objection, ...]) -> bool:
    """Return whether an event counts; a dismissal may count although it is doubted.

    A person who was taken off by a colleague who has lost the role since stays off, because the roster does not tell
    since when. Everyone may step back.
    """
    if event.kind is not EventKind.DISMISS:
        return not objections
    return event.actor == event.person or not _NO_DISMISSAL & set(objections)


def _vouched(state: CaseState, event: Event) -> CaseState:
    """Return the case with the assignment too, if the event hands keys to a team member and so vouches for it."""
    if event.kind is not EventKind.ADMIT or event.role not in TEAM:
        return state
    return EFFECTS[EventKind.ASSIGN](state, event)
