"""The sweep takes what has had its days, and only that."""

import secrets
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.attachments.blobs import Blobs
from store.cases.case_list import register_blob
from store.cases.conversation import NewEntry, NewReply, append_reply, append_reporter_entry
from store.cases.mailboxes import NewSession, find_session, find_slot, open_session
from store.cases.reporter_view import reporter_view
from store.domain.roster import REPORTER
from store.engine.database import Database
from store.errors import BlobError, BlobNotFreeError, BlobUnavailableError
from store.maintenance import sweep as sweeping
from store.maintenance.sweep import sweep
from store.model import Blob, Case, Entry, ReporterSession, Slot
from store.values import SlotKind, StoredBlob
from tests import stand_ins
from tests.clocks import MovableClock, of_now
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import ON_SQLITE, CaseMaker


def counts(database: Database) -> dict[str, int]:
    """Return what the sweep could take from the tables."""
    queries = {
        "sessions": select(func.count()).select_from(ReporterSession),
        "blobs": select(func.count()).select_from(Blob),
        "forms": select(func.count()).select_from(Slot).where(Slot.kind == SlotKind.FORM.value),
        "slots": select(func.count()).select_from(Slot),
        "copies": select(func.count()).select_from(Entry).where(Entry.sealed.is_not(None)),
    }
    with database.read() as session:
        return {name: session.execute(query).scalar_one() for name, query in queries.items()}


def write_blob(blobs: Blobs) -> StoredBlob:
    with blobs.create() as pending:
        pending.write(b"cipher")
        return pending.commit()


def kind(database: Database, lookup: bytes, today: date) -> SlotKind | None:
    found = find_slot(database, lookup, today)
    return None if found is None else found.kind


