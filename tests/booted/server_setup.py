"""Setting a server up in a machine as an administrator does: package, roster, `kentongan init`, and a backup."""

from pathlib import Path
from typing import Final

from install.server.layout import BACKUP_UNIT, ServerLayout
from store.web.toml_text import Value, toml_text
from tests.booted.bridge import HERE
from tests.booted.machine import DebianMachine
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.story import demand

FURTHER: Final = ("unattended-upgrades", "systemd-timesyncd")
"""Packages that a server should have and that ours does not demand."""
MEDIUM: Final = Path("/root/roster")
"""The folder with the roster, as if on a medium."""
BACKUP_KEY: Final = Path("/root/backup.gpg")
_ANSWERS: Final = Path("/root/server.toml")
INIT: Final = f"kentongan init --answers {_ANSWERS}"
_LAYOUT: Final = ServerLayout()


def install_package(machine: DebianMachine, package: Path, *further: str) -> None:
    """Install a package of ours from its file, and further ones of Debian's."""
    place = f"/root/{package.name}"
    machine.put(place, package.read_bytes())
    machine.install(*further, place, seconds=600)


def give_roster(machine: DebianMachine, office: MadeUpOffice) -> None:
    """Put the signed roster and the public backup key there, as they come on a medium."""
    machine.put(BACKUP_KEY, office.backup_key.certificate.read_bytes())
    for name, content in office.roster_files().items():
        machine.put(MEDIUM / name, content)


def set_up(machine: DebianMachine, office: MadeUpOffice, **further: Value) -> str:
    """Let `kentongan init` read its answers from a file, make a backup, and return what `init` said."""
    give_roster(machine, office)
    answers: dict[str, Value] = {
        "roster": str(MEDIUM),
        "office_fingerprint": office.fingerprint,
        "reserve_gib": 1,
        "mirrors": [HERE],
        "backup_key": str(BACKUP_KEY),
        "backup_fingerprint": office.backup_fingerprint,
    }
    machine.put(_ANSWERS, toml_text(answers | further).encode(), 0o600)
    said = machine.run("kentongan", "init", "--answers", _ANSWERS).output
    machine.run("systemctl", "start", BACKUP_UNIT)
    name_holidays(machine)
    again = machine.run("kentongan", "init", "--answers", _ANSWERS, "--dry-run").output
    demand(str(_LAYOUT.configuration) not in again, f"A second init would change something:\n{again}")
    return said


def name_holidays(machine: DebianMachine) -> None:
    """Write what no one but the office knows: its closed days beside Sundays and the nation's holidays."""
    year = int(machine.run("date", "+%Y").output)  # a test may not ask this machine's clock
    days = f"{year}-12-24 libur Cuti bersama\n{year + 1}-12-24 libur Cuti bersama\n"
    machine.put(_LAYOUT.holidays, days.encode())
