"""The work of apt and dpkg for `kentongan upgrade`. Their words go to the administrator's terminal."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from install.server.system import SYSTEM_ENVIRONMENT, run_program
from install.server.upgrade_state import PACKAGE

_QUIET: Final = {"DEBIAN_FRONTEND": "noninteractive"}
_KEEP_FILES: Final = "--force-confold"  # a configuration file that an administrator changed stays
_NONE: Final = "(none)"
RETURN: Final = {"KENTONGAN_RETURN": "1"}
"""The variable that tells the scripts of the kept package that the data come back with it."""


def renew_lists() -> None:
    """Let apt learn what there is; raise `CommandFailedError` if a repository cannot be reached."""
    run_program(["apt-get", "--quiet", "--error-on=any", "update"])


def candidate() -> str | None:
    """Return the version that apt would install; None if it knows none."""
    said = run_program(["apt-cache", "policy", PACKAGE])
    found = re.search(r"^ +Candidate: (\S+)$", said, re.MULTILINE)
    return None if found is None or found[1] == _NONE else found[1]


def install_newest() -> bool:
    """Install the newest version with what it needs; return whether apt calls it a success."""
    words = ["--yes", "--only-upgrade", f"--option=Dpkg::Options::={_KEEP_FILES}", "install", PACKAGE]
    return _show(["apt-get", *words], _QUIET)


def install_kept(package: Path) -> bool:
    """Install the kept package, whatever state dpkg was left in; return whether dpkg calls it a success."""
    return _show(["dpkg", _KEEP_FILES, "--install", str(package)], _QUIET | RETURN)


def _show(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    done = subprocess.run(command, env=SYSTEM_ENVIRONMENT | dict(environment), cwd="/", check=False)  # nosec B603
    return done.returncode == 0
