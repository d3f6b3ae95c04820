"""The folder of a demo: one marker, server data apart from people's secrets, and one demo at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from install.errors import InstallError
from store.domain.clock import Clock

MARKER: Final = "KENTONGAN-DEMO.txt"
COMPLETE: Final = "set-up-complete"
LAYOUT: Final = "2"  # changes as soon as a kept demo could not go on with its data: a file's name, a person
_MARKER_TEXT: Final = (
    "This folder belongs to Kentongan's demo (install/demo). All that lies in it is made up.\n"
    "`install/demo --fresh` deletes everything beside this file.\n"
)


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The places of one demo's parts."""

    root: Path

    @property
    def server(self) -> Path:
        """The server's data: databases, blobs, the signed roster, configurations, logs."""
        return self.root / "server"

    @property
    def office(self) -> Path:
        """The office's data on a machine without network: its key, and the source of its roster."""
        return self.root / "office"

    @property
    def people(self) -> Path:
        """Each person's data: GnuPG home, passphrase, TOTP secret, and the state of their workstation."""
        return self.root / "people"

    @property
    def clock_file(self) -> Path:
        """The seconds by which the demo's clock is ahead, once a story let days pass."""
        return self.root / "clock"

    @property
    def clock(self) -> Clock:
        """The clock of all programs of this demo."""
        return Clock(offset_file=self.clock_file)

    def person(self, identifier: str) -> Path:
        """Return the folder of one person."""
        return self.people / identifier

    @property
    def complete(self) -> bool:
        """Return whether an earlier run set everything up."""
        return (self.root / COMPLETE).exists()

    def mark_complete(self) -> None:
        """Mark the demo as complete, so that its data are kept from now on."""
        (self.root / COMPLETE).write_text(f"{LAYOUT}\n", "ascii")

    def require_layout(self) -> None:
        """Raise `InstallError` for data of another version: half would fail, and the sweep would delete the rest."""
        if self.complete and (self.root / COMPLETE).read_bytes() != f"{LAYOUT}\n".encode("ascii"):
            raise earlier_version(self.root)


def earlier_version(root: Path) -> InstallError:
    """Return the error that says what to do about data of another version."""
    return InstallError(
        f"The demo in {root} was made by another version of Kentongan, and its data are made up. Delete them and start "
        "over: add --fresh"
    )


def existing_folder(root: Path) -> DemoFolder:
    """Return the folder of an earlier demo; raise `InstallError` if there is none, or one of another version."""
    folder = DemoFolder(root.resolve())
    if not folder.complete:
        raise InstallError(f"There is no demo in {root}. Start it first, with the same --folder.")
    folder.require_layout()
    return folder


def require_running(folder: DemoFolder) -> None:
    """Raise `InstallError` unless a demo runs in this folder now."""
    with (folder.root / MARKER).open("rb") as marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    raise InstallError(f"The demo in {folder.root} does not run. Start it first: it prints its links.")


@contextmanager
def opened_folder(root: Path, *, fresh: bool) -> Iterator[DemoFolder]:
    """Open the folder for this process alone while the block runs; make it if missing, and empty it if `fresh`."""
    folder = DemoFolder(root.resolve())
    try:
        descriptor = _marker(folder.root)
    except PermissionError:
        raise InstallError(f"You may not write to {root}. Choose another place: --folder DIR") from None
    except (FileExistsError, NotADirectoryError):
        raise InstallError(f"{root} is a file. Choose another place: --folder DIR") from None
    try:
        _lock(descriptor, root)
        # An interrupted set-up holds nothing that was used yet.
        if fresh or not folder.complete:
            _empty(folder.root)
        folder.require_layout()
        for part in (folder.server, folder.office, folder.people):
            part.mkdir(mode=0o700, exist_ok=True)
        yield folder
    finally:
        os.close(descriptor)


def _marker(root: Path) -> int:
    """Return the open marker of a demo's folder; a folder without one is taken only when it is empty."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    marker = root / MARKER
    if not marker.exists():
        if any(root.iterdir()):
            raise InstallError(f"{root} holds other things than a demo. Choose an empty place: --folder DIR")
        # The default place lies in a checkout, and must never be committed.
        (root / ".gitignore").write_text("*\n", "ascii")
        marker.write_text(_MARKER_TEXT, "ascii")
    return os.open(marker, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)


def _lock(descriptor: int, root: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InstallError(
            f"A demo is running in {root} already. Stop it first, or use --folder DIR"
        ) from None


def _empty(root: Path) -> None:
    for entry in root.iterdir():
        if entry.name in {MARKER, ".gitignore"}:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
