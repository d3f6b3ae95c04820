"""Work among a server's files with the rights of their owner alone (decision 78), while root goes on afterwards."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from crypto.errors import KentonganError
from install.errors import InstallError
from install.language import in_words
from install.server.privileges import become_owner

_MOST_BYTES: Final = 64 * 1024


def as_owner(folder: Path, work: Callable[[], None]) -> None:
    """Do this work in a process of the folder's owner; raise `InstallError` with what it said if it failed."""
    if os.geteuid() != 0 or folder.stat().st_uid == 0:
        work()
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_work(folder, work, writing))
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        text = said.read(_MOST_BYTES).decode("utf-8", "replace")
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise InstallError(text) if text else InstallError()


def _work(folder: Path, work: Callable[[], None], writing: int) -> int:
    try:
        become_owner(folder)
        work()
    except (KentonganError, OSError) as error:
        os.write(writing, in_words(error).encode()[:_MOST_BYTES])
        return 1
    except BaseException as error:  # noqa: BLE001 - a process that goes on here would do the parent's work twice
        os.write(writing, type(error).__name__.encode())
        return 1
    return 0
