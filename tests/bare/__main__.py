"""Runs a command in a bare Debian 13: only what every installation has, and a clean clone of the last commit.

    python -m tests.bare install/test tests/crypto
    python -m tests.bare install/demo --fresh --story
    python -m tests.bare --root /srv/bare bash                  to look around

It needs root and `mmdebstrap`. The packages come from where this machine's own apt takes them. The command runs in the
clone, whose path has a space, with processes and mounts of its own; the network is this machine's, so that a browser
here opens the pages of a demo there. When it ends, or after Ctrl-C, nothing of it is left.
"""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError
from tests.bare.root import SUITE, environment, make_root, put_checkout, root_is_there
from tests.bare.separate import CHECKOUT, run_in, stop_like_ctrl_c

_UNFIT: Final = 2
_INTERRUPTED: Final = 128 + signal.SIGINT
# Not /tmp, which may be in memory, and without programs or devices.
_PLACE: Final = "/var/tmp"  # noqa: S108 - mkdtemp chooses the name


def main() -> int:
    """The command's exit status."""
    asked = _arguments()
    stop_like_ctrl_c()
    try:
        if asked.root is not None:
            return _run(asked.root.resolve(), asked.command)
        with tempfile.TemporaryDirectory(prefix="kentongan-bare-", dir=_PLACE) as folder:
            return _run(Path(folder) / "root", asked.command)
    except MachineError as error:
        sys.stderr.write(f"{error}\n")
        return _UNFIT
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(root: Path, command: list[str]) -> int:
    if os.geteuid() != 0:
        raise MachineError("A Debian of its own can only be made and entered by root.")
    if not root_is_there(root):
        sys.stderr.write(f"Making a bare Debian {SUITE}.\n")
        make_root(root)
    put_checkout(root / CHECKOUT)
    return run_in(root, command, environment(root))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--root",
        type=Path,
        metavar="FOLDER",
        help="make the Debian in this folder and leave it; the next call goes on in it, with the last commit",
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, help="what to run there")
    asked = parser.parse_args()
    if not asked.command:
        parser.error("a command is missing, such as install/test tests/crypto")
    return asked


if __name__ == "__main__":
    sys.exit(main())
