"""Files that leave the store while its backup is made: a reporter withdraws them, or two people destroy them.

A dump has the rows of one moment, and files are read after it. Without a second look a reporter who withdraws files all
the while could keep a backup from ever being whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from install.backups.backup_run import BackupRun, NamedBlob
from install.backups.index import content_digest, message_sources
from store.config import StoreConfig
from store.engine.database import open_to_read
from store.model import Blob, Entry


def is_named(config: StoreConfig, blob: str) -> bool:
    """Return whether a row of the store names this file now."""
    with _reading(config) as session:
        return session.get(Blob, blob) is not None


def notice_gone_files(run: BackupRun, config: StoreConfig) -> bool:
    """Return whether files of the newest dump have left the store since it was begun.

    The run then knows what lies at their places now, and so whether they were withdrawn.
    """
    with _reading(config) as session:
        there = set(session.scalars(select(Blob.name)))
        gone = [named for named in run.blobs if named.blob.name not in there]
        for named in gone:
            run.contents.pop(named.source, None)
            _look_at_message(run, session, named)
    return bool(gone)


def _look_at_message(run: BackupRun, session: Session, named: NamedBlob) -> None:
    """Take in what lies at the place of a file now; a row that is gone tells nothing."""
    entry = session.get(Entry, (named.case, named.sequence))
    if entry is None:
        return
    sides = message_sources(named.case, named.sequence)
    for source, content in zip(sides, (entry.envelope, entry.sealed), strict=True):
        if content is None:
            run.contents.pop(source, None)
            run.emptied.add(source)
        else:
            run.contents[source] = content_digest(content)


@contextmanager
def _reading(config: StoreConfig) -> Iterator[Session]:
    database = open_to_read(config.database, busy_seconds=config.busy_seconds)
    try:
        with database.read() as session:
            yield session
    finally:
        database.close()
