"""A notice on the officer's desktop, with the same words for everything: a passer-by learns nothing more.

It goes through `notify-send` to the desktop's own service on this computer. Without that program, or outside a desktop
(a server, a container, a session over ssh), there is no notice; the first page says so.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from store.web.languages import Language

PROGRAM: Final = "notify-send"
TITLE: Final = "Kentongan"
WORDS: Final[dict[Language, str]] = {
    "id": "Ada yang baru atau jatuh tempo.",
    "en": "Something is new or due.",
}
_SECONDS: Final = 10.0
# The desktop's history of notices would keep when they came.
_OPTIONS: Final = (f"--app-name={TITLE}", "--hint=boolean:transient:true")
_OF_DESKTOP: Final = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY")


class DesktopNotice:
    """The way to the desktop; `program` is None where there is none."""

    def __init__(self, language: Language, program: Path | None) -> None:
        self._words = WORDS[language]
        self._program = program

    @classmethod
    def of_this_desktop(cls, language: Language) -> "DesktopNotice":
        """Return the way to the desktop that this process was started from, if it was."""
        found = shutil.which(PROGRAM, path=os.defpath)
        on_desktop = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
        return cls(language, Path(found) if found and on_desktop else None)

    @property
    def is_possible(self) -> bool:
        """Return whether a notice can be shown here, as far as this program can tell."""
        return self._program is not None

    def show(self) -> None:
        """Show the notice; a desktop that does not take it costs nothing but the notice."""
        if self._program is None:
            return
        given = {name: os.environ[name] for name in _OF_DESKTOP if name in os.environ}
        try:
            subprocess.run(
                [str(self._program), *_OPTIONS, "--", TITLE, self._words],
                env={"PATH": os.defpath} | given,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return
