"""An attacker with the store in their hands: all rows of a case and its files, taken down once and put back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.model import Base, PrivateRecord, StoredOfficeTexts
from tests.office import STORE_FILE, TestOffice

Row = tuple[object, ...]
# In an order in which each row finds what it names.
_TABLES: Final = tuple(table.name for table in Base.metadata.sorted_tables if "case" in table.columns)
_OF_NO_CASE: Final = (PrivateRecord.__tablename__, StoredOfficeTexts.__tablename__)


@dataclass(frozen=True)
class CaseRows:
    """The rows of one case at one moment, and what the people of the office keep for themselves."""

    office: TestOffice
    case: str
    rows: dict[str, list[Row]]
    blobs: dict[str, bytes]

    @classmethod
    def taken(cls, office: TestOffice, case: str) -> "CaseRows":
        """Take everything down as it is now."""
        with closing(_connected(office)) as database:
            rows = {name: _rows(database, name, case) for name in _TABLES}
            names = [name for (name,) in database.execute('SELECT name FROM blob WHERE "case" = ?', [case])]
            for name in _OF_NO_CASE:
                rows[name] = database.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - our own names
            rows["case"] = database.execute('SELECT * FROM "case" WHERE id = ?', [case]).fetchall()
        return cls(office, case, rows, {name: _file(office, name).read_bytes() for name in names})

    def put_back(self) -> None:
        """Bring every row and file back to what it was, and take away what was added."""
        with closing(_connected(self.office)) as database, database:
            database.execute(
                'UPDATE "case" SET (stage, activity, last_sequence) = (?, ?, ?) WHERE id = ?', self._heading()
            )
            for name in reversed(_TABLES):
                database.execute(f'DELETE FROM "{name}" WHERE "case" = ?', [self.case])  # noqa: S608 - our own names
            for name in _OF_NO_CASE:
                database.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names
            for name in (*_TABLES, *_OF_NO_CASE):
                for row in self.rows[name]:
                    marks = ", ".join("?" * len(row))
                    database.execute(f'INSERT INTO "{name}" VALUES ({marks})', row)  # noqa: S608 - our own names
        for name, data in self.blobs.items():
            path = _file(self.office, name)
            if not path.exists() or path.read_bytes() != data:
                _write(path, data)

    def write(self, statement: str, *values: object) -> None:
        """Change the store; `sqlite3.IntegrityError` for what its own checks refuse."""
        with self.open() as database:
            database.execute(statement, values)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The store, for many changes at once."""
        with closing(_connected(self.office)) as database, database:
            yield database

    def write_blob(self, name: str, data: bytes) -> None:
        """Exchange a file, and the size that the store notes of it."""
        self.write("UPDATE blob SET size = ? WHERE name = ?", len(data), name)
        _write(_file(self.office, name), data)

    def _heading(self) -> list[object]:
        with closing(_connected(self.office)) as database:
            names = [column[1] for column in database.execute('PRAGMA table_info("case")')]
        found = dict(zip(names, self.rows["case"][0], strict=True))
        return [found["stage"], found["activity"], found["last_sequence"], self.case]


def _connected(office: TestOffice) -> sqlite3.Connection:
    """A connection that does not wait for the disk: nothing here has to survive."""
    database = sqlite3.connect(office.folder / "database" / STORE_FILE, timeout=30)
    database.execute("PRAGMA synchronous = OFF")
    return database


def _rows(database: sqlite3.Connection, table: str, case: str) -> list[Row]:
    return database.execute(f'SELECT * FROM "{table}" WHERE "case" = ?', [case]).fetchall()  # noqa: S608


def _file(office: TestOffice, name: str) -> Path:
    return office.folder / "blobs" / name


def _write(path: Path, data: bytes) -> None:
    path.touch()
    path.chmod(0o640)
    path.write_bytes(data)
