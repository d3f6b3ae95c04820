"""A stamp shows every later write, or says that it might not."""

import os
import time
from pathlib import Path

from store.web.file_stamp import SETTLED_SECONDS, FileStamp, Settling


def test_a_stamp_does_not_count_before_it_was_seen_for_some_seconds(tmp_path: Path) -> None:
    path, settling = tmp_path / "daftar", Settling()
    path.write_bytes(b"satu")
    first = (FileStamp.of(path),)
    assert not settling.is_settled(first)
    time.sleep(SETTLED_SECONDS)
    assert settling.is_settled(first)
    assert not settling.is_settled((FileStamp.of(tmp_path),))
    assert not settling.is_settled(first), "another stamp was seen in between"


def test_a_stamp_shows_a_change_that_keeps_place_length_and_time_of_writing(tmp_path: Path) -> None:
    path = tmp_path / "daftar"
    path.write_bytes(b"satu")
    before = FileStamp.of(path)
    time.sleep(0.05)  # more than a tick
    with path.open("r+b") as file:
        file.write(b"dua.")
    os.utime(path, ns=(before.modified, before.modified))
    after = FileStamp.of(path)
    assert (after.inode, after.size, after.modified) == (before.inode, before.size, before.modified)
    assert after != before
