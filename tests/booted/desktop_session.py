"""A person's desktop session on a booted machine: a screen, their own systemd, and the icons of its menu."""

import time
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from marionette_driver.by import By
from marionette_driver.errors import MarionetteException, NoSuchElementException
from marionette_driver.marionette import Marionette

from tests.booted.booted_machine import BootedMachine
from tests.booted.firefox_on_machine import SOCKS
from tests.booted.machine import CommandError, CommandResult
from tests.browsers.firefox_process import CAPABILITIES, ENVIRONMENT, profile_settings
from tests.browsers.interface import WAIT, BrowserError
from tests.own_namespaces import network_of

SCREEN_PACKAGES: Final = ("firefox-esr", "xvfb", "xauth", "libglib2.0-bin", "desktop-file-utils")
_UNIT: Final = "desktop-session"
_DISPLAY: Final = ":7"
_SETTINGS: Final = "/etc/firefox-esr/firefox-esr.js"
"""Debian's place for those of every profile: the icon's browser chooses its profile by itself."""
# The icon starts the browser as it is: its environment lets a test drive it.
_DRIVEN: Final = {"MOZ_MARIONETTE": "1", "MOZ_REMOTE_ALLOW_SYSTEM_ACCESS": "1"}
_SCREEN: Final = "/tmp/.X11-unix/X7"  # noqa: S108 - X's own place
_PORT_FILE: Final = "MarionetteActivePort"
_STAYS: Final = f"Xvfb {_DISPLAY} -screen 0 1280x1024x24 -nolisten tcp & exec sleep infinity"


class DesktopSession:
    """The session of a user of the machine, who is made with a home, and their Firefox without scripts."""

    def __init__(self, machine: BootedMachine, user: str) -> None:
        self._machine = machine
        self.user = user
        self.home = PurePosixPath("/home", user)
        machine.run("useradd", "--create-home", "--shell", "/bin/bash", user)
        self._number = machine.run("id", "-u", user).output.strip()
        settings = profile_settings(SOCKS).replace(b"user_pref(", b"pref(")
        machine.run("tee", "--append", _SETTINGS, given=settings)

    @property
    def runtime(self) -> PurePosixPath:
        """The person's runtime folder."""
        return PurePosixPath("/run/user", self._number)

    def begin(self) -> None:
        """Let the person log in, through PAM, at a screen; their systemd starts with that."""
        self._machine.run("find", self.home, "-name", _PORT_FILE, "-delete")  # of an earlier session
        self._machine.run("rm", "--force", _SCREEN)
        self._machine.run(
            "systemd-run", "--quiet", "--collect", f"--unit={_UNIT}", "--property=PAMName=login",
            f"--property=User={self.user}", "--service-type=exec", "sh", "-c", _STAYS,
        )  # fmt: skip
        ready = f"until test -e {_SCREEN} && test -S {self.runtime}/systemd/private; do sleep 0.1; done"
        self._machine.run("sh", "-c", ready)

    def end(self) -> None:
        """Let the person log out; return when their systemd has ended."""
        self._machine.run("loginctl", "terminate-user", self.user)
        self._machine.run("sh", "-c", f"while test -e {self.runtime}/systemd/private; do sleep 0.1; done")

    def run(self, *command: str, check: bool = True) -> CommandResult:
        """Run a command in the session."""
        surroundings = ENVIRONMENT | _DRIVEN | {
            "HOME": str(self.home), "DISPLAY": _DISPLAY, "XDG_RUNTIME_DIR": str(self.runtime),
        }  # fmt: skip
        words = [f"{name}={value}" for name, value in surroundings.items()]
        return self._machine.run("env", *words, *command, user=self.user, check=check)

    def click(self, icon: str) -> None:
        """Start what an icon of the menu starts, as desktops do."""
        launch = f"gio launch /usr/share/applications/{icon}.desktop"
        self.run("sh", "-c", f"{launch} </dev/null >{self.home}/{icon}.log 2>&1 &")

    def browser(self) -> Marionette:
        """Return the driver of the Firefox that runs in the session, once it answers."""
        port = self._port()
        deadline = time.monotonic() + WAIT
        while True:
            with network_of(self._machine.leader), suppress(OSError, MarionetteException):
                driver = Marionette(port=port, socket_timeout=2 * WAIT)
                driver.start_session(CAPABILITIES)
                return driver
            if time.monotonic() > deadline:
                raise CommandError("The Firefox of the session does not answer.")
            time.sleep(0.2)

    def firefox(self) -> "SessionFirefox":
        """Return the Firefox that runs in the session, once it answers."""
        return SessionFirefox(self._machine, self.home / "Downloads", self.browser())

    def _port(self) -> int:
        written = f"find {self.home} -name {_PORT_FILE} -exec cat '{{}}' +"
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            with suppress(ValueError):
                return int(self._machine.run("sh", "-c", written, check=False).output)
            time.sleep(0.2)
        said = self._machine.run("ps", "-u", self.user, "-o", "pid,args", check=False).output
        raise CommandError(f"No Firefox started in the session:\n{said}")


class SessionFirefox:
    """The Firefox of a session (see `RunningFirefox`). What it shows already stays in tabs beside an empty one."""

    def __init__(self, machine: BootedMachine, downloads: PurePosixPath, marionette: Marionette) -> None:
        self._machine = machine
        self.downloads = downloads
        self.marionette = marionette
        marionette.switch_to_window(marionette.open(type="tab")["handle"])

    def download_folder(self) -> str:
        """Return the person's folder of downloads."""
        return str(self.downloads)

    def take(self, target: str, folder: Path) -> Path:
        """Copy a file that it saved into a folder here; return where it is."""
        path = folder / Path(target).name
        path.write_bytes(self._machine.fetch(target))
        return path

    def close(self) -> None:
        """Let it go on without being driven: its session ends it."""
        self.marionette.delete_session()


def page_after(driver: Marionette, begins: str) -> str:
    """Wait until a tab shows an address that begins so; stay there, and return what it says."""
    deadline = time.monotonic() + WAIT
    seen: list[str] = []
    while time.monotonic() < deadline:
        seen = []
        for tab in driver.window_handles:
            driver.switch_to_window(tab)
            seen.append(driver.get_url())
            with suppress(NoSuchElementException):  # the page is still coming
                if seen[-1].startswith(begins):
                    return str(driver.find_element(By.TAG_NAME, "body").text)
        time.sleep(0.2)
    raise BrowserError(f"No tab shows {begins}: {seen}")
