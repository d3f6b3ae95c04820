"""Erased data is gone: from the tables, and from every byte of the database's files."""

import secrets
from datetime import date
from pathlib import Path

import pytest

from store.attachments.blobs import Blobs
from store.cases.conversation import NewEntry, append_reporter_entry, erase_own_copies
from store.cases.mailboxes import NewSession, end_session, open_session
from store.engine.database import Database, open_database
from store.maintenance.sweep import sweep
from store.model import Case
from tests import stand_ins
from tests.clocks import MovableClock
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import ON_SQLITE, CaseMaker

pytestmark = ON_SQLITE  # PostgreSQL promises no such thing of its files

NOW = 1_800_000_000


def mark(size: int = 5_000) -> tuple[bytes, bytes]:
    """A sealed copy, and a piece from its middle that can be found nowhere else."""
    content = secrets.token_bytes(size)
    return stand_ins.sealed(content), content[size // 2 : size // 2 + 16]


def found(folder: Path, piece: bytes) -> bool:
    return any(piece in file.read_bytes() for file in (folder / "database").iterdir())


@pytest.mark.parametrize("size", [3_000, 9_000, 300_000])
def test_an_erased_own_copy_is_in_no_file(
    database: Database, make_case: CaseMaker, folder: Path, size: int
) -> None:
    sealed, piece = mark(size)
    later, later_piece = mark(size)
    case = make_case(sealed=sealed).case
    append_reporter_entry(
        database, NewEntry(case, 2, date(2026, 11, 25), stand_ins.message(), later, SOME_PLACES)
    )
    for _ in range(20):
        make_case()
    assert found(folder, piece)
    assert found(folder, later_piece)
    erase_own_copies(database, case)
    assert not found(folder, piece)
    assert not found(folder, later_piece)


def test_a_copy_whose_days_have_passed_is_in_no_file(
    database: Database, blobs: Blobs, make_case: CaseMaker, folder: Path, time: MovableClock
) -> None:
    sealed, piece = mark()
    make_case(sealed=sealed)
    time.move(days=31)
    sweep(database, blobs, time.clock)
    assert not found(folder, piece)


def test_a_session_that_ended_is_in_no_file(database: Database, make_case: CaseMaker, folder: Path) -> None:
    case = make_case()
    new = NewSession(case.case, secrets.token_bytes(32), secrets.token_bytes(72), NOW)
    open_session(database, new, case.codename.lookup, case.day)
    assert found(folder, new.wrapped)
    end_session(database, new.lookup)
    assert not found(folder, new.wrapped)
    assert not found(folder, new.lookup)


def test_what_a_spent_form_opened_is_in_no_file(
    database: Database, make_case: CaseMaker, folder: Path
) -> None:
    case = make_case()
    assert found(folder, case.form.wrapped)
    session = NewSession(case.case, bytes(32), bytes(72), NOW)
    open_session(database, session, case.codename.lookup, case.day)
    assert not found(folder, case.form.wrapped)
    assert found(folder, case.form.lookup)


def test_a_destroyed_case_is_in_no_file(database: Database, make_case: CaseMaker, folder: Path) -> None:
    case = make_case()
    with database.write() as session:
        session.delete(session.get_one(Case, case.case))
    assert found(folder, case.envelope[2_000:2_016])
    assert database.truncate_wal()
    assert not found(folder, case.envelope[2_000:2_016])
    assert not found(folder, case.case.encode())


def test_a_reader_in_the_way_delays_the_clearing_and_the_next_one_catches_up(
    database: Database, url: str, make_case: CaseMaker, folder: Path
) -> None:
    sealed, piece = mark()
    case = make_case(sealed=sealed).case
    other = open_database(url)
    with other.read() as session:
        session.get_one(Case, case)
        with database.write() as writing:
            writing.delete(writing.get_one(Case, case))
        assert database.truncate_wal(patience=0.1) is False
        assert found(folder, piece)
    assert database.truncate_wal() is True
    assert not found(folder, piece)
    other.close()


def test_clearing_does_not_change_how_long_a_connection_waits(database: Database) -> None:
    database.truncate_wal(patience=0)
    with database.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 10_000
