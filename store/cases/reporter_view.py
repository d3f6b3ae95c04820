"""A case as its reporter sees it: the facts at its top, and the entries that the mailbox can open."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.cases.mailboxes import own_places_in
from store.cases.paging import WINDOW_BYTES, WINDOW_ROWS, page_end
from store.cases.tombstones import part_tombstones_in
from store.domain.envelope import SignedPlaces
from store.domain.tombstone import PartTombstone
from store.engine.database import Database
from store.errors import NotFoundError
from store.model import Case, CaseProjection, Entry, Exclusion


@dataclass(frozen=True, slots=True)
class ReporterEntry:
    """An entry that the mailbox can open; `sealed` is None where the store says that the reporter's copy was erased.

    It is `gone` if the office cannot read it any more either. Then `tombstone` says, if two people destroyed it, that
    they did.
    """

    sequence: int
    author: str
    day: date
    sealed: bytes | None = field(repr=False)
    gone: bool = False
    tombstone: PartTombstone | None = None


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The facts at the top of a case's conversation; `exclusion` is sealed to the mailbox."""

    stage: str
    received: date
    due: date | None
    exclusion: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReporterView(CaseHead):
    """A case as its reporter sees it; `more` when entries follow.

    `own_places` is the signed list of the reporter's places, at least as recent as these entries; None if it was lost.
    """

    needs_attention: bool
    last_sequence: int
    own_places: SignedPlaces | None
    entries: tuple[ReporterEntry, ...]
    more: bool


def case_head(database: Database, case: str) -> CaseHead:
    """Return the facts at the top of the conversation without reading it. Raises `NotFoundError`."""
    with database.read() as session:
        found, projection, exclusion = _head(session, case)
        return CaseHead(found.stage, found.received, projection.due, exclusion.record)


def reporter_view(database: Database, case: str, after: int = 0, limit: int = WINDOW_ROWS) -> ReporterView:
    """Return the entries after a place, at most `limit` and about 16 MiB. Raises `NotFoundError`."""
    with database.read() as session:
        found, projection, exclusion = _head(session, case)
        end = page_end(session, case, after, (Entry.sealed,), WINDOW_BYTES, limit)
        rows = session.execute(
            select(
                Entry.sequence, Entry.author, Entry.day, Entry.sealed, Entry.envelope.is_(None).label("gone")
            )
            .where(Entry.case == case, Entry.sequence > after, Entry.sequence <= end)
            .order_by(Entry.sequence)
        )
        tombstones = part_tombstones_in(session, case)
        entries = tuple(
            ReporterEntry(
                row.sequence, row.author, row.day, row.sealed, row.gone, tombstones.get(row.sequence)
            )
            for row in rows
        )
        return ReporterView(
            found.stage,
            found.received,
            projection.due,
            exclusion.record,
            projection.sought is not None,
            found.last_sequence,
            own_places_in(session, case),
            entries,
            end < found.last_sequence,
        )


def _head(session: Session, case: str) -> tuple[Case, CaseProjection, Exclusion]:
    found, projection = session.get(Case, case), session.get(CaseProjection, case)
    exclusion = session.get(Exclusion, case)
    if found is None or projection is None or exclusion is None:
        raise NotFoundError
    return found, projection, exclusion
