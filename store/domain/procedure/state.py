"""What the events of a case add up to: its stage, its people, its papers. `rules.apply` makes one from the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from store.domain.deadlines import disclosed_by
from store.domain.event import NO_EVENT, CaseRole, Paper
from store.domain.stages import Stage

TEAM: Final = frozenset({CaseRole.LEAD, CaseRole.MEMBER})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for the reporter's identity: who asked whom, when, at which head, and the event that answered."""

    asker: str
    custodians: frozenset[str]
    day: date
    head: str
    answered: int | None = None

    def waits_on(self, day: date) -> bool:
        """Return whether nobody answered it, and it may still be granted on this day."""
        return self.answered is None and day <= disclosed_by(self.day)


class Grant(NamedTuple):
    """Keys that one person handed to another, by their digest.

    Nobody else can tell what lies in a grant, so an act of one person never stands for the same act of another.
    """

    giver: str
    person: str
    role: CaseRole | None
    keys: str | None


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case after so many events.

    `head` is the last event's chain digest. `entered` and `papers` give the event at which a stage was last entered,
    and the latest paper of each kind; `admitted` who else was brought in; `days` all stages in order; `granted` the
    keys that were handed over, of who was not taken off since.
    """

    case: str
    received: date
    stage: Stage = Stage.RECEIVED
    sequence: int = 0
    head: str = NO_EVENT
    day: date | None = None
    handler: str | None = None
    team: Mapping[str, CaseRole] = field(default_factory=lambda: MappingProxyType({}))
    declared: frozenset[str] = frozenset()
    leaders: frozenset[str] = frozenset()
    admitted: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()
    entered: Mapping[Stage, int] = field(default_factory=lambda: MappingProxyType({}))
    papers: Mapping[Paper, int] = field(default_factory=lambda: MappingProxyType({}))
    asked: Mapping[int, Asked] = field(default_factory=lambda: MappingProxyType({}))
    until: date | None = None
    sought: int | None = None
    sought_on: date | None = None
    days: tuple[tuple[Stage, date], ...] = ()
    granted: frozenset[Grant] = frozenset()

    def has_since(self, paper: Paper, stage: Stage) -> bool:
        """Whether such a paper was written after the case entered this stage the last time."""
        return self.papers.get(paper, 0) > self.entered.get(stage, 0)

    def part_of(self, person: str) -> CaseRole | None:
        """The part that the events give this person; None leaves it to the roster."""
        if person in self.team:
            return self.team[person]
        return CaseRole.LEADERSHIP if person in self.leaders else None

    def brought_in_as(self, person: str) -> CaseRole | None:
        """Return the part in which the events brought this person in; None leaves it to the roster."""
        return self.part_of(person) or (CaseRole.OFFICER if person in self.admitted else None)

    def is_open_to(self, person: str) -> bool:
        """Whether nothing in the events keeps this person out: team members declare first."""
        return person not in self.dismissed and (person not in self.team or person in self.declared)

    def may_keep_identity(self, person: str) -> bool:
        """Whether a custodian may be asked and answer here: nobody of the team, no leader, nobody who was taken off."""
        return person not in self.dismissed and self.part_of(person) is None

    @property
    def lead(self) -> str | None:
        """The team lead."""
        return next((one for one, part in self.team.items() if part is CaseRole.LEAD), None)

    @property
    def undeclared(self) -> tuple[str, ...]:
        """Who of the team has not declared yet."""
        return tuple(sorted(set(self.team) - self.declared))


def first_state(case: str, received: date) -> CaseState:
    """A case without events."""
    return CaseState(case=case, received=received, days=((Stage.RECEIVED, received),))
