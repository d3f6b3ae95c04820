"""Many cases, quickly: one genuine case is copied row by row, in whatever tables the store has.

Each copy gets an identifier, lookups and blob names of its own, and days up to `DAYS_BACK` earlier; its ciphertexts
are the genuine one's, so that everything has its true size. New tables and columns are copied by themselves; a column
whose values should differ from case to case gets a line in `_varied`. Some cases, `MARKED` of them spread over all,
are unread and handled by their officers; the others are neither, so that a filter has to find few among many.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import Column, Date, LargeBinary, Table

from store.maintenance.sweep import sweep
from store.model import Base, Entry, Slot, StoredIdentity
from store.model.columns import HEX_DIGITS, LOOKUP_BYTES
from store.values import SlotKind
from tests.office import TestOffice

DAYS_BACK: Final = 900
MARKED: Final = 60
_OWN_COPY: Final = timedelta(days=30)
_IDENTIFIED_EVERY: Final = 10
_SEED: Final = 20_260_801
_CACHE_KIBIBYTES: Final = 2_000_000
_TOLD: Final = frozenset({"case.id", "entry.sealed", "access.unread", "access.mine", "standing.identified"})
_FAR_AWAY: Final = date(9000, 1, 1)  # a day after this stands for none


def fill(office: TestOffice, cases: int) -> None:
    """Bring the store of this office, which no process may have open, to this number of cases."""
    genuine = _genuine(office)
    office.database.close()
    path = office.database.engine.url.database
    with contextlib.closing(sqlite3.connect(str(path), isolation_level=None)) as connection:
        # Nothing here has to survive a crash, and no other process looks on.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIBIBYTES}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for table in Base.metadata.sorted_tables:
            _copy(connection, table, genuine, cases - 1)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    os.sync()  # or the first checkpoint, with everybody waiting, would write all of it
    sweep(office.database, office.blobs, office.clock)


def _genuine(office: TestOffice) -> str:
    """A case with an identity, whose ciphertext is as large as the report's."""
    case = office.report("Laporan asli yang disalin").case
    with office.database.write() as session:
        report = session.get_one(Entry, (case, 1))
        session.add(StoredIdentity(case=case, envelope=report.envelope, day=report.day))
    return case


def count(office: TestOffice) -> int:
    """Return how many cases there are."""
    with office.database.read() as session:
        found: int = session.connection().exec_driver_sql('SELECT count(*) FROM "case"').scalar_one()
    return found


@dataclass(frozen=True, slots=True)
class _Copy:
    """One of the cases to be: all tables agree about it."""

    case: str
    shift: timedelta
    marked: bool
    identified: bool


def _copies(number: int) -> Iterator[_Copy]:
    """The same ones at each call, in the order of their identifiers."""
    chance = Random(_SEED)  # noqa: S311 - made-up cases, the same in every run
    for at in range(number):
        # Sorted without being held in memory: the leading digits count, the others are random.
        identifier = f"{at * 16**8 // max(number, 1):08x}{chance.getrandbits(96):024x}"
        yield _Copy(
            case=identifier,
            shift=timedelta(days=chance.randrange(DAYS_BACK)),
            marked=at % max(number // MARKED, 1) == 0,
            identified=at % _IDENTIFIED_EVERY == 0,
        )


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
    varying = [(place, column) for place, column in enumerate(table.columns) if _varies(column)]
    connection.executemany(
        statement,
        (
            _one_more(row, varying, copy, chance)
            for copy in _copies(number)
            for row in rows
            if _is_there(table, row, copy)
        ),
    )


def _one_more(
    row: tuple[Any, ...], varying: list[tuple[int, Column[Any]]], copy: _Copy, chance: Random
) -> list[Any]:
    made = list(row)
    for place, column in varying:
        made[place] = _varied(column, row[place], copy, chance)
    return made


def _is_there(table: Table, row: tuple[Any, ...], copy: _Copy) -> bool:
    """Not every case has an identity; forms of earlier days are gone, as the sweep leaves it."""
    if table.name == Slot.__tablename__:
        return SlotKind.FORM.value not in row or not copy.shift
    return copy.identified or table.name != StoredIdentity.__tablename__


def _varies(column: Column[Any]) -> bool:
    if f"{column.table.name}.{column.name}" in _TOLD or column.name == "case":
        return True
    return column.primary_key or isinstance(column.type, Date)


def _varied(column: Column[Any], value: Any, copy: _Copy, chance: Random) -> Any:  # noqa: ANN401 - any column's
    if column.name == "case":
        return copy.case
    if isinstance(column.type, Date):
        return None if value is None else _earlier(value, copy.shift)
    full = f"{column.table.name}.{column.name}"
    return _told(full, value, copy) if full in _TOLD else _own_key(column, value, chance)


def _told(column: str, value: Any, copy: _Copy) -> Any:  # noqa: ANN401 - any column's
    """Return what the case says of this column."""
    match column:
        case "case.id":
            return copy.case
        case "entry.sealed":
            return value if copy.shift < _OWN_COPY else None
        case "standing.identified":
            return copy.identified
        case _:
            return copy.marked


def _own_key(column: Column[Any], value: Any, chance: Random) -> Any:  # noqa: ANN401 - any column's
    """A part of the primary key that tells cases apart: a lookup, the name of a blob; a number or a person does not."""
    if isinstance(column.type, LargeBinary):
        return chance.randbytes(LOOKUP_BYTES)
    return f"{chance.getrandbits(4 * HEX_DIGITS):0{HEX_DIGITS}x}" if column.name == "name" else value


def _earlier(day: str, shift: timedelta) -> str:
    then = date.fromisoformat(day)
    return day if then > _FAR_AWAY else (then - shift).isoformat()
