"""Firefox with a screen on a booted machine, as a person of it starts it; this thread drives it from outside."""

import time
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from marionette_driver.marionette import Marionette

from tests.booted.booted_machine import BootedMachine
from tests.browsers.firefox_process import CAPABILITIES, ENVIRONMENT, profile_settings
from tests.browsers.interface import WAIT, BrowserError, Proxy
from tests.own_namespaces import network_of

BROWSER_PACKAGES: Final = ("firefox-esr", "xvfb", "xauth")
SOCKS: Final = Proxy("socks5", 9050)
"""Debian's Tor."""
_UNIT: Final = "firefox"
_DISPLAY: Final = ":7"
_SCREEN: Final = "/tmp/.X11-unix/X7"  # noqa: S108 - X's own place


class MachineFirefox:
    """A running Firefox of a user there (see `RunningFirefox`), who is made with a home if missing."""

    def __init__(self, machine: BootedMachine, user: str) -> None:
        self._machine = machine
        self._user = user
        self.home = PurePosixPath("/home", user)
        if machine.run("id", user, check=False).status != 0:
            machine.run("useradd", "--create-home", user)
        self.put("profile/user.js", profile_settings(SOCKS))
        self._start("Xvfb", "Xvfb", _DISPLAY, "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
        machine.run("sh", "-c", f"until test -e {_SCREEN}; do sleep 0.1; done")
        self._start(
            _UNIT, "firefox-esr", "--no-remote", "--marionette", "--remote-allow-system-access",
            "--profile", f"{self.home}/profile",
        )  # fmt: skip
        port = self._port()
        with network_of(machine.leader):
            self.marionette = Marionette(port=port, socket_timeout=2 * WAIT)
            self.marionette.start_session(CAPABILITIES)

    def put(self, name: str, content: bytes) -> Path:
        """Write a file into the user's home."""
        path = Path(self.home / name)
        self._machine.put(path, content)
        self._machine.run("chown", "--recursive", self._user, self.home)
        return path

    def download_folder(self) -> str:
        """Make a folder for one download there."""
        made = self._machine.run("mktemp", "--directory", f"{self.home}/download-XXXXXX", user=self._user)
        return made.output.strip()

    def take(self, target: str, folder: Path) -> Path:
        """Copy a file that it saved into a folder here; return where it is."""
        path = folder / Path(target).name
        path.write_bytes(self._machine.fetch(target))
        return path

    def close(self) -> None:
        """End it."""
        try:
            self.marionette.delete_session()
        finally:
            self._machine.run("systemctl", "stop", f"{_UNIT}.service", "Xvfb.service")

    def _start(self, unit: str, *command: str) -> None:
        surroundings = ENVIRONMENT | {"HOME": str(self.home), "DISPLAY": _DISPLAY}
        self._machine.run(
            "systemd-run", "--quiet", f"--unit={unit}", f"--uid={self._user}", "--collect",
            *(f"--setenv={name}={value}" for name, value in surroundings.items()), *command,
        )  # fmt: skip

    def _port(self) -> int:
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            found = self._machine.run("cat", f"{self.home}/profile/MarionetteActivePort", check=False).output
            with suppress(ValueError):
                return int(found)
            time.sleep(0.1)
        said = self._machine.run("journalctl", f"--unit={_UNIT}", "--no-pager", check=False).output
        raise BrowserError(f"Firefox did not start:\n{said}")
