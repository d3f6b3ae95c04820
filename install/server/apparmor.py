"""AppArmor's profiles: which unit runs under which, and loading them into a kernel that has AppArmor.

A unit whose profile is not loaded starts without it (`AppArmorProfile=-` in the unit). `kentongan doctor` says so.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from install.server.layout import (
    BACKUP_UNIT,
    GATEWAY_UNIT,
    SOURCE_UNIT,
    TOR_UNIT,
    TRANSFER_UNIT,
    ServerLayout,
)
from install.server.system import run_program

PROFILES: Final = {
    SOURCE_UNIT: "kentongan-source",
    GATEWAY_UNIT: "kentongan-gateway",
    BACKUP_UNIT: "kentongan-backup",
    TRANSFER_UNIT: "kentongan-backup-transfer",
    TOR_UNIT: "system_tor",
}
"""The profile of each unit: ours, and Debian's of Tor."""


def own_profiles(layout: ServerLayout) -> list[Path]:
    """Return the files of the profiles that our package brings."""
    return [layout.apparmor / name for unit, name in PROFILES.items() if unit != TOR_UNIT]


def load_profiles(layout: ServerLayout, files: Iterable[Path]) -> None:
    """Load these profiles as their files say now, in place of what the kernel has; without AppArmor do nothing."""
    if layout.loaded_profiles.exists():
        run_program(["apparmor_parser", "--replace", *map(str, files)])
