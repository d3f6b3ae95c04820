"""The steps of an upgrade, for the scripts of the package and for the unit that takes up what a power cut left.

    python3 -m install.upgrading prepare | settle | go-back

The exit status is 1 if the step failed, and 3 if the new version did not pass: then the data are as before.
"""

import sys
from collections.abc import Sequence
from typing import Final

from install.console import run, warn
from install.server.layout import ServerLayout
from install.upgrading.server_control import SystemdControl
from install.upgrading.upgrade import FAILED, Upgrade

NOT_PASSED: Final = 3
_USAGE: Final = 2


def main(words: Sequence[str]) -> int:
    """Run one step and return the exit status."""
    return run(lambda: _step(words))


def _step(words: Sequence[str]) -> int:
    layout = ServerLayout()
    upgrade = Upgrade(layout, SystemdControl(layout))
    match list(words):
        case ["prepare"]:
            upgrade.prepare()
        case ["go-back"]:
            upgrade.go_back()
        case ["settle"]:
            plan = upgrade.settle()
            if plan is not None:
                warn(FAILED.told(failed=plan.failed, reason=plan.reason, version=plan.version))
                return NOT_PASSED
        case _:
            warn(__doc__ or "")
            return _USAGE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
