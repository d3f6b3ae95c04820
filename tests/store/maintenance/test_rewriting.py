"""One copy of the database alone does not tell, by the places of rows in its pages, that a file was withdrawn."""

import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import delete, insert, select

from store.attachments.blobs import Blobs
from store.cases.conversation import append_reporter_entry
from store.cases.withdrawals import withdraw
from store.engine.database import Database
from store.maintenance.rewriting import ROWS_AT_ONCE, rewrite_files
from store.maintenance.sweep import sweep
from store.model import Blob
from store.values import StoredBlob
from tests.clocks import MovableClock
from tests.store.cases.test_withdrawals import entry, withdrawal
from tests.store.conftest import ON_BOTH, ON_SQLITE, CaseMaker

TREES: Final = ("blob", "ix_blob_case_sequence", "ix_blob_case_event", "ix_blob_unbound")
INTERIOR, LEAF = 2, 10  # of an index, or of a table without row numbers


class TreePage:
    """A page of a tree, as https://www.sqlite.org/fileformat2.html describes it."""

    def __init__(self, content: bytes) -> None:
        kind, hole, cells = struct.unpack_from(">BHH", content)
        assert kind in {INTERIOR, LEAF}
        self._kind, self._hole = int(kind), int(hole)
        self._content = content
        self.cells: tuple[int, ...] = struct.unpack_from(f">{cells}H", content, 12 if self.is_interior else 8)
        """Where the rows of the page lie, in the order of their keys."""

    @property
    def is_interior(self) -> bool:
        return self._kind == INTERIOR

    def children(self) -> list[int]:
        """The numbers of the pages below."""
        if not self.is_interior:
            return []
        return [struct.unpack_from(">I", self._content, place)[0] for place in (*self.cells, 8)]

    def holes(self) -> Iterator[int]:
        """The lengths of what deleted rows left free between others."""
        place = self._hole
        while place:
            place, length = struct.unpack_from(">HH", self._content, place)
            yield length


def pages(database: Database, folder: Path, tree: str) -> Iterator[TreePage]:
    """The pages of a table or an index, as they lie in the file."""
    assert database.truncate_wal()
    content = (folder / "database" / "store.sqlite3").read_bytes()
    with database.read() as session:
        connection = session.connection()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = ?", (tree,))
        below = [root.scalar_one()]
    while below:
        number = below.pop()
        page = TreePage(content[(number - 1) * size : number * size])
        below += page.children()
        yield page


def layout(database: Database, folder: Path) -> list[tuple[str, tuple[int, ...], list[int]]]:
    """Where the rows of each page lie, and its holes."""
    return [
        (tree, page.cells, list(page.holes())) for tree in TREES for page in pages(database, folder, tree)
    ]


def with_files(database: Database, make_case: CaseMaker, files: int) -> list[str]:
    """Cases whose files came in turns; return the names of the last case's."""
    cases = [make_case() for _ in range(3)]
    names: list[str] = []
    for place in range(2, 2 + files):
        for case in cases:
            names.append(secrets.token_hex(16))
            append_reporter_entry(database, entry(case, place, StoredBlob(names[-1], 5_000)))
    withdraw(database, withdrawal(cases[-1], 2 + files, 3, names[5]))
    return [name for name in names if name != names[5]]


def in_table(database: Database) -> list[dict[str, object]]:
    with database.read() as session:
        return [dict(row) for row in session.execute(select(Blob.__table__).order_by(Blob.name)).mappings()]


def written_anew(database: Database, rows: list[dict[str, object]]) -> None:
    """The table as it is if nothing but these rows was ever in it, in this order."""
    with database.write() as session:
        session.execute(delete(Blob))
        for row in rows:
            session.execute(insert(Blob), row)


@ON_SQLITE
def test_after_the_sweep_the_rows_lie_as_if_the_withdrawn_file_had_never_been(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker, folder: Path
) -> None:
    names = with_files(database, make_case, 40)
    before, rows = layout(database, folder), in_table(database)
    assert [row["name"] for row in rows] == sorted(names)
    sweep(database, blobs, time.clock)
    after = layout(database, folder)
    assert in_table(database) == rows
    assert after != before
    written_anew(database, rows[::2] + rows[1::2])
    assert layout(database, folder) not in (before, after)
    rewrite_files(database)
    assert layout(database, folder) == after


@ON_SQLITE
def test_what_comes_after_the_rewriting_lies_as_it_would_anyway(
    database: Database, make_case: CaseMaker, folder: Path
) -> None:
    """The page of a table with few files has room: nothing in it says where the row of a withdrawn file was."""
    names = with_files(database, make_case, 2)
    rewrite_files(database)
    case = make_case()
    later = StoredBlob(secrets.token_hex(16), 5_000)
    append_reporter_entry(database, entry(case, 2, later))
    [page] = pages(database, folder, "blob")
    by_age = sorted(range(len(page.cells)), key=lambda cell: -page.cells[cell])
    assert list(page.holes()) == []
    assert [sorted([*names, later.name])[cell] for cell in by_age] == [*sorted(names), later.name]


@ON_BOTH
@pytest.mark.parametrize("rows_at_once", [1, 7, 50, ROWS_AT_ONCE])
def test_every_row_is_as_before_whatever_the_share(
    database: Database, make_case: CaseMaker, rows_at_once: int
) -> None:
    with_files(database, make_case, 20)
    before = in_table(database)
    rewrite_files(database, rows_at_once)
    assert in_table(database) == before
    assert len(before) == 59
