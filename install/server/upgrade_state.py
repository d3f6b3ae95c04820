"""The state of an upgrade that has not ended, on the disk: how far it came, and what it needs to go on or back.

gate                what both servers read (`store.web.gate`)
upgrade/phase       one word, written before each step that it names
upgrade/plan.json   what was there before
upgrade/failed      is there while the servers must stay stopped; their units look at it
upgrade/kept.deb    the package that was installed
upgrade/data …      the copy of the data (`install.upgrading.data_copy`)
"""

from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from install.errors import InstallError
from install.language import Sentence
from install.server.layout import ServerLayout
from store.web.durable import fsync_folder, replace_file
from store.web.gate import Gate

PACKAGE: Final = "kentongan-server"
_PRIVATE: Final = 0o600
_UNDER_WAY: Final = Sentence(
    "Sebuah pembaruan belum selesai. Selesaikan dulu: kentongan upgrade",
    "An upgrade has not ended. Let this end it first: kentongan upgrade",
)
_DAMAGED: Final = Sentence(
    "{path} rusak. Kedua server tetap tertutup; lihat docs/operations.md, bagian Upgrading.",
    "{path} is damaged. Both servers stay shut; docs/operations.md, Upgrading, says what to do.",
)


class Phase(StrEnum):
    """The last step that an upgrade began."""

    COPYING = "copying"  # the servers are shut, and nothing was changed
    COPIED = "copied"  # the copy is whole; the program is exchanged
    CHANGING = "changing"  # the data may be half changed
    RETURNING = "returning"  # the kept package comes back, and the data with it
    FAILED = "failed"  # the data are as before, and the servers are stopped
    ACCEPTED = "accepted"  # the new version has passed: from here on nothing is put back


class UpgradePlan(msgspec.Struct, frozen=True):
    """The server before an upgrade: its version, the units that ran, the places of the data.

    `store` is None in PostgreSQL. `failed` is the version that did not pass, and `reason` what it said.
    """

    version: str
    running: tuple[str, ...]
    accounts: Path
    blobs: Path
    store: Path | None = None
    postgresql: bool = False
    failed: str = ""
    reason: str = ""


class UpgradeStateError(InstallError):
    """The state of the upgrade cannot be read."""


class UpgradeFolder:
    """The folder of one upgrade."""

    def __init__(self, layout: ServerLayout) -> None:
        self.path: Final = layout.upgrade
        self.kept: Final = layout.upgrade / "kept.deb"
        self.stopped: Final = layout.upgrade / "failed"
        self._phase: Final = layout.upgrade / "phase"
        self._plan: Final = layout.upgrade / "plan.json"

    def phase(self) -> Phase | None:
        """Return how far the upgrade came; None if there is none."""
        try:
            return Phase(self._phase.read_text("ascii").strip())
        except FileNotFoundError:
            return None
        except (ValueError, UnicodeError):
            raise UpgradeStateError(_DAMAGED.told(path=self._phase)) from None

    def plan(self) -> UpgradePlan:
        """Return the plan of the upgrade that has not ended."""
        try:
            return msgspec.json.decode(self._plan.read_bytes(), type=UpgradePlan, dec_hook=_path)
        except (FileNotFoundError, msgspec.MsgspecError):
            raise UpgradeStateError(_DAMAGED.told(path=self._plan)) from None

    def write(self, phase: Phase, plan: UpgradePlan | None = None) -> None:
        """Write, durably, that this step begins; the plan comes first."""
        if plan is not None:
            replace_file(self._plan, msgspec.json.encode(plan, enc_hook=str), _PRIVATE)
        replace_file(self._phase, f"{phase.value}\n".encode("ascii"), _PRIVATE)
        if phase is not Phase.FAILED:
            self.stopped.unlink(missing_ok=True)
            fsync_folder(self.path)

    def keep_stopped(self) -> None:
        """Let no unit of the servers start, at the next boot neither."""
        replace_file(self.stopped, b"", _PRIVATE)

    def forget(self) -> None:
        """Remove the state; the copy of the data is gone by then."""
        for path in (self.stopped, self._phase):  # without the phase the rest means nothing
            path.unlink(missing_ok=True)
            fsync_folder(self.path)
        for path in (self.kept, self._plan):
            path.unlink(missing_ok=True)


def require_no_upgrade(layout: ServerLayout) -> None:
    """Raise `UpgradeStateError` while an upgrade has not ended: what is changed now would be put back."""
    if not server_gate(layout).is_open:
        raise UpgradeStateError(_UNDER_WAY.told())


def server_gate(layout: ServerLayout) -> Gate:
    """Return the gate of the server on this machine; one that stands open where there is none."""
    return Gate(layout.gate if layout.gate.is_dir() else None)


def _path(wanted: type, value: object) -> object:
    """Decode a path, the one kind of value that msgspec does not know; it asks for this error for any other."""
    if wanted is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError
