"""A case in which everything is there that any event could ask for."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from store.domain.event import CaseRole, Paper
from store.domain.procedure.state import CaseState
from store.domain.stages import Stage

DAY: Final = date(2026, 11, 25)
CASE: Final = "ab" * 16


def ready(stage: str) -> CaseState:
    """A case in which everything was written, everybody declared, and all time has passed."""
    return CaseState(
        case=CASE,
        received=DAY - timedelta(days=90),
        stage=Stage(stage),
        sequence=50,
        team=MappingProxyType({"joko": CaseRole.LEAD, "agus": CaseRole.MEMBER}),
        declared=frozenset({"joko", "agus"}),
        leaders=frozenset({"dewi"}),
        entered=MappingProxyType(dict.fromkeys(Stage, 10)),
        papers=MappingProxyType(dict.fromkeys(Paper, 20)),
        until=DAY - timedelta(days=1),
    )
