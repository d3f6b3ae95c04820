"""The statistics records that a leader may see: a small ciphertext a case, even of cases that are not theirs."""

import re
from typing import Final

from sqlalchemy import func, select

from store.api.messages import PAGE_ENVELOPE_BYTES, PAGE_STATISTICS, StatisticsPage, StatisticsRow
from store.cases.paging import page_of
from store.engine.database import Database
from store.errors import CursorError
from store.model import CaseProjection, Statistic, StatisticReader, StoredTombstone

_CASE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


def statistics(
    database: Database,
    person: str,
    cursor: str | None = None,
    limit: int = PAGE_STATISTICS,
    byte_limit: int = PAGE_ENVELOPE_BYTES,
) -> StatisticsPage:
    """Return a page of records, ordered by the random names of the cases. Raises `CursorError`."""
    if cursor is not None and not _CASE.fullmatch(cursor):
        raise CursorError
    events = func.coalesce(CaseProjection.events, StoredTombstone.events, 0)
    query = (
        select(Statistic.case, Statistic.record, events, CaseProjection.due)
        .join(StatisticReader, StatisticReader.case == Statistic.case)
        .outerjoin(CaseProjection, CaseProjection.case == Statistic.case)
        .outerjoin(StoredTombstone, StoredTombstone.case == Statistic.case)
        .where(StatisticReader.person == person)
        .order_by(StatisticReader.case)
    )
    if cursor is not None:
        query = query.where(StatisticReader.case > cursor)
    with database.read() as session:
        rows, more = page_of(session, query, func.length(Statistic.record), limit, byte_limit)
    shown = tuple(StatisticsRow(*row) for row in rows)
    return StatisticsPage(shown, shown[-1].case if more else None)
