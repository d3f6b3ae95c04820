"""What the officer reads about an act that is doubted."""

from collections.abc import Iterable

from journalist_interface.verification.problems import EventRemark
from store.domain.procedure.participants import Objection


def remarks_of(doubts: Iterable[Objection]) -> tuple[EventRemark, ...]:
    """A sentence for each doubt."""
    return tuple(EventRemark[doubt.name] for doubt in doubts)
