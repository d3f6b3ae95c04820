"""Translation of the database driver's errors into the store's: by code, never with a word of the driver's text.

If an administrator can act on an error, it says how in place of its class's sentence, which is for every reader.
"""

import sqlite3
from typing import Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from crypto.errors import marked
from store.engine.connect_errors import CLOSED, RIGHTS, why_closed
from store.errors import (
    ConflictError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
)

_SQLITE: Final[dict[int, type[StoreError]]] = {
    sqlite3.SQLITE_BUSY: StoreBusyError,
    sqlite3.SQLITE_LOCKED: StoreBusyError,
    sqlite3.SQLITE_FULL: StoreFullError,
    sqlite3.SQLITE_READONLY: StoreReadOnlyError,
    sqlite3.SQLITE_PERM: StoreReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: StoreDamagedError,
    sqlite3.SQLITE_CORRUPT: StoreDamagedError,
    sqlite3.SQLITE_NOTADB: StoreDamagedError,
    sqlite3.SQLITE_IOERR: StoreDamagedError,
}
NO_FILE: Final = marked(
    "The file of the database cannot be opened. See that its folder is there, that this user may read and write in it "
    "(kentongan doctor), and that its disk can be written to (dmesg)."
)
_SQLITE_WORDS: Final = {
    sqlite3.SQLITE_CANTOPEN: NO_FILE,
    sqlite3.SQLITE_NOTADB: marked(
        "The file of the database is not one of SQLite. Correct its path in the configuration, or restore a backup."
    ),
    sqlite3.SQLITE_CORRUPT: marked(
        "The file of the database is damaged. Stop both servers, keep a copy of it, and restore a backup."
    ),
    sqlite3.SQLITE_IOERR: marked("The disk of the database does not read or write. Look at it (dmesg)."),
}

# PostgreSQL's SQLSTATE, whole or by class (PostgreSQL documentation, appendix A).
_SQLSTATE: Final[dict[str, type[StoreError]]] = {
    "40001": StoreBusyError,  # serialization failure
    "40P01": StoreBusyError,  # deadlock
    "55P03": StoreBusyError,  # lock not available
    "57014": StoreBusyError,  # statement timeout
    "57P01": StoreBusyError,  # the server is being restarted
    "57P02": StoreBusyError,
    "57P03": StoreBusyError,
    "53100": StoreFullError,  # disk full
    "25006": StoreReadOnlyError,
    "53": StoreBusyError,  # insufficient resources, connections included
    "08": StoreDamagedError,  # no connection
    "58": StoreDamagedError,  # a file of the server cannot be read or written
    "XX": StoreDamagedError,
}
_NO_RIGHT: Final = frozenset({"42501", "3F000"})  # a schema that may not be used is as good as none


def store_error(error: DBAPIError, *, opening: bool = False) -> StoreError:
    """Return the matching kind of `StoreError`, and erase the text of the error itself.

    While `opening` a database, look closer at why a connection was refused.
    """
    kind = _kind(error, opening=opening)
    # PostgreSQL quotes the refused value ("Key (id)=(…) already exists"). Python keeps the replaced error
    # as the new one's context, and something might print it.
    error.args = ()
    if error.orig is not None:
        error.orig.args = ()
    return kind


def _kind(error: DBAPIError, *, opening: bool) -> StoreError:
    if isinstance(error, IntegrityError):
        return ConflictError()
    if isinstance(error.orig, sqlite3.Error):
        return sqlite_error(error.orig)
    if isinstance(error, DataError):
        return ConflictError()  # too long or large for its column, or a NUL: SQLite's checks refuse these
    state = getattr(error.orig, "sqlstate", None)
    if state in _NO_RIGHT:
        return StoreReadOnlyError(RIGHTS)
    if isinstance(state, str):
        return _SQLSTATE.get(state, _SQLSTATE.get(state[:2], StoreError))()
    return StoreDamagedError(
        why_closed(error.orig) if opening else CLOSED
    )  # without a code there was no connection


def sqlite_error(error: sqlite3.Error) -> StoreError:
    """Return the kind of `StoreError` that SQLite's primary result code means."""
    code = getattr(error, "sqlite_errorcode", None)  # errors of the driver itself have none
    if not isinstance(code, int):
        return StoreError()
    primary = code & 0xFF
    return _SQLITE.get(primary, StoreError)(_SQLITE_WORDS.get(primary, ""))
