"""The withdrawal of a reporter's file: its message, what takes the file's place, the blob's end, all or nothing.

A file can be withdrawn until the gateway has served its first byte (`case_list.mark_fetched`), until a legal hold is
laid on its case (`case_files.hold_files`), or until somebody proposes to destroy it (`case_files.hold_file`). All of
them write to the row of the blob, so that one of them comes first.
"""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.cases.conversation import NewEntry, append_reporter_entry
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.errors import FileFetchedError, NotFoundError
from store.model import Blob, Entry


@dataclass(frozen=True, slots=True)
class NewWithdrawal:
    """The `entry` that withdraws a file, and what takes the place `sequence` of that file."""

    entry: NewEntry
    sequence: int
    blob: str
    envelope: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


def withdraw(database: Database, new: NewWithdrawal) -> None:
    """Withdraw a file, durable on return; its bytes are then of no row, and the caller deletes them.

    Raises `FileFetchedError`, `NotFoundError` for a file that is not there any more, and what `append_reporter_entry`
    raises; then nothing has changed.
    """
    append_reporter_entry(database, new.entry, lambda session: _replace(session, new), new.blob)
    database.truncate_wal_soon()
    database.sweep_pending.set()  # where the row of the blob was, a hole tells of it until the sweep


def _replace(session: Session, new: NewWithdrawal) -> None:
    blob = session.get(Blob, new.blob, with_for_update=True)
    entry = session.get(Entry, (new.entry.case, new.sequence))
    if blob is None or entry is None or (blob.case, blob.sequence) != (entry.case, entry.sequence):
        raise NotFoundError
    if entry.author != REPORTER:
        raise NotFoundError
    if blob.fetched:
        raise FileFetchedError
    session.delete(blob)
    entry.envelope, entry.sealed = new.envelope, new.sealed


def unfetched_files(database: Database, case: str) -> frozenset[str]:
    """Return the blobs of the reporter's files that do not count as fetched."""
    return frozenset(blob for blob, fetched in files_with_fetched(database, case).items() if not fetched)


def files_with_fetched(database: Database, case: str) -> dict[str, bool]:
    """Return the blobs of the reporter's files that are there, each with whether it counts as fetched."""
    query = (
        select(Blob.name, Blob.fetched)
        .join(Entry, (Entry.case == Blob.case) & (Entry.sequence == Blob.sequence))
        .where(Blob.case == case, Entry.author == REPORTER)
    )
    with database.read() as session:
        return {row.name: row.fetched for row in session.execute(query)}
