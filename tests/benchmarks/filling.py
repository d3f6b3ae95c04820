"""Many cases, quickly: one genuine case is copied row by row, in whatever tables the store has.

Each copy gets an identifier, lookups and blob names of its own, and days up to `DAYS_BACK` earlier; its ciphertexts
are the genuine one's, so that everything has its true size. New tables and columns are copied by themselves; a column
whose values should differ from case to case gets a line in `_varied`.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import Date, LargeBinary, Table

from store.model import Base
from store.model.columns import HEX_DIGITS, LOOKUP_BYTES
from tests.office import TestOffice

DAYS_BACK: Final = 900
_SEED: Final = 20_260_801
_CACHE_KIBIBYTES: Final = 2_000_000
_FAR_AWAY: Final = date(9000, 1, 1)  # a day after this stands for none


def fill(office: TestOffice, cases: int) -> None:
    """Bring the store of this office, which no process may have open, to this number of cases."""
    genuine = office.report("Laporan asli yang disalin").case
    office.database.close()
    path = office.database.engine.url.database
    with contextlib.closing(sqlite3.connect(str(path), isolation_level=None)) as connection:
        # Nothing here has to survive a crash, and nobody else looks on.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIBIBYTES}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for table in Base.metadata.sorted_tables:
            _copy(connection, table, genuine, cases - 1)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def count(office: TestOffice) -> int:
    """How many cases there are."""
    with office.database.read() as session:
        found: int = session.connection().exec_driver_sql('SELECT count(*) FROM "case"').scalar_one()
    return found


@dataclass(frozen=True, slots=True)
class _Copy:
    """One of the cases to be: all tables agree about it."""

    case: str
    shift: timedelta


def _copies(number: int) -> Iterator[_Copy]:
    """The same ones at each call, in the order of their identifiers."""
    chance = Random(_SEED)  # noqa: S311 - made-up cases, the same in every run
    for at in range(number):
        # Sorted without being held in memory: the leading digits count, the others are random.
        identifier = f"{at * 16**8 // max(number, 1):08x}{chance.getrandbits(96):024x}"
        yield _Copy(identifier, timedelta(days=chance.randrange(DAYS_BACK)))


def _copy(connection: sqlite3.Connection, table: Table, genuine: str, number: int) -> None:
    key = "id" if table.name == "case" else "case"
    if key not in table.columns:
        return
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    rows = connection.execute(
        f'SELECT {columns} FROM "{table.name}" WHERE "{key}" = ?',  # noqa: S608 - our own names
        (genuine,),
    ).fetchall()
    marks = ", ".join("?" * len(names))
    statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names
    chance = Random(_SEED + 1)  # noqa: S311 - see above
    connection.executemany(
        statement,
        (
            tuple(_varied(table, name, value, copy, chance) for name, value in zip(names, row, strict=True))
            for copy in _copies(number)
            for row in rows
        ),
    )


def _varied(table: Table, name: str, value: Any, copy: _Copy, chance: Random) -> Any:  # noqa: ANN401 - any column's
    column = table.columns[name]
    if name == "case" or (table.name, name) == ("case", "id"):
        return copy.case
    if isinstance(column.type, Date) and value is not None:
        return _earlier(value, copy.shift)
    if not column.primary_key:
        return value
    if isinstance(column.type, LargeBinary):
        return chance.randbytes(LOOKUP_BYTES)
    if name == "name":
        return f"{chance.getrandbits(4 * HEX_DIGITS):0{HEX_DIGITS}x}"
    return value


def _earlier(day: str, shift: timedelta) -> str:
    then = date.fromisoformat(day)
    return day if then > _FAR_AWAY else (then - shift).isoformat()
