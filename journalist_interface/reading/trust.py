"""What the officer reads about an act that is doubted."""

from collections.abc import Iterable

from journalist_interface.reading.problems import EventRemark
from store.contract.procedure.believing import Doubt


def remarks_of(doubts: Iterable[Doubt]) -> tuple[EventRemark, ...]:
    """A sentence for each doubt."""
    return tuple(EventRemark[doubt.name] for doubt in doubts)
