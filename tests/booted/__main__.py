"""Boots minimal Debian 13 machines with systemd, on a bridge without a way out, and proves promises of a server there.

    python -m tests.booted short          a server set up by its package and `kentongan init`, and its restrictions
    python -m tests.booted story          the whole story: reporter, officer, faults, upgrade, kills, another server
    python -m tests.booted day            an office from bare machines to its first answered report, by the guide
    python -m tests.booted power          thirty cuts of its power, in a virtual machine, while reports come in
    python -m tests.booted vm             AppArmor enforced, memory that runs out, and more, in a virtual machine
    python -m tests.booted ready          whether a machine can be booted here: one is
    python -m tests.booted shell tor      a bare machine to look around in, whose apt knows the packages that are named

It needs root. Roots and packages of Debian are kept in /var/tmp/kentongan-booted (or in the folder that
KENTONGAN_BOOTED names), and come from where this machine's own apt takes them. When a command ends, or after Ctrl-C,
nothing of its machines is left. Where nothing can boot, it says why, with exit status 2.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from typing import Final

from tests.bare.machine import MachineError
from tests.bare.separate import stop_like_ctrl_c
from tests.booted.bridge import Bridge
from tests.booted.cache_folder import ForeignCacheError
from tests.booted.control_groups import remove_stale_groups
from tests.booted.day.day_story import tell_day
from tests.booted.long_story import tell_long_story
from tests.booted.machine import CommandError, NotBootedError
from tests.booted.power_story import CUTS, tell_power_story
from tests.booted.readiness import require_boot
from tests.booted.sandbox_attempts import SandboxError
from tests.booted.short_story import tell_short_story
from tests.booted.story import StoryError
from tests.booted.vm_story import tell_vm_story
from tests.browsers.interface import BrowserError

_FAILED: Final = 1
_UNFIT: Final = 2
_INTERRUPTED: Final = 130


def main() -> int:
    """The command's exit status."""
    asked = _arguments()
    command: Callable[[argparse.Namespace], int] = asked.run
    stop_like_ctrl_c()
    try:
        require_boot()
        remove_stale_groups()
        return command(asked)
    except (MachineError, ForeignCacheError) as error:
        sys.stderr.write(f"{error}\n")
        return _UNFIT
    except (NotBootedError, CommandError, StoryError, SandboxError, BrowserError) as error:
        sys.stderr.write(f"{error}\n")
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED


def _short(_asked: argparse.Namespace) -> int:
    tell_short_story()
    return 0


def _story(_asked: argparse.Namespace) -> int:
    tell_long_story()
    return 0


def _day(_asked: argparse.Namespace) -> int:
    tell_day()
    return 0


def _power(asked: argparse.Namespace) -> int:
    tell_power_story(asked.cuts, asked.seed)
    return 0


def _vm(_asked: argparse.Namespace) -> int:
    tell_vm_story()
    return 0


def _ready(_asked: argparse.Namespace) -> int:
    with Bridge([]) as bridge, bridge.machine("server") as server:
        server.run("true")
    return 0


def _shell(asked: argparse.Namespace) -> int:
    with Bridge(asked.packages) as bridge, bridge.machine("server") as server:
        sys.stderr.write("A bare Debian. Its apt knows the packages that were named. Leave it with exit.\n")
        return subprocess.run([*server.entering(), "TERM=linux", "bash", "-l"], check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.booted",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    short = commands.add_parser(
        "short", help="a server from its package: set up, tried, and a report over its onion"
    )
    short.set_defaults(run=_short)
    story = commands.add_parser(
        "story", help="reporter, officer, faults, upgrade, kills, another server, in six machines"
    )
    story.set_defaults(run=_story)
    day = commands.add_parser(
        "day", help="an office by the administrator's guide: keys, server, workstations, a report, incidents"
    )
    day.set_defaults(run=_day)
    power = commands.add_parser("power", help="cut a virtual machine's power in the midst of reports")
    power.add_argument("--cuts", type=int, default=CUTS)
    power.add_argument("--seed", type=int, default=1, help="chooses the moments")
    power.set_defaults(run=_power)
    vm = commands.add_parser(
        "vm", help="a virtual machine in which AppArmor, limits of memory and addresses are enforced"
    )
    vm.set_defaults(run=_vm)
    ready = commands.add_parser(
        "ready", help="boot a bare machine; the exit status says whether that can be done here"
    )
    ready.set_defaults(run=_ready)
    shell = commands.add_parser("shell", help="a bare machine to look around in")
    shell.add_argument("packages", nargs="*", help="packages of Debian that its apt can install, such as tor")
    shell.set_defaults(run=_shell)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
