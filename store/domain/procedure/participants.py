"""The people in a case who were brought in by people entitled to do so. All who encrypt or judge rely on it.

A doubted act keeps its place in the chain, and the procedure follows it, but it makes no reader. Acts of people whom
only doubted acts brought in are doubted too, so that no one gets in by way of a third person.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum, auto
from typing import Final

from store.domain.envelope import Excluded
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.effects import EFFECTS
from store.domain.procedure.permissions import alternates_stand_in, may_act_in
from store.domain.procedure.state import TEAM, CaseState, first_state
from store.domain.roster import Person, Roster, is_excluded


class Objection(Enum):
    """An objection to the actor of an act, or to the person it concerns."""

    EXCLUDED_ACTOR = auto()
    EXCLUDED_GUEST = auto()
    UNENTITLED = auto()
    BROUGHT_IN_BADLY = auto()
    LEFT = auto()  # the act may be backdated, as far as the chain shows
    ASKER_NO_READER = auto()  # a custodian, who reads no chain, disclosed the identity to them


_BRINGS: Final = frozenset({EventKind.ASSIGN, EventKind.ADMIT})
_BRINGS_OR_TAKES: Final = _BRINGS | {EventKind.DISMISS}
_NO_DISMISSAL: Final = frozenset({Objection.EXCLUDED_ACTOR, Objection.BROUGHT_IN_BADLY})


class TrustedParticipants:
    """The team, the leaders, and the people let in or taken off, as far as acts are trusted.

    `acts` are all acts of the chain. `stand_in` says whether alternates stand in; only callers that do not know the
    exclusions pass it.
    """

    def __init__(
        self,
        roster: Roster,
        excluded: tuple[Excluded, ...],
        start: CaseState,
        acts: Sequence[Event] = (),
        *,
        stand_in: bool | None = None,
    ) -> None:
        self._roster = roster
        self._excluded = excluded
        self._stand_in = alternates_stand_in(roster, excluded) if stand_in is None else stand_in
        self._witnesses = [act for act in acts if self._is_witness(act)]
        self._requests: dict[int, str | None] = {}  # requests of readers, with the head that each names
        self.state = first_state(start.case, start.received)

    def follow(self, act: Event) -> tuple[Objection, ...]:
        """Take an act that the procedure allows, and return the objections to it."""
        doubts = self.doubts(act)
        if act.action is EventKind.ASK and not doubts:
            self._requests[act.sequence] = act.head
        if act.action in _BRINGS_OR_TAKES and _counts(act, doubts):
            self.foresee((act,))
        return doubts

    def foresee(self, acts: Iterable[Event]) -> None:
        """Take acts as trusted, such as those that the person at work is about to sign."""
        for act in acts:
            if act.action in _BRINGS_OR_TAKES:
                self.state = EFFECTS[act.action](_vouched(self.state, act), act)

    def doubts(self, act: Event) -> tuple[Objection, ...]:
        """Return the objections to an act that comes after those already taken."""
        found = []
        if act.part is not CaseRole.REPORTER:
            actor = self._roster.person(act.actor)
            if actor is None or not self.may_act_in(actor, act.part):
                found.append(Objection.UNENTITLED)
            if actor is not None and is_excluded(actor, self._excluded):
                found.append(Objection.EXCLUDED_ACTOR)
            if actor is not None and act.action in _BRINGS and not self._was_there(actor, act):
                found.append(Objection.LEFT)
        guest = None if act.person is None else self._roster.person(act.person)
        if guest is not None and is_excluded(guest, self._excluded):
            found.append(Objection.EXCLUDED_GUEST)
        if guest is not None and act.role is not None and not self.may_be_brought_in(guest, act.role):
            found.append(Objection.UNENTITLED)
        if not self._belongs(act):
            found.append(Objection.BROUGHT_IN_BADLY)
        if act.action is EventKind.DISCLOSE and not self._was_asked_by_a_reader(act):
            found.append(Objection.ASKER_NO_READER)
        return tuple(dict.fromkeys(found))

    def may_act_in(self, person: Person, part: CaseRole) -> bool:
        """Return whether the roster, and for an alternate this case, gives the person what this part needs."""
        return may_act_in(person, part, self.state.admitted, stand_in=self._stand_in)

    def may_be_brought_in(self, guest: Person, part: CaseRole) -> bool:
        """Return whether a person can be brought in for this part: an officer may let in any alternate."""
        return may_act_in(guest, part, {guest.id}, stand_in=self._stand_in)

    def has_officer(self, person_id: str) -> bool:
        """Return whether this person was let in as an officer, or may act as one without that, even after leaving."""
        person = self._roster.person(person_id)
        return person_id in self.state.admitted or (
            person is not None and self.may_act_in(person, CaseRole.OFFICER)
        )

    def _belongs(self, act: Event) -> bool:
        """Return whether more than doubted acts brought the actor in. Custodians and the reporter need no such act."""
        match act.part:
            case CaseRole.LEAD | CaseRole.MEMBER:
                return self.state.team.get(act.actor) is act.part
            case CaseRole.LEADERSHIP:
                return act.actor in self.state.leaders
            case CaseRole.OFFICER:
                return act.actor not in self.state.dismissed
        return True

    def _was_asked_by_a_reader(self, act: Event) -> bool:
        """Return whether the asker read the case at the head that the disclosure names, and asked there.

        A store can show a custodian a request that is not in the chain, or another one at its place.
        """
        return act.about in self._requests and self._requests[act.about] == act.head

    def _was_there(self, actor: Person, act: Event) -> bool:
        """Return whether the actor is still in the office, or a witness signed a later act while they were.

        Without that, a former colleague who has the store could append an act dated to their last day.
        """
        return actor.left is None or any(
            one.sequence > act.sequence and one.day <= actor.left for one in self._witnesses
        )

    def _is_witness(self, act: Event) -> bool:
        """Return whether the act is the reporter's, or that of an officer still there: no one else chose its day."""
        if act.part is not CaseRole.OFFICER:
            return act.part is CaseRole.REPORTER
        person = self._roster.person(act.actor)
        return (
            person is not None
            and person.left is None
            and not is_excluded(person, self._excluded)
            and may_act_in(person, CaseRole.OFFICER, (), stand_in=self._stand_in)
        )


def trusted_participants(
    roster: Roster, excluded: tuple[Excluded, ...], case: str, received: date, acts: Sequence[Event]
) -> TrustedParticipants:
    """Return the people who belong to a case after these acts, which the procedure allows."""
    found = TrustedParticipants(roster, excluded, first_state(case, received), acts)
    for act in acts:
        found.follow(act)
    return found


def _counts(act: Event, doubts: tuple[Objection, ...]) -> bool:
    """Return whether an act counts; a dismissal may count although it is doubted.

    A person who was taken off by a colleague who has lost the role since stays off, because the roster does not tell
    since when. Everyone may step back.
    """
    if act.action is not EventKind.DISMISS:
        return not doubts
    return act.actor == act.person or not _NO_DISMISSAL & set(doubts)


def _vouched(state: CaseState, act: Event) -> CaseState:
    """Return the case with the assignment too, if the act hands keys to a team member and so vouches for it."""
    if act.action is not EventKind.ADMIT or act.role not in TEAM:
        return state
    return EFFECTS[EventKind.ASSIGN](state, act)
