"""The envelopes of a case for those who may open it, and their digests for who has them already."""

import hashlib
from typing import Final

from sqlalchemy import case as either
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.api.messages import PAGE_BYTES, CaseRow, EntryPage, EntryRow
from store.cases.case_list import open_row_in
from store.cases.paging import WINDOW_BYTES, page_end
from store.cases.tombstones import part_tombstones_in
from store.domain.fields import MAX_SEQUENCE
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.model import Entry

_DIGESTS_AT_ONCE: Final = 2_000  # of each of which a few hundred bytes leave
_SEALED_REPLY: Final = either((Entry.author != REPORTER, Entry.sealed)).label("sealed")


def entries(
    database: Database,
    person: str,
    case: str,
    after: int = 0,
    through: int = MAX_SEQUENCE,
    byte_limit: int = PAGE_BYTES,
) -> EntryPage:
    """Return the envelopes between two places: the first always, then up to `byte_limit` in all.

    Raises `NotFoundError`.
    """
    with database.read() as session:
        row = open_row_in(session, person, case)
        end = min(through, page_end(session, case, after, (Entry.envelope,), byte_limit))
        return _page(session, row, (after, end, through), digests=False)


def digests(
    database: Database, person: str, case: str, after: int = 0, through: int = MAX_SEQUENCE
) -> EntryPage:
    """Return the same rows with the digests of the envelopes in their places. Raises `NotFoundError`."""
    read = Entry.envelope, Entry.sealed
    with database.read() as session:
        row = open_row_in(session, person, case)
        end = min(through, page_end(session, case, after, read, WINDOW_BYTES, _DIGESTS_AT_ONCE))
        return _page(session, row, (after, end, through), digests=True)


def _page(session: Session, row: CaseRow, extent: tuple[int, int, int], *, digests: bool) -> EntryPage:
    case, (after, end, through) = row.case, extent
    found = session.execute(
        select(Entry.sequence, Entry.author, Entry.day, Entry.envelope, _SEALED_REPLY)
        .where(Entry.case == case, Entry.sequence > after, Entry.sequence <= end)
        .order_by(Entry.sequence)
    )
    tombstones = part_tombstones_in(session, case) if row.destroyed_parts else {}
    shown = tuple(
        EntryRow(
            entry.sequence,
            entry.author,
            entry.day,
            None if digests else entry.envelope,
            _digest(entry.sealed),
            tombstones.get(entry.sequence),
            _digest(entry.envelope) if digests else None,
        )
        for entry in found
    )
    return EntryPage(row, shown, end < min(row.last_sequence, through))


def _digest(ciphertext: bytes | None) -> str | None:
    return None if ciphertext is None else hashlib.sha256(ciphertext).hexdigest()
