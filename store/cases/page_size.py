"""The extent of a page of a case's rows: bounded in rows and in bytes, without reading what they hold."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

WINDOW_ROWS: Final = 200


def page_end(
    session: Session,
    case: str,
    after: int,
    content: InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None],
    byte_limit: int,
    limit: int = WINDOW_ROWS,
) -> int:
    """Return the last sequence of the page after `after`: at least one row if there is one, else `after`."""
    kind = content.class_
    rows = session.execute(
        select(kind.sequence, func.coalesce(func.length(content), 0))
        .where(kind.case == case, kind.sequence > after)
        .order_by(kind.sequence)
        .limit(limit)
    )
    end, total = after, 0
    for sequence, size in rows:
        total += size
        if end > after and total > byte_limit:
            break
        end = sequence
    return end