def test_a_fresh_store_loses_nothing(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case()
    now = time.clock.seconds()
    new = NewSession(case.case, secrets.token_bytes(32), bytes(72), now + 900)
    open_session(database, new, case.codename.lookup, case.day)
    make_case()
    stored = write_blob(blobs)
    register_blob(database, "sari", case.case, stored, case.day)
    writing = blobs.create()
    before = counts(database)
    assert before == {"sessions": 1, "blobs": 1, "forms": 1, "slots": 4, "copies": 2}
    for _ in range(2):
        sweep(database, blobs, time.clock)
        assert counts(database) == before
    assert set(blobs.names()) == {stored.name}
    writing.commit()


def test_orphaned_blobs_go_after_a_day_and_bound_ones_stay(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case().case
    bound, orphan, unbound = write_blob(blobs), write_blob(blobs), write_blob(blobs)
    today = time.clock.today()
    append_reporter_entry(
        database, NewEntry(case, 2, today, stand_ins.message(), stand_ins.sealed(), SOME_PLACES, (bound,))
    )
    register_blob(database, "sari", case, unbound, today)
    time.move(days=1)
    sweep(database, blobs, time.clock)
    assert set(blobs.names()) == {bound.name, orphan.name, unbound.name}
    time.move(days=1)
    young = write_blob(blobs)
    sweep(database, blobs, time.clock)
    assert set(blobs.names()) == {bound.name, young.name}
    with pytest.raises(BlobUnavailableError):
        blobs.open(orphan.name)
    with pytest.raises(BlobNotFreeError):
        append_reply(
            database,
            NewReply(case, 3, today, "sari", stand_ins.message(), stand_ins.sealed(), (unbound.name,)),
        )
    sweep(database, blobs, time.clock)
    assert set(blobs.names()) == {bound.name, young.name}


def test_blobs_of_a_destroyed_case_go_too(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case().case
    stored = write_blob(blobs)
    append_reporter_entry(
        database,
        NewEntry(
            case, 2, time.clock.today(), stand_ins.message(), stand_ins.sealed(), SOME_PLACES, (stored,)
        ),
    )
    time.move(days=3)
    with database.write() as session:
        session.connection().exec_driver_sql('DELETE FROM "case"')
    sweep(database, blobs, time.clock)
    assert list(blobs.names()) == []


def test_a_blob_committed_while_the_sweep_looks_around_stays(
    database: Database, blobs: Blobs, time: MovableClock
) -> None:
    """Between the rename and the row there is a moment; the day of the blob covers it, midnight included."""
    time.move(days=5)
    writing = blobs.create()
    time.move(days=1)
    stored = writing.commit()
    sweep(database, blobs, time.clock)
    assert blobs.size(stored.name) == 0


def test_parts_of_uploads_that_died_go_after_a_day(
    database: Database, blobs: Blobs, time: MovableClock, folder: Path
) -> None:
    dead = folder / "blobs" / ("b" * 32 + ".part")
    dead.write_bytes(b"half")
    of_now(dead, time)
    sweep(database, blobs, time.clock)
    assert dead.exists()
    time.move(days=1, seconds=5)
    sweep(database, blobs, time.clock)
    assert not dead.exists()


def test_an_upload_begins_also_while_sweeps_run_whose_clock_is_ahead_of_the_disk(
    blobs: Blobs, time: MovableClock
) -> None:
    """A part is old to them from its first moment on: its time is the kernel's. Only its lock keeps it."""
    time.move(days=3)
    ended = threading.Event()

    def sweep_again_and_again() -> None:
        while not ended.is_set():
            blobs.remove_abandoned()

    sweepers = [threading.Thread(target=sweep_again_and_again) for _ in range(2)]
    for sweeper in sweepers:
        sweeper.start()
    try:
        made = []
        for _ in range(400):
            with blobs.create() as pending:
                pending.write(b"bukti")
                made.append(pending.commit())
    finally:
        ended.set()
        for sweeper in sweepers:
            sweeper.join()
    assert all(blobs.size(stored.name) == 5 for stored in made)


def test_expired_sessions_go(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    made = make_case()
    case, now = made.case, time.clock.seconds()
    old = NewSession(case, secrets.token_bytes(32), bytes(72), now + 100)
    new = NewSession(case, secrets.token_bytes(32), bytes(72), now + 90_000)
    for session in (old, new):
        open_session(database, session, made.codename.lookup, time.clock.today())
    time.move(seconds=200)
    sweep(database, blobs, time.clock)
    assert find_session(database, new.lookup, now) is not None
    assert counts(database)["sessions"] == 1


def test_a_form_is_spent_after_the_next_day_and_forgotten_after_thirty_more(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case()
    time.move(days=1)
    sweep(database, blobs, time.clock)
    assert kind(database, case.form.lookup, time.clock.today()) == SlotKind.FORM
    time.move(days=1)
    sweep(database, blobs, time.clock)
    with database.read() as session:
        slot = session.get_one(Slot, case.form.lookup)
        assert (slot.kind, slot.wrapped) == ("spent", None)
    time.move(days=30)
    sweep(database, blobs, time.clock)
    assert kind(database, case.form.lookup, time.clock.today()) == SlotKind.SPENT
    time.move(days=1)
    sweep(database, blobs, time.clock)
    assert kind(database, case.form.lookup, time.clock.today()) is None
    assert kind(database, case.codename.lookup, time.clock.today()) == SlotKind.CODENAME


def test_own_copies_go_after_thirty_days_and_replies_stay(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case().case
    append_reply(
        database,
        NewReply(case, 2, time.clock.today(), "sari", stand_ins.message(), stand_ins.sealed(b"reply")),
    )
    time.move(days=30)
    append_reporter_entry(
        database,
        NewEntry(case, 3, time.clock.today(), stand_ins.message(), stand_ins.sealed(b"new"), SOME_PLACES),
    )
    sweep(database, blobs, time.clock)
    assert counts(database)["copies"] == 3
    time.move(days=1)
    sweep(database, blobs, time.clock)
    view = reporter_view(database, case)
    assert [entry.sealed for entry in view.entries] == [
        None,
        stand_ins.sealed(b"reply"),
        stand_ins.sealed(b"new"),
    ]


def test_own_copies_go_also_while_the_disk_of_the_blobs_is_away(
    folder: Path, database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case().case
    (folder / "blobs").rename(folder / "elsewhere")
    time.move(days=31)
    with pytest.raises(BlobError):
        sweep(database, blobs, time.clock)
    assert [entry.sealed for entry in reporter_view(database, case).entries] == [None]


@ON_SQLITE
def test_a_log_that_a_backup_reads_is_left_to_be_cleared_soon(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case().case
    with database.read() as session:
        session.get_one(Case, case)
        sweep(database, blobs, time.clock)
        assert database.wal_pending.is_set()
    database.truncate_pending_wal()
    assert not database.wal_pending.is_set()


def test_more_than_one_batch_is_swept_to_the_end(
    database: Database, blobs: Blobs, time: MovableClock, make_case: CaseMaker
) -> None:
    case = make_case().case
    today = time.clock.today()
    count = 1_203
    envelope, box = stand_ins.message(), stand_ins.sealed()
    with database.write() as session:
        session.add_all(
            ReporterSession(lookup=secrets.token_bytes(32), case=case, wrapped=bytes(72), expires=1)
            for _ in range(count)
        )
        session.add_all(
            Entry(case=case, sequence=place + 2, author=REPORTER, day=today, envelope=envelope, sealed=box)
            for place in range(count)
        )
        session.add_all(
            Blob(name=secrets.token_hex(16), case=case, sequence=None, size=1, day=today)
            for _ in range(count)
        )
    time.move(days=31)
    before = counts(database)
    assert (before["sessions"], before["copies"], before["blobs"]) == (count, count + 1, count)
    sweep(database, blobs, time.clock)
    after = counts(database)
    assert (after["sessions"], after["copies"], after["blobs"]) == (0, 0, 0)


@ON_SQLITE
def test_the_sweep_reads_no_conversation_to_find_old_copies(database: Database) -> None:
    statement = sweeping.old_copies(date(2026, 11, 25) - timedelta(days=30))
    with database.read() as session:
        compiled = str(statement.compile(session.connection(), compile_kwargs={"literal_binds": True}))
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    assert [row.detail for row in rows] == ["SEARCH entry USING INDEX ix_entry_own_copy (day<?)"]
