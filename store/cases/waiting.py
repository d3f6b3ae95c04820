"""The number of waiting cases, for the person who looks after the server and may read none of them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from store.engine.database import Database
from store.model import Case, CaseProjection


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """Cases in which no officer did anything yet, with the day of the oldest, and cases past a deadline."""

    untouched: int
    since: date | None
    overdue: int


def waiting_cases(database: Database, today: date) -> WaitingCases:
    """Return what waits for the office."""
    untouched = (
        select(func.count(), func.min(Case.received))
        .join(CaseProjection, CaseProjection.case == Case.id)
        .where(CaseProjection.events == 0)
    )
    overdue = select(func.count()).select_from(CaseProjection).where(CaseProjection.due < today)
    with database.read() as session:
        count, since = session.execute(untouched).one()
        return WaitingCases(count, since, session.scalars(overdue).one())
