"""`kentongan init` as a person types it: at a terminal, each answer when its question stands there."""

import os
import pty
import select
import subprocess
import time
from collections.abc import Sequence
from typing import Final

from install.server import questions
from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT, TOR_UNIT
from tests.booted.booted_machine import BootedMachine
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.server_setup import BACKUP_KEY, MEDIUM, give_roster
from tests.booted.story import StoryError, demand

_SECONDS: Final = 120.0
Exchange = tuple[str, str]
"""What stands on the screen, and what is typed then."""


def set_up_by_hand(machine: BootedMachine, office: MadeUpOffice) -> None:
    """Answer each question of `kentongan init`, one of them wrongly at first."""
    give_roster(machine, office)
    screen = typed(
        machine,
        ["kentongan", "init"],
        [
            (questions.ROSTER.name.id, "/tidak/ada"),
            ("/tidak/ada bukan map.", str(MEDIUM)),
            (questions.FINGERPRINT.name.id, office.fingerprint.lower()),
            (questions.POSTGRESQL.name.id, "tidak"),
            (questions.RESERVE.name.id, "1"),
            (questions.SSH.name.id, "-"),
            (questions.MIRRORS.name.id, "-"),
            (questions.TIME_SOURCES.name.id, "-"),
            (questions.BACKUP_KEY.name.id, str(BACKUP_KEY)),
            (questions.BACKUP_FINGERPRINT.name.id, office.backup_fingerprint),
            (questions.BACKUP_HOUR.name.id, "3"),
            (questions.BACKUP_HOST.name.id, "-"),
            (questions.GO_ON.name.id, "ya"),
        ],
    )
    demand("Server ini bekerja." in screen, f"It does not say that the server works:\n{screen}")
    for unit in (TOR_UNIT, GATEWAY_UNIT, SOURCE_UNIT):
        machine.wait_for_unit(unit)


def typed(machine: BootedMachine, command: Sequence[str], exchanges: Sequence[Exchange]) -> str:
    """Run a command there at a terminal and type the answers; return the screen when it has ended well."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [*machine.entering(), "TERM=linux", "LC_ALL=id_ID.UTF-8", *command],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(theirs)
    with os.fdopen(ours, "r+b", buffering=0) as terminal:
        try:
            screen = _Screen(terminal.fileno())
            for question, answer in exchanges:
                screen.wait_for(question)
                os.write(terminal.fileno(), f"{answer}\n".encode())
            screen.wait_for_end()
            status = process.wait(_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if status != 0:
        raise StoryError(f"{' '.join(command)}: status {status}\n{screen.text}")
    return screen.text


class _Screen:
    """What stands on a terminal; `text` is all of it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._end = time.monotonic() + _SECONDS
        self._seen = 0
        self.text = ""

    def wait_for(self, words: str) -> None:
        """Wait until these words stand there, after those that were waited for before."""
        while (found := self.text.find(words, self._seen)) == -1:
            if not self._read():
                raise StoryError(f"The command ended before it asked {words!r}:\n{self.text}")
        self._seen = found + len(words)

    def wait_for_end(self) -> None:
        """Wait until nothing holds the terminal any more."""
        while self._read():
            pass

    def _read(self) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], max(0.0, self._end - time.monotonic()))
        if not ready:
            raise StoryError(f"Nothing more comes:\n{self.text}")
        try:
            piece = os.read(self._descriptor, 2**16)
        except OSError:  # EIO: the other side is closed
            return False
        self.text += piece.decode("utf-8", "replace")
        return bool(piece)
