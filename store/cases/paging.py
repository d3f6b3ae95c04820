"""Pages of a person's lists and of a case's rows: where each ends, and where the next begins."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Row, Select, func, literal, select
from sqlalchemy import case as choice
from sqlalchemy.orm import InstrumentedAttribute, Session

from store.api.people_asked import MOST_PEOPLE_COUNTED, Unlisted, UnlistedRows
from store.engine.database import Database
from store.errors import CursorError

WINDOW_ROWS: Final = 200
WINDOW_BYTES: Final = 16 * 1024 * 1024  # of what the mailbox reads from the store beside it
ROWS_AT_ONCE: Final = 500  # held in memory while all rows of a list are looked through
_SPELLING: Final = re.compile(rb"00([01])([0-9]{4}-[0-9]{2}-[0-9]{2})([0-9a-f]{32})", re.ASCII)
_LETTERS: Final = 60
_CASE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a list that was shown: its rank, due day and case. It tells its holder nothing new."""

    rank: int
    due: date
    case: str

    def encode(self) -> str:
        """Return 60 letters, digits, hyphens and underscores."""
        return base64.urlsafe_b64encode(f"{self.rank:03d}{self.due.isoformat()}{self.case}".encode()).decode()

    @classmethod
    def decode(cls, text: str) -> Self:
        """Return the decoded cursor. Raises `CursorError` for any text that `encode` does not write."""
        if len(text) != _LETTERS:
            raise CursorError
        try:
            found = _SPELLING.fullmatch(base64.b64decode(text, altchars=b"-_", validate=True))
            if found is None:
                raise CursorError
            return cls(int(found[1]), date.fromisoformat(found[2].decode()), found[3].decode())
        except (binascii.Error, ValueError):
            raise CursorError from None


def page_end(
    session: Session,
    case: str,
    after: int,
    columns: Sequence[InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None]],
    byte_limit: int,
    limit: int = WINDOW_ROWS,
) -> int:
    """Return the last sequence of the page after `after`: at least one row if there is one, else `after`.

    A page is bounded in rows and in the bytes of these columns, without reading what they hold.
    """
    kind = columns[0].class_
    size = sum((func.coalesce(func.length(column), 0) for column in columns), literal(0))
    rows = session.execute(
        select(kind.sequence, size)
        .where(kind.case == case, kind.sequence > after)
        .order_by(kind.sequence)
        .limit(limit)
    ).all()
    count = _rows_that_fit((size for _sequence, size in rows), byte_limit)
    return rows[count - 1][0] if count else after


def page_of(
    session: Session, query: Select[*tuple[Any, ...]], size: ColumnElement[int], limit: int, byte_limit: int
) -> tuple[Sequence[Row[*tuple[Any, ...]]], bool]:
    """Return the first rows of a query, and whether others follow. `size` is what counts of a row, in bytes.

    One author's large rows must not make a page longer than a workstation reads.
    """
    sizes = session.scalars(query.with_only_columns(size).limit(limit + 1)).all()
    count = _rows_that_fit(sizes[:limit], byte_limit)
    return session.execute(query.limit(count)).all(), len(sizes) > count


def page_by_case(
    database: Database,
    query: Select[*tuple[Any, ...]],
    size: ColumnElement[int],
    cursor: str | None,
    limit: int,
    byte_limit: int,
) -> tuple[Sequence[Row[*tuple[Any, ...]]], str | None]:
    """Return a page of a query whose first column is the case, and the cursor of the next page.

    The order of the cases' random names tells nothing. `size` is as in `page_of`. Raises `CursorError`.
    """
    require_case_cursor(cursor)
    case = query.selected_columns[0]
    if cursor is not None:
        query = query.where(case > cursor)
    with database.read() as session:
        rows, more = page_of(session, query.order_by(case), size, limit, byte_limit)
    return rows, rows[-1][0] if more else None


def require_case_cursor(cursor: str | None) -> None:
    """Raise `CursorError` for a cursor that is no name of a case."""
    if cursor is not None and not _CASE.fullmatch(cursor):
        raise CursorError


def up_to(content: InstrumentedAttribute[bytes | None], most: int) -> ColumnElement[bytes | None]:
    """Return the content as a column that is NULL where it has more than `most` bytes, which are not read then."""
    return choice((func.length(content) <= most, content), else_=None)


def people_left_out(counts: Mapping[str, int]) -> Unlisted:
    """Return by name how many rows of whom are not listed; rows without a name are not counted."""
    found = (UnlistedRows(person, rows) for person, rows in sorted(counts.items()) if person and rows)
    return tuple(found)[:MOST_PEOPLE_COUNTED]


def _rows_that_fit(sizes: Iterable[int], byte_limit: int) -> int:
    """Return how many of the first rows, by their sizes, fit into a page: at least one if there is one."""
    count = total = 0
    for size in sizes:
        total += size
        if count and total > byte_limit:
            break
        count += 1
    return count
