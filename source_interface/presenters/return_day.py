"""The day on which a reporter should look in again, since the office has no way to tell them later."""

from datetime import date, timedelta
from typing import Final

from store.domain.deadlines import Deadlines
from store.domain.stages import CLOSED, Stage

_WEEK: Final = timedelta(days=7)


def return_day(deadlines: Deadlines, today: date, stage: Stage, due: date | None) -> date | None:
    """Return the day by which the office must act, if it is still to come; None when nothing more is expected.

    It is never later than half the time that a reporter has for an answer: a question asked tomorrow must be seen in
    time.
    """
    if due is None and stage in CLOSED:
        return None
    latest = today + (deadlines.answer_by(today) - today) / 2
    if due is None:
        return latest
    soonest = due if due > today else today + _WEEK
    return min(soonest, max(latest, today + timedelta(days=1)))
