"""One tor process: its folder, its configuration, its start and end."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.tor.control import Control, ControlError

STOP_SECONDS = 5.0
TEST_LINES = (
    "TestingTorNetwork 1",
    "AssumeReachable 1",
    "EnforceDistinctSubnets 0",
    "LearnCircuitBuildTimeout 0",  # else one circuit without an answer is waited for during the first 60 s
    "CircuitBuildTimeout 10",
)
"""What every tor of a private network has in its configuration."""


class TorMissingError(Exception):
    """A program of Debian's package tor is not installed."""

    def __init__(self) -> None:
        super().__init__("The tests need tor. Run as root: apt-get install -y --no-install-recommends tor")


def program(name: str) -> str:
    """Return where `tor` or `tor-gencert` is; `TorMissingError` when it is not."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/bin")
    if found is None:
        raise TorMissingError
    return found


class TorProcess:
    """A running tor in a folder of its own (0700, its path short enough for a socket)."""

    def __init__(self, folder: Path, lines: Iterable[str]) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        torrc = folder / "torrc"
        torrc.write_text("\n".join((*_common(folder), *lines, "")), "utf-8")
        # A session of its own: Ctrl-C in the terminal reaches the test run, which then ends its tors in order.
        self.process = subprocess.Popen(
            [program("tor"), "--defaults-torrc", os.devnull, "-f", str(torrc), "--quiet"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self.control = Control(folder / "c", lambda: self.process.poll() is None)
        except (ControlError, OSError) as error:
            self.stop()
            raise ControlError(f"{error}\n{self.log()}") from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it, at once if it does not want to."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        if hasattr(self, "control"):
            self.control.__exit__()

    def log(self) -> str:
        """Return what it said of itself."""
        path = self.folder / "log"
        return path.read_text("utf-8", "replace") if path.exists() else ""


def _common(folder: Path) -> list[str]:
    return [
        *TEST_LINES,
        f"DataDirectory {folder}",
        f"ControlSocket {folder / 'c'}",
        f"__OwningControllerProcess {os.getpid()}",
        "ShutdownWaitLength 0",
        "NumCPUs 1",
        f"Log notice file {folder / 'log'}",
    ]
