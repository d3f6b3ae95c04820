"""Transactions, locks, modes, and errors that do not tell what was stored."""

import os
import stat
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text

from crypto.errors import KentonganError
from store.cases.intake import create_case
from store.engine.database import Database, open_database
from store.engine.schema import initialise
from store.errors import (
    ConflictError,
    NotFoundError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
)
from store.model import Case, Instance
from tests import stand_ins
from tests.clocks import MovableClock
from tests.store.conftest import ON_SQLITE, CaseMaker, new_case
from tests.store.processes import Process, run


def pragma(database: Database, name: str) -> object:
    with database.read() as session:
        return session.execute(text(f"PRAGMA {name}")).scalar_one()


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("temp_store", 2),
        ("trusted_schema", 0),
        ("busy_timeout", 10_000),
    ],
)
def test_every_connection_is_durable_and_forgets_what_is_deleted(
    database: Database, url: str, name: str, value: object
) -> None:
    assert pragma(database, name) == value
    fresh = open_database(url)
    assert pragma(fresh, name) == value
    fresh.close()


@ON_SQLITE
@pytest.mark.parametrize(("shared", "mode"), [(True, 0o660), (False, 0o600)])
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_files_have_their_mode_whatever_the_umask(
    url: str, folder: Path, shared: bool, mode: int, umask: int
) -> None:
    before = os.umask(umask)
    try:
        database = open_database(url, shared=shared)
        initialise(database)
        files = list((folder / "database").iterdir())
        assert {file.name for file in files} == {
            "store.sqlite3",
            "store.sqlite3-wal",
            "store.sqlite3-shm",
        }
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {mode}
        database.close()
    finally:
        os.umask(before)


def test_a_second_writer_waits_for_its_time_and_is_then_told(database: Database, url: str) -> None:
    other = open_database(url, busy_seconds=0.1)

    def decide(writer: Database) -> None:
        """Decide as all writers do: first the row that the decision is about."""
        with writer.write() as session:
            assert session.get(Instance, 1, with_for_update=True) is not None

    with database.write() as session:
        assert session.get(Instance, 1, with_for_update=True) is not None
        with pytest.raises(StoreBusyError):
            decide(other)
    decide(other)
    other.close()


def test_a_reader_sees_one_state_while_others_write(database: Database, make_case: CaseMaker) -> None:
    first = make_case()
    with database.read() as session:
        assert session.scalars(select(Case.id)).all() == [first.case]
        make_case()
        session.expire_all()
        assert session.scalars(select(Case.id)).all() == [first.case]


@ON_SQLITE
def test_to_empty_the_log_while_a_backup_reads_keeps_no_writer_out(
    database: Database, url: str, make_case: CaseMaker
) -> None:
    """Else a reporter who withdraws files or erases copies all the while would keep every report out."""
    make_case()
    writer = open_database(url, busy_seconds=1.5)
    with ThreadPoolExecutor() as pool, database.read() as session:
        session.get_one(Instance, 1)
        emptied = pool.submit(database.truncate_wal, 3.0)
        while not emptied.done():
            with writer.write() as written:
                written.execute(text("UPDATE instance SET id = id"))
        assert emptied.result() is False
    writer.close()
    assert database.truncate_wal() is True


def test_what_a_reader_alters_by_mistake_is_not_kept(database: Database, make_case: CaseMaker) -> None:
    case = make_case().case
    with database.read() as session:
        session.execute(text("DELETE FROM access"))
    with database.read() as session:
        assert session.get_one(Case, case).last_sequence == 1
        assert session.execute(text("SELECT count(*) FROM access")).scalar_one() == 2


def test_an_exception_of_ours_undoes_the_transaction_and_stays_itself(
    database: Database, make_case: CaseMaker
) -> None:
    case = make_case().case

    def fail() -> None:
        with database.write() as session:
            session.get_one(Case, case).stage = "review"
            session.flush()
            raise NotFoundError

    with pytest.raises(NotFoundError):
        fail()
    with database.read() as session:
        assert session.get_one(Case, case).stage == "received"


