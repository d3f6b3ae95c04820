"""The point from which a person decides: who they are, the day, and how the case stands."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from journalist_interface.actions.decision_draft import Admission, EventDraft
from store.domain.event import CaseRole, Content, Event, EventKind
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.stages import Stage

SOMEBODY: Final = "somebody"  # stands for a person who is not chosen yet
_PENDING: Final = "0" * 64  # stands for digests that are known only once everything is encrypted


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The viewer of a case, the day, and how the case stands.

    `identified` says whether there is an identity. `next_entry` is the place of a reply that goes with the decision.
    """

    state: CaseState
    me: str
    part: CaseRole
    day: date
    identified: bool = False
    next_entry: int = 1

    def at(self, *stages: Stage) -> bool:
        """Return whether the case is in one of these stages."""
        return self.state.stage in stages

    def judge(self, drafts: Iterable[EventDraft]) -> tuple[tuple[Event, ...], CaseState]:
        """Return the events, not encrypted and linked yet, and the case after them.

        Raises a kind of `ProcedureError` if the procedure does not allow one of them.
        """
        state, events = self.state, []
        for one in drafts:
            digest = None if one.content is None else _PENDING
            events.append(one.event(state, self.me, self.part, self.day, digest))
            state = apply(state, events[-1], _PENDING)
        return tuple(events), state


def supposed(one: EventDraft | Admission) -> EventDraft:
    """Return the event with placeholders for what is filled in only when the decision is composed."""
    if isinstance(one, Admission):
        return EventDraft(EventKind.ADMIT, Content(), person=one.person, role=one.role, keys=_PENDING)
    return replace(one, people=(SOMEBODY,)) if one.action is EventKind.ASK else one
