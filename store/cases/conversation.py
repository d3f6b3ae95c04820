"""A case's conversation: the entries appended to it, and the erasure of the reporter's own copies."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from store.api.messages import MAX_REPLY_BYTES_OF_PERSON, ReplySubmission
from store.cases.case_files import bind_blobs
from store.cases.mailboxes import put_own_places
from store.cases.standing import void_in
from store.domain.envelope import SignedPlaces
from store.domain.event import CaseRole
from store.domain.procedure.errors import NoRoomInCaseError
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.errors import ConflictError, NotFoundError
from store.model import (
    Access,
    Blob,
    BlobTombstone,
    Case,
    Entry,
    StatisticReader,
    StoredIdentityRequest,
)
from store.model.columns import HEX_DIGITS
from store.values import StoredBlob


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A reporter's message, and the blobs that come with it, already durable.

    `own_places` is the new list of the reporter's places, including this one. `ended` lists people who may no longer
    see the case because they moved into a position that the reporter excluded.
    """

    case: str
    sequence: int
    day: date
    envelope: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    own_places: SignedPlaces = field(repr=False)
    blobs: tuple[StoredBlob, ...] = ()
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewReply:
    """An officer's reply; `blobs` names the files uploaded for it."""

    case: str
    sequence: int
    day: date
    author: str
    envelope: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    blobs: tuple[str, ...] = ()

    @classmethod
    def of(cls, sent: ReplySubmission, case: str, author: str, day: date) -> Self:
        """Return the reply that this person sent for this case on this day."""
        return cls(case, sent.sequence, day, author, sent.envelope, sent.sealed, sent.blobs)


def next_sequence(database: Database, case: str) -> int:
    """Return the place of the next entry. Raises `NotFoundError` if there is no such case."""
    with database.read() as session:
        last = session.scalar(select(Case.last_sequence).where(Case.id == case))
    if last is None:
        raise NotFoundError
    return last + 1


def reporter_bytes(database: Database, case: str) -> int:
    """Return how many bytes of envelopes the reporter has sent in this case, erased copies included."""
    total = func.coalesce(func.sum(func.length(Entry.envelope)), 0)
    with database.read() as session:
        return session.scalar(select(total).where(Entry.case == case, Entry.author == REPORTER)) or 0


def append_reporter_entry(
    database: Database,
    new: NewEntry,
    follow_up: Callable[[Session], None] | None = None,
    withdrawn: str | None = None,
) -> None:
    """Append a message with its blobs, durable on return; `follow_up` may do more in the same transaction.

    A message that withdraws a file leaves a tombstone with the name of that `withdrawn` blob, and any other one with a
    name of nothing: neither their number nor what is written tells withdrawals. It gives access to no one: a person who
    joined the office later sees an earlier case only after a grant. Raises `ConflictError` if another entry came first,
    `NotFoundError`, `TooLongError`, `NotEncryptedMessageError`.
    """
    with database.write() as session:
        append_in(session, new, REPORTER)
        put_own_places(session, new.case, new.own_places)
        void_in(session, new.case)
        session.add_all(
            Blob(name=blob.name, case=new.case, sequence=new.sequence, size=blob.size, day=new.day)
            for blob in new.blobs
        )
        session.execute(
            update(Access)
            .where(Access.case == new.case)
            .values(unread=Access.unread + 1)
            .execution_options(synchronize_session=False)
        )
        if follow_up is not None:
            follow_up(session)
        session.merge(BlobTombstone(name=withdrawn or secrets.token_hex(HEX_DIGITS // 2)))
        if new.ended:
            _end_access(session, new)


def _end_access(session: Session, new: NewEntry) -> None:
    """Hide the case from people who may not see it any more: as officer, team or leader, statistics and identity."""
    gone = new.ended
    for table, person in (
        (Access, Access.person),
        (StatisticReader, StatisticReader.person),
        (StoredIdentityRequest, StoredIdentityRequest.custodian),
    ):
        session.execute(delete(table).where(table.case == new.case, person.in_(gone)))


def append_reply(database: Database, new: NewReply) -> None:
    """Append a reply and bind its blobs, durable on return.

    Raises `NotFoundError` if the author has no such case as an officer, `ConflictError` if another entry came first,
    `BlobNotFreeError` if a blob was not uploaded for this case or is in use, `TooLongError`,
    `NotEncryptedMessageError`, `NoRoomInCaseError`, `NoRoomForTextError`.
    """
    with database.write() as session:
        _locked(session, new.case)  # a dismissal under way takes effect before access is checked
        # A person of this name would speak as the reporter.
        access = session.get(Access, (new.case, new.author))
        if new.author == REPORTER or access is None or access.part != CaseRole.OFFICER.value:
            raise NotFoundError
        database.require_officers_text_room(len(new.envelope) + len(new.sealed))
        append_reply_in(session, new)


def append_reply_in(session: Session, new: NewReply) -> None:
    """Append a reply in a transaction that may do more. The caller checks whether the author may reply."""
    _require_reply_room(session, new)
    append_in(session, new, new.author)
    bind_blobs(session, new.case, new.blobs, sequence=new.sequence)


def require_reply_possible(session: Session, new: NewReply) -> None:
    """Raise what `append_reply_in` would, for all but its files, without writing or waiting."""
    last = session.scalar(select(Case.last_sequence).where(Case.id == new.case))
    if last is None or new.sequence != last + 1:
        raise ConflictError
    _require_reply_room(session, new)


def _require_reply_room(session: Session, new: NewReply) -> None:
    """Refuse a reply beyond the author's share, so that flooding a conversation stops the flooder alone."""
    sizes = sum(func.coalesce(func.length(column), 0) for column in (Entry.envelope, Entry.sealed))
    query = select(func.coalesce(func.sum(sizes), 0)).where(
        Entry.case == new.case, Entry.author == new.author
    )
    size = len(new.envelope) + len(new.sealed)
    if (session.scalar(query) or 0) + size > MAX_REPLY_BYTES_OF_PERSON:
        raise NoRoomInCaseError


def erase_own_copies(database: Database, case: str) -> None:
    """Erase the copies of the reporter's messages that the mailbox could open; officers keep their envelopes.

    The list of the reporter's places stays, so that erased entries can be told from withheld ones.

    While other transactions hold the write-ahead log, what is left in it is tried again each second.
    """
    with database.write() as session:
        session.execute(
            update(Entry)
            .where(Entry.case == case, Entry.author == REPORTER, Entry.sealed.is_not(None))
            .values(sealed=None)
        )
    database.truncate_wal_soon()


def append_in(session: Session, new: NewEntry | NewReply, author: str) -> None:
    """Write the entry in a transaction that may do more. Raises `ConflictError` unless its place is the next."""
    last_sequence, activity = _locked(session, new.case)
    if new.sequence != last_sequence + 1:
        raise ConflictError
    day = max(activity, new.day)  # a clock that went back does not reorder the lists
    session.execute(update(Case).where(Case.id == new.case).values(last_sequence=new.sequence, activity=day))
    session.add(
        Entry(
            case=new.case,
            sequence=new.sequence,
            author=author,
            day=new.day,
            envelope=new.envelope,
            sealed=new.sealed,
        )
    )
    session.flush()  # blobs refer to it


def _locked(session: Session, case: str) -> tuple[int, date]:
    found = session.execute(
        select(Case.last_sequence, Case.activity).where(Case.id == case).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found.last_sequence, found.activity
