"""Blobs: whole or not there, under names of our own, without a trace of the time of day."""

import os
import resource
import signal
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.attachments.blobs import ROOM_EVERY_BYTES, Blobs, RoomWatch
from store.errors import BlobError, BlobUnavailableError, StoreFullError
from tests.clocks import STILL, MovableClock, of_now


def files(folder: Path) -> list[Path]:
    return sorted((folder / "blobs").iterdir())


def test_a_blob_is_there_only_after_commit(blobs: Blobs, folder: Path) -> None:
    with blobs.create() as pending:
        pending.write(b"cipher")
        assert list(blobs.names()) == []
        with pytest.raises(BlobUnavailableError):
            blobs.size(pending.name)
        stored = pending.commit()
    assert (stored.name, stored.size) == (pending.name, 6)
    assert list(blobs.names()) == [stored.name]
    assert blobs.size(stored.name) == 6
    with blobs.open(stored.name) as file:
        assert file.read() == b"cipher"
    assert [path.name for path in files(folder)] == [stored.name]


def test_a_blob_that_breaks_off_leaves_nothing(blobs: Blobs, folder: Path) -> None:
    made = []

    def break_off() -> None:
        with blobs.create() as pending:
            made.append(pending)
            pending.write(b"half")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        break_off()
    assert files(folder) == []
    [pending] = made
    pending.abort()
    with pytest.raises(BlobError):
        pending.commit()
    assert files(folder) == []


