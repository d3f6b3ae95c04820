"""Cases as stored, row by row and unjudged, for the audit, which trusts none of it.

All rows of a case are read in one transaction, so that a running gateway does not look like a forger. SQLite keeps
any value in any column, so the type of each is checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, func, inspect, select
from sqlalchemy.orm import Session

from store.cases.mailboxes import own_places_in
from store.cases.signatories import excluded_signatories_in
from store.cases.tombstones import part_tombstones_in
from store.domain.envelope import Excluded, SignedPlaces
from store.domain.event import NO_EVENT, SignedEvent
from store.domain.tombstone import PartTombstone
from store.engine.database import Database
from store.errors import NotFoundError, StoreDamagedError
from store.model import (
    Access,
    Base,
    Case,
    CaseProjection,
    Entry,
    Statistic,
    StatisticReader,
    StoredEvent,
    StoredIdentity,
    StoredIdentityRequest,
)
from store.model.access import ATTENTION_RANK


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """A row of the chain: its number, what was signed, and the ciphertext beside it."""

    number: int
    signed: SignedEvent
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """A place of the conversation, its author, and its day; `gone` where there is no message."""

    sequence: int
    author: str
    day: date
    gone: bool


@dataclass(frozen=True, slots=True)
class KeptAccess:
    """A person for whom the gateway serves the case, and the way it shows in their list."""

    person: str
    part: str
    declared: bool
    mine: bool
    needs_attention: bool
    stage: str


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """The custodian asked by an event, and the event that answered."""

    sequence: int
    custodian: str
    answered: int | None


@dataclass(frozen=True, slots=True)
class KeptProjection:
    """The part of the chain that the lists repeat."""

    events: int
    head: str
    handler: str | None
    attention_request: int | None
    until: date | None
    identified: bool
    proposed: int | None = None
    signatory: str | None = None
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """All rows of a case that the chain of decisions explains.

    `statistics_readers` are served its statistics. `part_tombstones` say by place why messages are gone.
    `excluded_signatories` may sign no destruction.
    """

    case: str
    sealing_key: bytes
    voice_key: bytes
    stage: str
    received: date
    last_sequence: int
    has_identity: bool
    projection: KeptProjection | None
    events: tuple[KeptEvent, ...]
    entries: tuple[EntryRecord, ...]
    own_places: SignedPlaces | None
    access: tuple[KeptAccess, ...]
    requests: tuple[KeptRequest, ...]
    statistics_readers: tuple[str, ...]
    part_tombstones: Mapping[int, PartTombstone]
    excluded_signatories: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True)
class KeptEnd:
    """The end of a case as it is stored: its last event with both digests, and the number of its last message."""

    events: int
    head: str
    statement: str
    highest: int


def ends(database: Database) -> dict[str, KeptEnd]:
    """Return where each case ends, by its identifier."""
    last = select(StoredEvent.case, func.max(StoredEvent.sequence).label("sequence")).group_by(
        StoredEvent.case
    )
    newest = last.subquery()
    query = (
        select(
            Case.id, Case.last_sequence, StoredEvent.sequence, StoredEvent.statement, StoredEvent.signature
        )
        .outerjoin(newest, newest.c.case == Case.id)
        .outerjoin(
            StoredEvent, (StoredEvent.case == newest.c.case) & (StoredEvent.sequence == newest.c.sequence)
        )
        .order_by(Case.id)
    )
    with database.read() as session:
        return {row.id: _end(row[1], row[2], row[3], row[4]) for row in session.execute(query)}


def _end(messages: int, number: int | None, statement: bytes | None, signature: bytes | None) -> KeptEnd:
    if number is None or statement is None or signature is None:
        return KeptEnd(0, NO_EVENT, NO_EVENT, messages)
    signed = SignedEvent(statement, signature)
    return KeptEnd(number, signed.digest, signed.statement_digest, messages)


def case_names(database: Database) -> tuple[str, ...]:
    """Return the identifiers of all cases, sorted; of one that is no text, a text that finds nothing."""
    with database.read() as session:
        return tuple(str(case) for case in session.scalars(select(Case.id).order_by(Case.id)))


def statistics_cases(database: Database) -> tuple[str, ...]:
    """Return the identifiers of all cases of which there are figures, also of those that were destroyed."""
    with database.read() as session:
        return tuple(str(case) for case in session.scalars(select(Statistic.case).order_by(Statistic.case)))


def record(database: Database, case: str) -> CaseRecord:
    """Return one case.

    Raises `NotFoundError` if there is none, `StoreDamagedError` if a row holds an impossible value.
    """
    with database.read() as session:
        try:
            return _record(session, case)
        except (TypeError, ValueError):
            raise StoreDamagedError from None


def _record(session: Session, case: str) -> CaseRecord:
    found = session.get(Case, case)
    if found is None:
        raise NotFoundError
    _require_types(found)
    return CaseRecord(
        case=found.id,
        sealing_key=found.sealing_key,
        voice_key=found.voice_key,
        stage=found.stage,
        received=found.received,
        last_sequence=found.last_sequence,
        has_identity=session.get(StoredIdentity, found.id) is not None,
        projection=_projection(session, found.id),
        events=_events(session, found.id),
        entries=_entries(session, found.id),
        own_places=own_places_in(session, found.id),
        access=_access(session, found.id),
        requests=_requests(session, found.id),
        statistics_readers=_statistics_readers(session, found.id),
        part_tombstones=MappingProxyType(part_tombstones_in(session, found.id)),
        excluded_signatories=excluded_signatories_in(session, found.id),
    )


def _projection(session: Session, case: str) -> KeptProjection | None:
    row = session.get(CaseProjection, case)
    if row is None:
        return None
    _require_types(row)
    return KeptProjection(
        row.events,
        row.head,
        row.handler,
        row.sought,
        row.until,
        row.identified,
        row.proposed,
        row.signatory,
        row.signed,
    )


def _events(session: Session, case: str) -> tuple[KeptEvent, ...]:
    rows = session.scalars(
        select(StoredEvent).where(StoredEvent.case == case).order_by(StoredEvent.sequence)
    ).all()
    _require_types(*rows)
    return tuple(
        KeptEvent(row.sequence, SignedEvent(row.statement, row.signature), row.content) for row in rows
    )


def _entries(session: Session, case: str) -> tuple[EntryRecord, ...]:
    columns = [inspect(Entry).columns[name] for name in ("sequence", "author", "day")]  # not the messages
    gone = Entry.envelope.is_(None)
    rows = session.execute(select(*columns, gone).where(Entry.case == case).order_by(Entry.sequence)).all()
    for row in rows:
        for column, value in zip(columns, row[:-1], strict=True):
            _require_type(column, value)
    return tuple(EntryRecord(row[0], row[1], row[2], gone=bool(row[3])) for row in rows)


def _access(session: Session, case: str) -> tuple[KeptAccess, ...]:
    rows = session.scalars(select(Access).where(Access.case == case).order_by(Access.person)).all()
    _require_types(*rows)
    return tuple(
        KeptAccess(row.person, row.part, row.declared, row.mine, row.rank == ATTENTION_RANK, row.stage)
        for row in rows
    )


def _requests(session: Session, case: str) -> tuple[KeptRequest, ...]:
    rows = session.scalars(
        select(StoredIdentityRequest)
        .where(StoredIdentityRequest.case == case)
        .order_by(StoredIdentityRequest.sequence, StoredIdentityRequest.custodian)
    ).all()
    _require_types(*rows)
    return tuple(KeptRequest(row.sequence, row.custodian, row.answered) for row in rows)


def _statistics_readers(session: Session, case: str) -> tuple[str, ...]:
    rows = select(StatisticReader).where(StatisticReader.case == case).order_by(StatisticReader.person)
    readers = session.scalars(rows).all()
    _require_types(*readers)
    return tuple(reader.person for reader in readers)


def _require_types(*rows: Base) -> None:
    """Raise `TypeError` unless every value in these rows has the type of its column."""
    for row in rows:
        for column in inspect(type(row)).columns:
            _require_type(column, getattr(row, column.key))


def _require_type(column: Column[Any], value: object) -> None:
    fits = column.nullable if value is None else type(value) is column.type.python_type
    if not fits:
        raise TypeError
