"""The day on which a reporter should look in again, since the office has no way to tell them later."""

from datetime import date, timedelta
from typing import Final

from source_interface.services import Services
from store.domain.stages import CLOSED, Stage

_WEEK: Final = timedelta(days=7)


def return_day(services: Services, stage: Stage, due: date | None) -> date | None:
    """Return the day by which the office must act, if it is still to come; None when nothing more is expected.

    It is never later than half the time that a reporter has for an answer: a question asked tomorrow must be seen in
    time.
    """
    if due is None and stage in CLOSED:
        return None
    today = services.clock.today()
    latest = today + (services.deadlines.answer_by(today) - today) / 2
    if due is None:
        return latest
    soonest = due if due > today else today + _WEEK
    return min(soonest, max(latest, today + timedelta(days=1)))