def test_a_child_process_writes_through_the_descriptor(blobs: Blobs) -> None:
    with blobs.create() as pending:
        subprocess.run(["head", "-c", "1000000", "/dev/zero"], stdout=pending.fileno(), check=True)
        stored = pending.commit()
    assert stored.size == 1_000_000


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_a_blob_is_for_its_writer_and_the_group_to_read(blobs: Blobs, folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with blobs.create() as pending:
            assert stat.S_IMODE(files(folder)[0].stat().st_mode) == 0o640
            pending.commit()
    finally:
        os.umask(before)
    assert stat.S_IMODE(files(folder)[0].stat().st_mode) == 0o640


def test_a_blob_tells_its_day_and_no_finer_time(blobs: Blobs, folder: Path, time: MovableClock) -> None:
    time.move(days=40)
    with blobs.create() as pending:
        pending.write(b"cipher")
        pending.commit()
    [path] = files(folder)
    day = datetime.combine(time.clock.today(), datetime.min.time(), UTC)
    assert (path.stat().st_mtime, path.stat().st_atime) == (day.timestamp(), day.timestamp())
    with blobs.open(path.name) as file:
        file.read()
    assert path.stat().st_atime == day.timestamp()


def test_the_day_of_a_blob_is_the_one_on_which_it_is_whole(
    blobs: Blobs, folder: Path, time: MovableClock
) -> None:
    with blobs.create() as pending:
        pending.write(b"cipher")
        time.move(days=3)
        pending.commit()
    [path] = files(folder)
    day = datetime.combine(time.clock.today(), datetime.min.time(), UTC)
    assert (path.stat().st_mtime, path.stat().st_atime) == (day.timestamp(), day.timestamp())


def test_names_never_repeat_and_deleting_twice_is_harmless(blobs: Blobs, folder: Path) -> None:
    names = {pending.name for pending in [blobs.create() for _ in range(50)]}
    assert len(names) == 50
    with blobs.create() as pending:
        stored = pending.commit()
    blobs.delete(stored.name)
    blobs.delete(stored.name)
    with pytest.raises(BlobUnavailableError):
        blobs.open(stored.name)
    assert all(path.name.endswith(".part") for path in files(folder))


@pytest.mark.parametrize(
    "name",
    ["../secret", "/etc/passwd", "", ".", "A" * 32, "a" * 31, "a" * 32 + "\n", "a" * 32 + ".part", "١" * 32],
)
def test_no_path_is_made_from_a_name_that_is_not_ours(blobs: Blobs, folder: Path, name: str) -> None:
    (folder / "secret").write_text("secret")
    for action in (blobs.open, blobs.size, blobs.delete):
        with pytest.raises(BlobUnavailableError):
            action(name)
    assert (folder / "secret").exists()


@given(name=st.text(max_size=40))
def test_any_other_text_is_no_blob(name: str) -> None:
    nowhere = Blobs(Path("/nonexistent"), STILL)
    with pytest.raises(BlobUnavailableError):
        nowhere.open(name)


def test_a_link_in_the_folder_is_not_followed(blobs: Blobs, folder: Path) -> None:
    (folder / "secret").write_text("secret")
    (folder / "blobs" / ("a" * 32)).symlink_to(folder / "secret")
    with pytest.raises(BlobError):
        blobs.open("a" * 32)
    assert list(blobs.names()) == []


def test_the_reserve_is_kept_free_of_attachments(folder: Path, blobs: Blobs) -> None:
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    full = Blobs(folder / "blobs", STILL, reserve_bytes=free * 2)
    with pytest.raises(StoreFullError):
        full.create()
    assert files(folder) == []
    blobs.require_room()
    with pytest.raises(StoreFullError):
        blobs.require_room(free * 2)


def test_room_is_asked_for_again_after_every_32_mib(folder: Path) -> None:
    room = RoomWatch(Blobs(folder / "blobs", STILL, reserve_bytes=1 << 62))
    for _ in range(2):
        room.passes(ROOM_EVERY_BYTES)
        with pytest.raises(StoreFullError):
            room.passes(1)


def test_a_disk_that_fills_up_meanwhile_is_told_as_such(blobs: Blobs, folder: Path) -> None:
    limit = 64 * 1024
    child = os.fork()
    if child == 0:  # a limit on the size of files, in a process of its own: the write fails as on a full disk
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        code = 1
        try:
            with blobs.create() as pending:
                pending.write(bytes(2 * limit))
        except StoreFullError:
            code = 0
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert files(folder) == []


def test_a_missing_folder_is_told_without_a_traceback(tmp_path: Path) -> None:
    lost = Blobs(tmp_path / "lost", STILL, reserve_bytes=0)
    for action in (lost.create, lost.require_room, lost.remove_abandoned, lambda: list(lost.names())):
        with pytest.raises(BlobError):
            action()


def test_only_old_blobs_are_named_as_old(blobs: Blobs, time: MovableClock) -> None:
    with blobs.create() as pending:
        old = pending.commit()
    time.move(days=1)
    with blobs.create() as pending:
        new = pending.commit()
    today = time.clock.today()
    assert set(blobs.names(before=today)) == {old.name}
    assert set(blobs.names(before=today + timedelta(days=1))) == {old.name, new.name}
    assert set(blobs.names(before=today - timedelta(days=1))) == set()


def test_an_upload_in_progress_is_never_swept_and_one_that_died_is(
    blobs: Blobs, folder: Path, time: MovableClock
) -> None:
    writing = blobs.create()
    dead = folder / "blobs" / ("b" * 32 + ".part")
    dead.write_bytes(b"half")
    foreign = folder / "blobs" / "notes.part"
    foreign.write_text("not ours")
    for file in (dead, foreign):
        of_now(file, time)
    assert blobs.remove_abandoned() == 0
    time.move(days=3)
    assert blobs.remove_abandoned() == 1
    assert not dead.exists()
    assert foreign.exists()
    writing.write(b"whole")
    assert blobs.size(writing.commit().name) == 5


def test_a_child_that_still_writes_keeps_its_part(blobs: Blobs, time: MovableClock, folder: Path) -> None:
    pending = blobs.create()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=pending.fileno()) as child:
        os.close(pending.fileno())  # the process that asked is gone, its child is not
        time.move(days=3)
        assert blobs.remove_abandoned() == 0
        child.communicate(b"")
    assert blobs.remove_abandoned() == 1
    assert files(folder) == []
    with pytest.raises(BlobError):
        pending.abort()


def test_what_the_disk_does_not_let_go_is_a_blob_error_and_the_file_is_closed(
    blobs: Blobs, folder: Path
) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    aborted, committed = blobs.create(), blobs.create()
    part = folder / "blobs" / f"{aborted.name}.part"
    part.unlink()
    part.mkdir()  # no process can unlink a folder, nor rename a file over it
    (folder / "blobs" / committed.name).mkdir()
    with pytest.raises(BlobError):
        aborted.abort()
    with pytest.raises(BlobError):
        committed.commit()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    aborted.abort()  # harmless
