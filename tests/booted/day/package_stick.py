"""The stick *packages*, made by the guide's own commands in this checkout."""

import hashlib
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError
from tests.booted.built_packages import CHECKOUT, state_of_sources
from tests.booted.cache_folder import kept
from tests.booted.day.guide_walk import GuideWalk

BUILDING: Final = "3. Build the packages"
_SUM: Final = "sha256sum "


def package_stick(guide: GuideWalk) -> Path:
    """Return the folder of the stick, which is made anew whenever a source or one of these commands has changed."""
    commands = guide.typed_here(BUILDING)
    state = hashlib.sha256("\n".join([state_of_sources(), *commands]).encode()).hexdigest()[:16]
    return kept("sticks", state, lambda folder: _make(folder, commands))


def sum_on_paper(guide: GuideWalk, stick: Path) -> str:
    """Return the sum that the administrator writes on paper: what the last command of the step shows."""
    (command,) = (words for words in guide.typed_here(BUILDING) if words.startswith(_SUM))
    file = stick / command.removeprefix(f"{_SUM}/media/stick/")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _make(stick: Path, commands: Sequence[str]) -> None:
    """Type the commands here, with folders of their own in the place of the build machine's."""
    with tempfile.TemporaryDirectory(prefix="kday-") as root:  # a short path: GnuPG's sockets lie below it
        lines = [line.replace("/root/", f"{root}/").replace("/media/stick", str(stick)) for line in commands]
        try:
            done = subprocess.run(
                ["bash", "-e", "-c", "\n".join(lines)],
                cwd=CHECKOUT, check=False, text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        finally:
            subprocess.run(["gpgconf", "--homedir", f"{root}/archive-key", "--kill", "all"], check=False)
    if done.returncode != 0:
        raise MachineError(f"The packages cannot be built:\n{done.stdout}")
