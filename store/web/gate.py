"""The gate of a server that is being upgraded: while it is shut nothing is taken, and nothing is written.

The administrator's tools shut it by a file in a folder that the servers can only read, and open it once the new version
has shown that it works. It opens once, after which nothing is put back: so whatever was acknowledged stays.
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from store.web.durable import fsync_folder, replace_file

VARIABLE: Final = "KENTONGAN_GATE"
_FILE: Final = "shut"
_PUBLIC: Final = 0o644


class GateState(StrEnum):
    """The rights of the servers behind the gate."""

    OPEN = "open"
    TRIAL = "trial"  # the new version shows what it can do: it reads, and refuses what would be written
    AWAY = "away"  # the data are copied, changed or put back: no server touches them


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate in this folder; without a folder, as in a checkout, it stands open."""

    folder: Path | None = None

    def state(self) -> GateState:
        """Return what the servers may do now. A gate that cannot be read is shut."""
        if self.folder is None:
            return GateState.OPEN
        try:
            word = (self.folder / _FILE).read_text("utf-8")
        except FileNotFoundError:
            return GateState.OPEN if self.folder.is_dir() else GateState.AWAY
        except (OSError, UnicodeError):
            return GateState.AWAY
        return GateState.TRIAL if word == GateState.TRIAL else GateState.AWAY

    @property
    def is_open(self) -> bool:
        """Return whether reports, messages and decisions may be stored."""
        return self.state() is GateState.OPEN

    def shut(self, state: GateState) -> None:
        """Shut the gate, durably, for `TRIAL` or `AWAY`."""
        replace_file(
            self._place() / _FILE, state.value.encode("ascii"), _PUBLIC, (os.geteuid(), os.getegid())
        )

    def open(self) -> None:
        """Open the gate; harmless if it is."""
        (self._place() / _FILE).unlink(missing_ok=True)
        fsync_folder(self._place())

    def _place(self) -> Path:
        if self.folder is None:
            raise ValueError("this gate has no folder")
        return self.folder


def gate_of_this_server() -> Gate:
    """Return the gate that this process's environment names."""
    folder = os.environ.get(VARIABLE)
    return Gate(Path(folder) if folder else None)
