"""Accepted means durable: what the program asks of the kernel, in which order, as strace sees it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from store.engine.database import open_database
from store.engine.schema import initialise
from tests.store.conftest import ON_SQLITE

pytestmark = ON_SQLITE  # elsewhere the syncing is the database server's
ROOT = Path(__file__).parents[3]
NAME = "[0-9a-f]{32}"


@pytest.fixture
def trace(folder: Path, url: str) -> list[str]:
    """The calls that write, sync or rename, one a line, with the files' names."""
    assert shutil.which("strace"), "this test needs strace: apt-get install strace"
    database = open_database(url)
    initialise(database)
    database.close()
    output = folder / "trace"
    calls = "write,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2,sync_file_range"
    subprocess.run(
        [
            *("strace", "-f", "-y", "-o", output, "-e", f"trace={calls}"),
            *(sys.executable, "-m", "tests.store.traced_intake", folder),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return output.read_text().splitlines()


def find(lines: list[str], pattern: str, start: int = 0) -> int:
    """The first line from `start` on that has this pattern."""
    for place in range(start, len(lines)):
        if re.search(pattern, lines[place]):
            return place
    return pytest.fail(f"no {pattern!r} after line {start} of:\n" + "\n".join(lines))


def last(lines: list[str], pattern: str, start: int, end: int) -> int:
    """The last line between two places that has this pattern."""
    places = [place for place in range(start, end) if re.search(pattern, lines[place])]
    assert places, f"no {pattern!r} in:\n" + "\n".join(lines[start:end])
    return places[-1]


def test_a_report_is_on_the_disk_before_it_is_accepted(trace: list[str]) -> None:
    begin = find(trace, r'write\(1<.*"report\\n"')
    answer = find(trace, r'write\(1<.*"accepted\\n"')
    written = last(trace, r"pwrite64\(.*store\.sqlite3-wal>", begin, answer)
    synced = last(trace, r"f(data)?sync\(.*store\.sqlite3-wal>", begin, answer)
    assert begin < written < synced < answer


def test_a_blob_is_on_the_disk_under_its_name_before_the_database_speaks_of_it(trace: list[str]) -> None:
    begin = find(trace, r'write\(1<.*"accepted\\n"')
    written = find(trace, rf"write\(.*/blobs/{NAME}\.part>", begin)
    file_synced = find(trace, rf"fsync\(.*/blobs/{NAME}\.part>\)\s+= 0", written)
    renamed = find(trace, rf'rename.*/blobs/{NAME}\.part".*/blobs/{NAME}"', begin)
    folder_synced = find(trace, r"fsync\([0-9]+<[^>]*/blobs>\)\s+= 0", begin)
    row_written = find(trace, r"pwrite64\(.*store\.sqlite3-wal>", begin)
    row_synced = find(trace, r"f(data)?sync\(.*store\.sqlite3-wal>\)\s+= 0", row_written)
    answer = find(trace, r'write\(1<.*"received\\n"')
    order = [written, file_synced, renamed, folder_synced, row_written, row_synced, answer]
    assert order == sorted(order)
