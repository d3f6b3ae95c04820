"""The folder of a bare Debian, and the clean clone in it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError, apt_settings, apt_sources, pip_authorities, pip_variables
from tests.bare.separate import run_apart

SUITE: Final = "trixie"
_PROJECT: Final = Path(__file__).resolve().parents[2]
_WHOLE: Final = Path("etc/kentongan-bare")  # exists once the root is complete
_AUTHORITIES: Final = Path("etc/pip-authorities.crt")
_POLICY: Final = Path("usr/sbin/policy-rc.d")


def root_is_there(root: Path) -> bool:
    """Return whether `make_root` came to its end here."""
    return (root / _WHOLE).exists()


def make_root(root: Path) -> None:
    """Install what Debian calls essential, and apt: no Python, no git, no certificates."""
    if shutil.which("mmdebstrap") is None:
        raise MachineError("This is missing here:\n    apt-get install -y --no-install-recommends mmdebstrap")
    if root.exists() and any(root.iterdir()):
        raise MachineError(f"{root} is not empty, and no bare Debian that was made whole.")
    settings = [f"--aptopt={line}" for line in apt_settings()]
    command = ["mmdebstrap", "--quiet", "--variant=minbase", *settings, SUITE, str(root), *apt_sources(SUITE)]
    if run_apart(command, dict(os.environ)) != 0:
        raise MachineError("mmdebstrap failed; its message stands above.")
    # Nothing starts services there, as systemd would: a database or Tor that a package starts would be in no test's way
    # on a machine of its own, but the ports here are this machine's.
    (root / _POLICY).write_text("#!/bin/sh\nexit 101\n")
    (root / _POLICY).chmod(0o755)
    authorities = pip_authorities()
    if authorities is not None:
        shutil.copyfile(authorities, root / _AUTHORITIES)
    (root / _WHOLE).touch()


def put_checkout(checkout: Path) -> None:
    """The last commit of this checkout, and nothing that lies about in it."""
    if checkout.exists():
        _git("-C", str(checkout), "pull", "--quiet", "--ff-only")
    else:
        checkout.parent.mkdir(parents=True, exist_ok=True)
        _git("clone", "--quiet", "--no-local", "--single-branch", str(_PROJECT), str(checkout))


def environment(root: Path) -> dict[str, str]:
    """Return a command's surroundings there: those of every login, the way to the packages, and the chosen Python."""
    found = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
    if (root / _AUTHORITIES).exists():
        found["PIP_CERT"] = f"/{_AUTHORITIES}"
    kept = {name: os.environ[name] for name in ("TERM", "KENTONGAN_PYTHON") if name in os.environ}
    return found | pip_variables() | kept


def _git(*arguments: str) -> None:
    if subprocess.run(["git", *arguments], check=False).returncode != 0:
        raise MachineError("git failed; its message stands above.")
