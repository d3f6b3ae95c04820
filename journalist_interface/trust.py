"""Who belongs to a case by the acts of people who had the right to them.

An act that is marked keeps its place in the chain, and the procedure goes by it. It makes nobody a reader; and what
people do whom only marked acts brought in is marked too, so that nobody is let in by way of a third person.
"""

from collections.abc import Iterable
from typing import Final

from crypto.event import Action, Event, Part
from crypto.roster import Roster
from crypto.voice import Excluded
from journalist_interface.entitled import remarks_on
from journalist_interface.problems import EventRemark
from store.contract.procedure.effects import EFFECTS
from store.contract.procedure.state import TEAM, CaseState, first_state

_BRINGS_OR_TAKES: Final = frozenset({Action.ASSIGN, Action.ADMIT, Action.DISMISS})
_NO_DISMISSAL: Final = frozenset({EventRemark.EXCLUDED_ACTOR, EventRemark.BROUGHT_IN_BADLY})


class Believed:
    """Team, leaders, and who was let in or taken off, as far as acts are believed."""

    def __init__(self, roster: Roster, excluded: tuple[Excluded, ...], start: CaseState) -> None:
        self._roster = roster
        self._excluded = excluded
        self.state = first_state(start.case, start.received)

    def follow(self, act: Event) -> tuple[EventRemark, ...]:
        """Take an act that the procedure allows, and say what is wrong with it."""
        bad = remarks_on(act, self._roster, self._excluded)
        if not self._belongs(act):
            bad = (*bad, EventRemark.BROUGHT_IN_BADLY)
        if act.action in _BRINGS_OR_TAKES and _counts(act, bad):
            self.foresee((act,))
        return bad

    def foresee(self, acts: Iterable[Event]) -> None:
        """Take acts as believed: those of this person, who is about to sign them."""
        for act in acts:
            if act.action in _BRINGS_OR_TAKES:
                self.state = EFFECTS[act.action](_vouched(self.state, act), act)

    def _belongs(self, act: Event) -> bool:
        """Whether who acts was not brought in by marked acts alone; custodians and the reporter never were."""
        match act.part:
            case Part.LEAD | Part.MEMBER:
                return self.state.team.get(act.actor) is act.part
            case Part.LEADERSHIP:
                return act.actor in self.state.leaders
            case Part.OFFICER:
                return act.actor not in self.state.dismissed
        return True


def _counts(act: Event, bad: tuple[EventRemark, ...]) -> bool:
    """Whether a marked act counts all the same.

    Who was taken off by somebody who lost the role since stays off, because the roster does not tell since when; and
    everybody may step back.
    """
    if act.action is not Action.DISMISS:
        return not bad
    return act.actor == act.person or not _NO_DISMISSAL & set(bad)


def _vouched(state: CaseState, act: Event) -> CaseState:
    """With whoever hands the keys to a team member standing for the assignment too."""
    if act.action is not Action.ADMIT or act.role not in TEAM:
        return state
    return EFFECTS[Action.ASSIGN](state, act)
