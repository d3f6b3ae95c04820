"""The sweep, which removes what has expired. Any process may run it at any time, and two may at once."""

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Executable, Select, delete, select, tuple_, update

from store.attachments.blobs import Blobs
from store.cases.mailboxes import spent_values
from store.domain.clock import Clock
from store.engine.database import Database
from store.maintenance.destruction import destroy_due
from store.maintenance.rewriting import rewrite_files
from store.model import Blob, Entry, ReporterSession, Slot
from store.model.blob import UNBOUND
from store.model.entry import OWN_COPY
from store.values import SlotKind

OWN_COPY_DAYS: Final = 30
UNBOUND_DAYS: Final = 1
_BATCH: Final = 500


def sweep(database: Database, blobs: Blobs, clock: Clock) -> None:
    """Remove what has expired: sessions, forms, reporters' copies, uploads, and cases whose end two people signed.

    It ends by writing the rows of files anew, and by clearing erased bytes from the write-ahead log, those of this run
    and of earlier ones.
    """
    with ExitStack() as each:  # a missing blob disk must not keep reporters' copies from being erased
        each.callback(_clear_log, database)
        each.callback(rewrite_files, database)
        each.callback(_sweep_files, database, blobs, clock.today())
        each.callback(destroy_due, database, blobs, clock.today())
        _sweep_rows(database, clock.today(), clock.seconds())


def _clear_log(database: Database) -> None:
    if not database.truncate_wal():
        database.wal_pending.set()  # a backup reads for minutes


def _sweep_rows(database: Database, today: date, now: int) -> None:
    for statement in (
        _end_sessions(now),
        _spend_forms(today),
        _delete_spent(today),
        _erase_copies(today - timedelta(days=OWN_COPY_DAYS)),
    ):
        deque(_repeat(database, statement), maxlen=0)  # to its end


def _sweep_files(database: Database, blobs: Blobs, today: date) -> None:
    oldest_kept = today - timedelta(days=UNBOUND_DAYS)  # a blob made before midnight may be bound after
    blobs.remove_abandoned()
    _remove_unbound(database, blobs, oldest_kept)
    _remove_orphans(database, blobs, oldest_kept)


def _remove_unbound(database: Database, blobs: Blobs, oldest_kept: date) -> None:
    """Remove rows before files: a reply binding such a blob meanwhile either keeps it or learns that it is gone."""
    old = select(Blob.name).where(UNBOUND, Blob.day < oldest_kept).limit(_BATCH)
    blobs.discard(_repeat(database, delete(Blob).where(UNBOUND, Blob.name.in_(old)).returning(Blob.name)))


def _remove_orphans(database: Database, blobs: Blobs, oldest_kept: date) -> None:
    """Remove files without a row: their upload broke off between the rename and the commit."""
    old = blobs.names(before=oldest_kept)
    while batch := list(islice(old, _BATCH)):
        with database.read() as session:
            known = set(session.scalars(select(Blob.name).where(Blob.name.in_(batch))))
        blobs.discard(name for name in batch if name not in known)


def _end_sessions(now: int) -> Executable:
    ended = select(ReporterSession.lookup).where(ReporterSession.expires <= now).limit(_BATCH)
    return delete(ReporterSession).where(ReporterSession.lookup.in_(ended)).returning(ReporterSession.case)


def _spend_forms(today: date) -> Executable:
    return update(Slot).where(_expired(SlotKind.FORM, today)).values(spent_values(today)).returning(Slot.case)


def _delete_spent(today: date) -> Executable:
    return delete(Slot).where(_expired(SlotKind.SPENT, today)).returning(Slot.case)


def _expired(kind: SlotKind, today: date) -> ColumnElement[bool]:
    return Slot.lookup.in_(
        select(Slot.lookup).where(Slot.expires < today, Slot.kind == kind.value).limit(_BATCH)
    )


def _erase_copies(oldest_kept: date) -> Executable:
    place = tuple_(Entry.case, Entry.sequence)
    return update(Entry).where(place.in_(old_copies(oldest_kept))).values(sealed=None).returning(Entry.case)


def old_copies(oldest_kept: date) -> Select[str, int]:
    """Return a query for some places where a reporter's copy is older than it may be."""
    return select(Entry.case, Entry.sequence).where(OWN_COPY, Entry.day < oldest_kept).limit(_BATCH)


def _repeat(database: Database, statement: Executable) -> Iterator[Any]:
    """Run a statement on `_BATCH` rows at a time, a transaction each, so that reports can arrive in between."""
    while True:
        with database.write() as session:
            done = session.scalars(statement, execution_options={"synchronize_session": False}).all()
        yield from done
        if len(done) < _BATCH:
            return
