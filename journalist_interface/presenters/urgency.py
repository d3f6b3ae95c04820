"""The urgency of a case for one person: what the first page counts, and what the list can be narrowed to."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from journalist_interface.presenters.listed_case import ListedCase
from store.domain.event import CaseRole
from store.domain.stages import CLOSED, Stage


class Urgency(StrEnum):
    """The ways in which a case is urgent, in the order of the page: what cannot wait comes first."""

    THREAT = "threat"
    OVERDUE = "overdue"
    RISK = "risk"
    WEEK = "week"
    NEW = "new"
    ANSWERED = "answered"
    MENTIONED = "mentioned"
    MINE = "mine"
    OTHERS = "others"
    DESTRUCTION = "destruction"


def counted(cases: Iterable[ListedCase], me: str) -> dict[Urgency, int]:
    """Return how many cases are of each urgency, in the order of the page; a case may be counted several times."""
    counts = dict.fromkeys(Urgency, 0)
    for case in cases:
        for urgency in Urgency:
            counts[urgency] += is_urgent(urgency, case, me)
    return counts


def is_urgent(urgency: Urgency, case: ListedCase, me: str) -> bool:
    """Return whether a case belongs into the line of this urgency for this person."""
    return _RULES[urgency](case, me)


def _threatened(case: ListedCase, _me: str) -> bool:
    """Return whether the reporter told of a threat: unless this workstation knows it was something else."""
    return case.row.needs_attention and (not case.attention or "threat" in case.attention)


def _waits_for_me(case: ListedCase, me: str) -> bool:
    """Return whether this person makes the next move: who handles it, who leads the team, who has not declared."""
    row = case.row
    if not row.declared:
        return True
    return row.stage in _MOVES.get(row.part, frozenset()) and (
        row.part is not CaseRole.OFFICER or row.handler == me
    )


def _waits_for_others(case: ListedCase, me: str) -> bool:
    """Return whether someone else makes the next move in a case of this person's: a colleague or the reporter."""
    row = case.row
    takes_part = row.part is not CaseRole.OFFICER or row.handler == me
    return takes_part and row.stage not in CLOSED and not _waits_for_me(case, me)


_MOVES: Final = {
    CaseRole.OFFICER: frozenset({Stage.RECEIVED, Stage.VERIFICATION, Stage.REVIEW, Stage.DELIBERATION}),
    CaseRole.LEAD: frozenset({Stage.ASSIGNMENT, Stage.INVESTIGATION}),
    CaseRole.LEADERSHIP: frozenset({Stage.LEADERSHIP}),
}
"""The stages in which a part makes the next move."""

_RULES: Final[dict[Urgency, Callable[[ListedCase, str], bool]]] = {
    Urgency.THREAT: _threatened,
    Urgency.OVERDUE: lambda case, _me: case.late > 0,
    Urgency.RISK: lambda case, _me: case.risk_due,
    Urgency.WEEK: lambda case, _me: case.soon,
    Urgency.NEW: lambda case, _me: case.row.stage == Stage.RECEIVED,
    Urgency.ANSWERED: lambda case, _me: case.row.unread > 0 and case.row.stage != Stage.RECEIVED,
    Urgency.MENTIONED: lambda case, _me: case.mentioned,
    Urgency.MINE: _waits_for_me,
    Urgency.OTHERS: _waits_for_others,
    Urgency.DESTRUCTION: lambda case, _me: case.row.destruction is not None,
}
