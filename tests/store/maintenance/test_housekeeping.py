"""Data that was promised to vanish vanishes while a server runs, and one failure does not end that."""

import logging
import time as system
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import exc

from store.attachments.blobs import Blobs
from store.cases.conversation import append_reporter_entry, erase_own_copies
from store.cases.reporter_view import reporter_view
from store.cases.withdrawals import withdraw
from store.engine.database import Database, open_database
from store.maintenance.housekeeping import Housekeeping
from store.model import Case
from store.values import StoredBlob
from store.web.gate import Gate, GateState
from tests.clocks import MovableClock
from tests.store.cases.test_withdrawals import entry, withdrawal
from tests.store.conftest import ON_SQLITE, CaseMaker


@contextmanager
def running(
    database: Database, blobs: Blobs, time: MovableClock, every_seconds: float = 0.05
) -> Iterator[None]:
    keeper = Housekeeping(database, blobs, time.clock, every_seconds, soon_seconds=0.1, look_seconds=0.05)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


class WatchedGate(Gate):
    """A gate that counts how often it was looked at."""

    looks = 0

    @property
    def is_open(self) -> bool:
        type(self).looks += 1
        return super().is_open


def becomes_true(condition: Callable[[], bool]) -> bool:
    for _ in range(200):
        if condition():
            return True
        system.sleep(0.05)
    return False


def test_own_copies_vanish_from_a_running_server(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case().case
    with running(database, blobs, time):
        assert reporter_view(database, case).entries[0].sealed is not None
        time.move(days=31)
        assert becomes_true(lambda: reporter_view(database, case).entries[0].sealed is None)


def test_soon_after_a_withdrawal_the_sweep_comes_before_its_hour(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    swept_first = make_case().case
    time.move(days=31)
    case, blob = make_case(), StoredBlob("cd" * 16, 5_000)
    append_reporter_entry(database, entry(case, 2, blob))
    with running(database, blobs, time, every_seconds=3600):
        assert becomes_true(lambda: reporter_view(database, swept_first).entries[0].sealed is None)
        time.move(days=31)
        withdraw(database, withdrawal(case, 3, 2, blob.name))
        assert becomes_true(lambda: reporter_view(database, case.case).entries[0].sealed is None)


def test_a_failed_sweep_is_told_and_tried_again(
    database: Database,
    blobs: Blobs,
    time: MovableClock,
    make_case: CaseMaker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    case = make_case().case
    time.move(days=31)
    later = time.file.read_text()
    time.file.write_text("not a number")
    with running(database, blobs, time), caplog.at_level(logging.ERROR, "kentongan"):
        assert becomes_true(lambda: "ValueError" in caplog.text)
        time.file.write_text(later)
        assert becomes_true(lambda: reporter_view(database, case).entries[0].sealed is None)


def test_nothing_is_swept_while_the_server_is_upgraded(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker, tmp_path: Path
) -> None:
    case = make_case().case
    time.move(days=31)
    gate = WatchedGate(tmp_path)
    gate.shut(GateState.TRIAL)
    with running(Database(database.engine, gate), blobs, time):
        assert becomes_true(lambda: gate.looks > 1)
        assert reporter_view(database, case).entries[0].sealed is not None
        gate.open()
        assert becomes_true(lambda: reporter_view(database, case).entries[0].sealed is None)


@ON_SQLITE
def test_what_was_erased_while_a_backup_read_leaves_the_log_soon_after_its_end(
    database: Database, url: str, blobs: Blobs, time: MovableClock, make_case: CaseMaker, folder: Path
) -> None:
    """The sweep of the next hour would be late."""
    case, backup = make_case().case, open_database(url)
    log = folder / "database" / "store.sqlite3-wal"
    with running(database, blobs, time, every_seconds=3600):
        assert becomes_true(lambda: log.stat().st_size == 0)  # the first sweep is over
        with backup.read() as session:
            session.get_one(Case, case)
            erase_own_copies(database, case)
            assert log.stat().st_size > 0
        backup.close()
        assert becomes_true(lambda: log.stat().st_size == 0)


@ON_SQLITE
def test_a_log_that_could_not_be_cleared_is_tried_again_and_told_once(
    url: str,
    blobs: Blobs,
    time: MovableClock,
    make_case: CaseMaker,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, backup, own = make_case().case, open_database(url), open_database(url, busy_seconds=0.05)
    tries, unaltered = list[float](), Database.truncate_wal

    def counted(self: Database, patience: float = 5.0) -> bool:
        tries.append(patience)
        return unaltered(self, patience)

    monkeypatch.setattr(Database, "truncate_wal", counted)
    log = folder / "database" / "store.sqlite3-wal"
    with running(own, blobs, time, every_seconds=3600), caplog.at_level(logging.ERROR, "kentongan"):
        assert becomes_true(lambda: log.stat().st_size == 0)  # the first sweep is over
        with backup.read() as session:
            session.get_one(Case, case)
            erase_own_copies(own, case)
            with ExitStack() as held:
                with suppress(exc.TimeoutError):
                    while True:  # all connections that its pool has
                        held.enter_context(closing(own.engine.raw_connection()))
                assert becomes_true(lambda: "StoreBusyError" in caplog.text)
                told = len(tries)
                assert becomes_true(lambda: len(tries) > told + 2)
        backup.close()
        assert becomes_true(lambda: log.stat().st_size == 0)
    assert caplog.text.count("StoreBusyError") == 1
    own.close()
