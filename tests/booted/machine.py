"""A machine that commands can be run on, however it was started."""

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

BOOT_SECONDS: Final = 60.0
COMMAND_SECONDS: Final = 120.0
PAUSE: Final = 0.05
SURROUNDINGS: Final = (
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/root",
    "LANG=C.UTF-8",
)
"""What a command there finds around it, and nothing of this process."""


class NotBootedError(Exception):
    """A machine did not come up; the text has what it said."""


class CommandError(Exception):
    """A command in a machine failed; the text has what it said."""


@dataclass(frozen=True)
class CommandResult:
    """A command that ended: its status and what it wrote."""

    status: int
    output: str
    errors: str


class DebianMachine(ABC):
    """A running Debian, and what an administrator does there."""

    name: str

    @abstractmethod
    def run(
        self,
        *command: str | PurePath,
        given: bytes = b"",
        user: str = "root",
        check: bool = True,
        seconds: float = COMMAND_SECONDS,
    ) -> CommandResult:
        """Run a command there and wait for its end; with `check`, raise `CommandError` unless its status is 0."""

    @abstractmethod
    def fetch(self, path: str | PurePath) -> bytes:
        """Return the content of a file there."""

    def put(self, path: str | PurePath, content: bytes, mode: int = 0o644) -> None:
        """Write a file there, for root, in a folder that is made if it is missing."""
        self.run("install", "-D", "-m", f"{mode:o}", "/dev/stdin", path, given=content)

    def install(self, *packages: str | PurePath, seconds: float = COMMAND_SECONDS) -> None:
        """Install packages of the mirror, or files of packages, as a script of an administrator's does."""
        apt = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "--quiet")
        self.run(*apt, "update")
        self.run(*apt, "install", *packages, seconds=seconds)

    def wait_for_unit(self, unit: str, seconds: float = BOOT_SECONDS) -> None:
        """Wait until a unit is active; raise `CommandError` with what it said if it fails, or in time is not."""
        until = time.monotonic() + seconds
        while (state := self.run("systemctl", "is-active", unit, check=False).output.strip()) != "active":
            if state == "failed" or time.monotonic() > until:
                status = self.run("systemctl", "status", "--full", "--lines=50", unit, check=False)
                raise CommandError(f"{self.name}: {unit} is {state}.\n{status.output}{status.errors}")
            time.sleep(PAUSE)

    def checked(self, words: list[str], result: CommandResult) -> CommandResult:
        """Return the result; raise `CommandError` with what the command said unless its status is 0."""
        if result.status != 0:
            said = f"{result.output}{result.errors}"
            raise CommandError(f"{self.name}: {' '.join(words)}: status {result.status}\n{said}")
        return result
