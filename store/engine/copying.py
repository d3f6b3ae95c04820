"""An exact copy of a SQLite database as it is at one moment, and the exchange of a database for such a copy."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from crypto.errors import marked
from store.engine import sqlite
from store.engine.driver_errors import sqlite_error
from store.errors import StoreDamagedError
from store.web.durable import fsync_folder

_LOGS: Final = ("-wal", "-shm", "-journal")
_DAMAGED: Final = marked(
    "The database is damaged: a copy of it would be of no use. Keep the backup from before."
)


def clone_database(source: Path, copy: Path, busy_seconds: float) -> None:
    """Write an exact copy of a database, page by page, to the new file `copy`, readable by this user alone."""
    copy.touch(0o600, exist_ok=False)
    try:
        with closing(sqlite.connect_to_read(source)) as database, closing(sqlite3.connect(copy)) as clone:
            sqlite.set_patience(database, busy_seconds)
            database.backup(clone)
            clone.execute("PRAGMA journal_mode = DELETE")
            whole = clone.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.Error as error:
        raise sqlite_error(error) from None
    if not whole:
        raise StoreDamagedError(_DAMAGED)


def put_back_database(copy: Path, target: Path, mode: int) -> None:
    """Exchange a database that no process has open for a copy of it; may run again after it broke off.

    The logs of the other one go first: SQLite would read them as part of the copy.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as new, copy.open("rb") as old:
        os.fchmod(descriptor, mode)
        shutil.copyfileobj(old, new)
        new.flush()
        os.fsync(descriptor)
    for end in _LOGS:
        target.with_name(target.name + end).unlink(missing_ok=True)
    part.replace(target)
    fsync_folder(target.parent)
