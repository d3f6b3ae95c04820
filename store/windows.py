"""How far a page of a conversation reaches: bounded in entries and in bytes, without reading the messages."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from store.model import Entry

WINDOW_ENTRIES: Final = 200


def window_end(
    session: Session,
    case: str,
    after: int,
    content: InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None],
    byte_limit: int,
    limit: int = WINDOW_ENTRIES,
) -> int:
    """The last sequence of the page after `after`: at least one entry if there is one, else `after`."""
    rows = session.execute(
        select(Entry.sequence, func.coalesce(func.length(content), 0))
        .where(Entry.case == case, Entry.sequence > after)
        .order_by(Entry.sequence)
        .limit(limit)
    )
    end, total = after, 0
    for sequence, size in rows:
        total += size
        if end > after and total > byte_limit:
            break
        end = sequence
    return end
