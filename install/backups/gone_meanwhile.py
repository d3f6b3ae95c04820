"""Files that leave the store while its backup is made: a reporter withdraws them, or two people destroy them.

A dump has the rows of one moment, and files are read after it. Without a second look a reporter who withdraws files all
the while could keep a backup from ever being whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from install.backups.backup_run import BackupRun
from install.backups.index import blob_source, content_digest, message_sources
from store.config import StoreConfig
from store.engine.database import Database, open_to_read
from store.maintenance.gone_files import MessagePlace, Sides, gone_files, has_file, with_tombstone


def is_named(config: StoreConfig, blob: str) -> bool:
    """Return whether a row of the store names this file now."""
    with _reading(config) as database:
        return has_file(database, blob)


def notice_gone_files(run: BackupRun, config: StoreConfig) -> bool:
    """Return whether files of the newest dump have left the store since it was begun.

    The run then knows what lies at their places now, and which of them were withdrawn or destroyed. Of a case that has
    gone as a whole it knows what the dump says.
    """
    places = {named.blob.name: (named.case, named.sequence) for named in run.blobs}
    with _reading(config) as database:
        gone = dict(gone_files(database, places))
        run.blob_tombstones |= with_tombstone(database, gone.keys())
    for name, message in gone.items():
        if message is not None:
            run.contents.pop(blob_source(name), None)
            _notice_message(run, places[name], message)
    return bool(gone)


def _notice_message(run: BackupRun, place: MessagePlace, message: Sides) -> None:
    for source, content in zip(message_sources(*place), message, strict=True):
        if content is None:
            run.contents.pop(source, None)
            run.emptied.add(source)
        else:
            run.contents[source] = content_digest(content)


@contextmanager
def _reading(config: StoreConfig) -> Iterator[Database]:
    database = open_to_read(config.database, busy_seconds=config.busy_seconds)
    try:
        yield database
    finally:
        database.close()
