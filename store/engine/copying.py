"""A copy of a SQLite database as it is at one moment, while other connections go on writing."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from store.engine import sqlite
from store.engine.driver_errors import sqlite_error
from store.errors import StoreDamagedError

_DAMAGED: Final = "The database is damaged: a copy of it would be of no use. Keep the backup from before."


def copy_database(source: Path, copy: Path, forgotten: Sequence[str], busy_seconds: float) -> None:
    """Write a copy to the new file `copy`, readable by this user alone, then run the statements of `forgotten` on it.

    `VACUUM INTO` writes rows in key order, so the copy holds neither erased bytes nor the order in which rows came.
    """
    copy.touch(0o600, exist_ok=False)  # SQLite accepts an empty file and keeps its mode
    try:
        with closing(sqlite.connect_to_read(source)) as database:
            sqlite.set_patience(database, busy_seconds)
            database.execute("VACUUM INTO ?", [str(copy)])
        with closing(sqlite3.connect(copy, isolation_level=None)) as database:
            for pragma in ("journal_mode = DELETE", "secure_delete = ON", "synchronous = FULL"):
                database.execute(f"PRAGMA {pragma}")
            for statement in forgotten:
                database.execute(statement)
            database.execute("VACUUM")  # the first VACUUM may leave it to the disk when the file is written
            whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.Error as error:
        raise sqlite_error(error) from None
    if not whole:
        raise StoreDamagedError(_DAMAGED)
