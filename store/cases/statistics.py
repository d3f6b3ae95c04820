"""The statistics records that a leader may see: a small ciphertext a case, even of cases that are not theirs."""

from sqlalchemy import func, select

from store.api.messages import PAGE_BYTES, PAGE_STATISTICS, StatisticsPage, StatisticsRow
from store.cases.paging import page_by_case
from store.engine.database import Database
from store.model import CaseProjection, Statistic, StatisticAuthor, StatisticReader, StoredTombstone


def statistics(
    database: Database,
    person: str,
    cursor: str | None = None,
    limit: int = PAGE_STATISTICS,
    byte_limit: int = PAGE_BYTES,
) -> StatisticsPage:
    """Return a page of records, ordered by the random names of the cases. Raises `CursorError`."""
    events = func.coalesce(CaseProjection.events, StoredTombstone.events, 0)
    query = (
        select(StatisticReader.case, Statistic.record, events, CaseProjection.due, StatisticAuthor.person)
        .join(Statistic, Statistic.case == StatisticReader.case)
        .outerjoin(CaseProjection, CaseProjection.case == Statistic.case)
        .outerjoin(StatisticAuthor, StatisticAuthor.case == Statistic.case)
        .outerjoin(StoredTombstone, StoredTombstone.case == Statistic.case)
        .where(StatisticReader.person == person)
    )
    rows, following = page_by_case(database, query, func.length(Statistic.record), cursor, limit, byte_limit)
    return StatisticsPage(tuple(StatisticsRow(*row) for row in rows), following)
