"""This machine, seen by root."""

import os
import shutil
import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from install.doctor.host import DiskRoom, FileState, HostError, OnionAnswer, Said
from install.doctor.tor_control import TorControl
from install.server.layout import ServerLayout
from install.server.system import SYSTEM_ENVIRONMENT, owner_of

_SECONDS: Final = 60


class RunningHost:
    """A `Host` that is this machine."""

    def __init__(self, today: date) -> None:
        self.layout: Final = ServerLayout()
        self._today = today

    def today(self) -> date:
        """Return the day in the office."""
        return self._today

    def read(self, path: Path) -> str:
        """Return the text of a file, or an empty one if there is none."""
        try:
            return path.read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise HostError(f"{path}: {error.strerror}") from None

    def state(self, path: Path) -> FileState | None:
        """Return the state of a file; None if there is none."""
        try:
            return FileState(*owner_of(path))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HostError(f"{path}: {error.strerror}") from None

    def room(self, path: Path) -> DiskRoom:
        """Return the room on the disk of a folder."""
        try:
            found = os.statvfs(path)
        except OSError as error:
            raise HostError(f"{path}: {error.strerror}") from None
        return DiskRoom(found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize)

    def run(self, *command: str) -> Said:
        """Return what a program says."""
        program = shutil.which(command[0], path=SYSTEM_ENVIRONMENT["PATH"])
        if program is None:
            raise HostError(f"{command[0]} is not installed")
        try:
            done = subprocess.run(
                [program, *command[1:]],
                env=SYSTEM_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise HostError(f"{command[0]} did not answer within {_SECONDS} seconds") from None
        return Said(done.returncode, done.stdout.decode("utf-8", "replace"))

    def visit(self, onion: str, path: str) -> OnionAnswer:
        """Return what an onion service answers through Tor."""
        with closing(TorControl(self.layout.tor_sockets)) as tor:
            return tor.visit(onion, path)
