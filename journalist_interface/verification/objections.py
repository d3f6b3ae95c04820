"""Remarks that the officer reads about a doubted act."""

from collections.abc import Iterable

from journalist_interface.verification.problems import EventRemark
from store.domain.procedure.participants import Objection


def remarks_of(doubts: Iterable[Objection]) -> tuple[EventRemark, ...]:
    """Return a sentence for each doubt."""
    return tuple(EventRemark[doubt.name] for doubt in doubts)