def count_up(url: str, times: int) -> None:
    database = open_database(url, busy_seconds=60)
    for _ in range(times):
        with database.write() as session:
            case = session.scalars(select(Case).with_for_update()).one()
            case.last_sequence += 1
    database.close()


def test_two_processes_that_read_and_then_write_lose_nothing(url: str, time: MovableClock) -> None:
    def prepare() -> None:
        database = open_database(url)
        initialise(database)
        create_case(database, new_case(time.clock.today()))
        database.close()

    def last() -> int:
        database = open_database(url)
        with database.read() as session:
            return session.scalars(select(Case.last_sequence)).one()

    run(prepare)
    writers = [Process(count_up, url, 60), Process(count_up, url, 60)]
    for writer in writers:
        writer.result()
    assert run(last) == 121


def test_many_threads_share_one_database(database: Database, time: MovableClock) -> None:
    made = [new_case(time.clock.today()) for _ in range(120)]
    with ThreadPoolExecutor(24) as threads:
        list(threads.map(lambda new: create_case(database, new), made))
    with database.read() as session:
        assert set(session.scalars(select(Case.id))) == {new.case for new in made}


def test_an_error_tells_nothing_of_what_was_stored(database: Database, time: MovableClock) -> None:
    new = new_case(
        time.clock.today(), envelope=stand_ins.message(b"rahasia sekali"), readers=("orang-rahasia",)
    )
    create_case(database, new)
    twice = new_case(time.clock.today(), case=new.case, envelope=stand_ins.message(b"rahasia sekali"))
    with pytest.raises(ConflictError) as caught:
        create_case(database, twice)
    told = "".join(traceback.format_exception(caught.value))
    told += str(caught.value) + repr(caught.value) + str(caught.value.__context__)
    assert "rahasia" not in told
    assert new.case not in told
    assert new.sealing_key.hex() not in told
    assert repr(new.sealing_key) not in told


@ON_SQLITE
def test_a_full_disk_is_told_as_such(database: Database) -> None:
    with database.write() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages + 3}"))
    with pytest.raises(StoreFullError), database.write() as session:
        session.execute(text("CREATE TABLE filler AS SELECT zeroblob(1000000) AS filler"))


@ON_SQLITE
def test_a_text_whose_disk_is_away_hears_nothing_of_attachments(database: Database, folder: Path) -> None:
    database.require_text_room()
    folder.rename(folder.with_name("gone"))
    with pytest.raises(StoreError) as refused:
        database.require_text_room()
    assert type(refused.value) is StoreError


@ON_SQLITE
def test_a_file_that_is_no_database_is_told_as_such(url: str, folder: Path) -> None:
    (folder / "database" / "store.sqlite3").write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreDamagedError, match="is not one of SQLite"):
        open_database(url)


@ON_SQLITE
def test_a_file_that_is_damaged_is_told_with_what_to_do(url: str, folder: Path) -> None:
    database = open_database(url)
    initialise(database)
    database.close()
    file = folder / "database" / "store.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreDamagedError, match="restore a backup"):
        initialise(open_database(url))


@pytest.mark.parametrize(
    "wrong",
    [
        "sqlite://",
        "sqlite:///relative.sqlite3",
        "sqlite:////nowhere/at/all/store.sqlite3",
        "nonsense",
        "sqlite+nonsense:////tmp/x",
        "postgresql+nonsense://kentongan:kata-sandi@localhost/store",
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(wrong: str) -> None:
    with pytest.raises(StoreDamagedError) as caught:
        open_database(wrong)
    assert "kata-sandi" not in "".join(traceback.format_exception(caught.value))


def test_every_error_has_a_sentence_for_a_person() -> None:
    kinds = [StoreError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
        assert issubclass(kind, KentonganError)
        assert str(kind()).endswith(".")
