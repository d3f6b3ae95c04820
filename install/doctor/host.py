"""The server that is examined: its files below a layout, and the few things that only its programs can say."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from install.errors import InstallError
from install.server.layout import ServerLayout


class HostError(InstallError):
    """The server did not show this."""


class NotYetError(HostError):
    """The server did not show this yet, and will soon if all is well."""


@dataclass(frozen=True, slots=True)
class Said:
    """A program's exit status and what it wrote."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class FileState:
    """A file's owner, group and mode."""

    user: str
    group: str
    mode: int


@dataclass(frozen=True, slots=True)
class DiskRoom:
    """The bytes of a disk, and those that are free."""

    total: int
    free: int


@dataclass(frozen=True, slots=True)
class OnionAnswer:
    """An onion service's answer: Tor's code (0 if it connected), the HTTP status and the headers as they came."""

    code: int
    status: int
    headers: tuple[tuple[str, str], ...]


def is_container(host: "Host") -> bool:
    """Return whether the server is a container, whose kernel and clock are those of the machine around it."""
    return host.run("systemd-detect-virt", "--container", "--quiet").status == 0


class Host(Protocol):
    """A server to examine. Every method raises `HostError` for what it cannot see."""

    @property
    def layout(self) -> ServerLayout:
        """The paths of its files."""
        ...

    def today(self) -> date:
        """Return the day in the office."""
        ...

    def read(self, path: Path) -> str:
        """Return the text of a file, or an empty one if there is none."""
        ...

    def state(self, path: Path) -> FileState | None:
        """Return the state of a file; None if there is none."""
        ...

    def room(self, path: Path) -> DiskRoom:
        """Return the room on the disk of a folder."""
        ...

    def run(self, *command: str) -> Said:
        """Return what a program says."""
        ...

    def visit(self, onion: str, path: str) -> OnionAnswer:
        """Return what an onion service answers through Tor."""
        ...
