"""The two server processes share a store through a group; a third user reads nothing of it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.attachments.blobs import Blobs
from store.cases.case_list import blob_of, page, register_blob
from store.cases.conversation import NewEntry, NewReply, append_reply, append_reporter_entry
from store.cases.envelopes import entries
from store.cases.intake import create_case
from store.cases.reporter_view import reporter_view
from store.engine.database import open_database
from store.engine.schema import initialise
from store.errors import BlobError, StoreError, StoreReadOnlyError
from store.maintenance.sweep import sweep
from tests import stand_ins
from tests.clocks import STILL
from tests.shared_folders import shared_folder
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import new_case
from tests.store.processes import Process, User, require_root, run

SHARED = 41_000
SOURCE = User(41_001, 41_001, (SHARED,))
GATEWAY = User(41_002, 41_002, (SHARED,))
STRANGER = User(41_003, 41_003)


@pytest.fixture
def place() -> Iterator[Path]:
    """A store's folders that other users can come to; pytest's own are closed to them."""
    require_root()
    above = Path(tempfile.mkdtemp(prefix="kentongan-"))
    above.chmod(0o755)
    for name in ("database", "blobs"):
        shared_folder(above / name, SHARED)
        os.chown(above / name, SOURCE.uid, SHARED)
        (above / name).chmod(0o2770)
    yield above
    shutil.rmtree(above)


def url(place: Path) -> str:
    return f"sqlite:///{place}/database/store.sqlite3"


def local_blobs(place: Path) -> Blobs:
    return Blobs(place / "blobs", STILL, reserve_bytes=0)


def report(place: Path) -> tuple[str, str]:
    os.umask(0o077)
    database = open_database(url(place))
    initialise(database)
    new = new_case(STILL.today())
    create_case(database, new)
    with local_blobs(place).create() as pending:
        pending.write(b"evidence")
        stored = pending.commit()
    append_reporter_entry(
        database,
        NewEntry(new.case, 2, new.day, stand_ins.message(), stand_ins.sealed(), SOME_PLACES, (stored,)),
    )
    return new.case, stored.name


def answer(place: Path, case: str, blob: str) -> bytes:
    os.umask(0o077)
    database = open_database(url(place))
    assert entries(database, "sari", case).entries[1].envelope == stand_ins.message()
    blobs = local_blobs(place)
    with blobs.open(blob_of(database, "sari", case, blob).name) as file:
        evidence = file.read()
    with blobs.create() as pending:
        pending.write(b"reply's file")
        stored = pending.commit()
    register_blob(database, "sari", case, stored, STILL.today())
    reply = NewReply(case, 3, STILL.today(), "sari", stand_ins.message(), stand_ins.sealed(), (stored.name,))
    append_reply(database, reply)
    sweep(database, blobs, STILL)
    return evidence


def come_back(place: Path, case: str) -> list[str]:
    database = open_database(url(place))
    view = reporter_view(database, case)
    sweep(database, local_blobs(place), STILL)
    return [entry.author for entry in view.entries]


def refused(place: Path, blob: str) -> list[str]:
    """Return what a stranger is told at each attempt, ours and direct."""
    told = []
    for attempt in (
        lambda: open_database(url(place)),
        lambda: local_blobs(place).open(blob),
        (place / "database" / "store.sqlite3").read_bytes,
        (place / "database" / "store.sqlite3-wal").read_bytes,
        (place / "blobs" / blob).read_bytes,
        lambda: list((place / "blobs").iterdir()),
        lambda: list((place / "database").iterdir()),
    ):
        try:
            attempt()
        except (StoreError, PermissionError) as error:
            told.append(type(error).__name__)
    return told


def test_each_process_does_its_work_on_what_the_other_stored(place: Path) -> None:
    case, blob = run(report, place, user=SOURCE)
    assert run(answer, place, case, blob, user=GATEWAY) == b"evidence"
    assert run(come_back, place, case, user=SOURCE) == ["reporter", "reporter", "sari"]


def test_the_gateway_may_come_first(place: Path) -> None:
    def start() -> None:
        initialise(open_database(url(place)))

    run(start, user=GATEWAY)
    case, blob = run(report, place, user=SOURCE)
    assert run(answer, place, case, blob, user=GATEWAY) == b"evidence"


def test_a_third_user_reads_nothing(place: Path) -> None:
    _, blob = run(report, place, user=SOURCE)
    assert run(refused, place, blob, user=STRANGER) == [
        "StoreReadOnlyError",
        "BlobError",
        *["PermissionError"] * 5,
    ]


def test_neither_process_can_alter_a_file_of_the_other(place: Path) -> None:
    _, blob = run(report, place, user=SOURCE)

    def alter() -> str:
        try:
            (place / "blobs" / blob).write_bytes(b"forged")
        except PermissionError:
            return "refused"
        return "altered"

    assert run(alter, user=GATEWAY) == "refused"
    owned = (place / "blobs" / blob).stat()
    assert (owned.st_uid, owned.st_gid, stat.S_IMODE(owned.st_mode)) == (SOURCE.uid, SHARED, 0o640)


def write_reports(place: Path, count: int) -> list[str]:
    database = open_database(url(place), busy_seconds=60)
    made = [new_case(STILL.today()) for _ in range(count)]
    for new in made:
        create_case(database, new)
        database.truncate_wal(patience=0)
    return [new.case for new in made]


def test_both_can_write_at_once_and_nothing_is_lost(place: Path) -> None:
    run(report, place, user=SOURCE)
    writers = [Process(write_reports, place, 40, user=user) for user in (SOURCE, GATEWAY)]
    made = {case for writer in writers for case in writer.result()}

    def stored() -> set[str]:
        return {row.case for row in page(open_database(url(place)), "sari", limit=1_000).cases}

    assert len(made) == 80
    assert made <= run(stored, user=GATEWAY)


def test_a_store_that_may_only_be_read_is_told_as_such(place: Path) -> None:
    case, _ = run(report, place, user=SOURCE)
    (place / "database" / "store.sqlite3").chmod(0o440)

    def write() -> str:
        try:
            append_reporter_entry(
                open_database(url(place)),
                NewEntry(case, 3, STILL.today(), stand_ins.message(), stand_ins.sealed(), SOME_PLACES),
            )
        except StoreReadOnlyError as error:
            return str(error)
        return "written"

    assert run(write, user=GATEWAY) == str(StoreReadOnlyError())


def test_a_folder_that_may_only_be_read_takes_no_blob(place: Path) -> None:
    (place / "blobs").chmod(0o2550)

    def create() -> str:
        try:
            local_blobs(place).create()
        except BlobError as error:
            return str(error)
        return "created"

    assert run(create, user=GATEWAY) == str(BlobError())
