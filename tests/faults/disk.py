"""Faults of the store, made with its own means: a disk without room, a database in use."""

import errno
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Final

from tests.office import TestOffice

DISK_BYTES: Final = 4 * 1024 * 1024


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte more goes onto this disk, until the block ends."""
    filler = folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            while _written(file):
                pass
        yield
    finally:
        filler.unlink()


def _written(file: FileIO) -> bool:
    """Return whether there was room for one more page."""
    try:
        file.write(bytes(4096))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
    return True


@contextmanager
def locked(office: TestOffice, database: Path | None = None) -> Iterator[None]:
    """Another process writes into the database, or this one, and does not end, until the block does."""
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    path = str(database or office.config.store.database).removeprefix("sqlite:///")
    with subprocess.Popen(
        [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        try:
            yield
        finally:
            other.communicate()
