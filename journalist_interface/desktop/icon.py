"""The icon's command: start the interface unless it runs, and open a browser at its door.

The interface is a unit of the person's own systemd, which ends with the desktop session. Starting it a second time
starts nothing. Whatever keeps it from starting is said in the browser: an icon has no terminal.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from journalist_interface.config import load_any
from journalist_interface.desktop.browser_file import write_door, write_problem
from store.domain.deadlines import HolidayFileError
from store.web.configuration import ConfigurationError

UNIT: Final = "kentongan-workstation.service"
_SYSTEMCTL: Final = "/usr/bin/systemctl"
_XDG_OPEN: Final = "/usr/bin/xdg-open"
_RUNTIME: Final = "XDG_RUNTIME_DIR"
_OF_SCREEN: Final = ("DISPLAY", "WAYLAND_DISPLAY")
_FAILED: Final = 1
_OUTSIDE: Final = 2


def open_interface() -> int:
    """Open the browser and return the exit status."""
    runtime = os.environ.get(_RUNTIME)
    if not runtime:
        sys.stderr.write(f"{_RUNTIME} is not set: the icon works in a desktop session alone.\n")
        return _OUTSIDE
    folder = Path(runtime, "kentongan")
    try:
        config = load_any()
    except (ConfigurationError, HolidayFileError) as error:
        return _show(write_problem(folder, str(error))) or _FAILED
    if not _start():
        said = f"systemctl --user status {UNIT}"
        return _show(write_problem(folder, said, config.language)) or _FAILED
    return _show(write_door(folder, config))


def _start() -> bool:
    """Return whether the unit runs. It has started once its socket listens, as it says to systemd itself."""
    screen = [name for name in _OF_SCREEN if name in os.environ]  # a notice finds the screen by these
    if screen:
        _systemctl("import-environment", *screen)
    return _systemctl("start", UNIT) == 0


def _systemctl(*words: str) -> int:
    return subprocess.run([_SYSTEMCTL, "--user", *words], stdin=subprocess.DEVNULL, check=False).returncode


def _show(page: Path) -> int:
    """Open a file in the person's browser; its path is no secret."""
    return subprocess.run([_XDG_OPEN, page.as_uri()], stdin=subprocess.DEVNULL, check=False).returncode
