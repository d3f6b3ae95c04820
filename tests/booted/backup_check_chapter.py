"""A chapter of the long story: on a machine without network the backups open, and the server learns the day of it."""

import json
import shlex
from pathlib import Path
from typing import Final

from install.backup_checks.note import NOTE_FILE
from install.demonstration.making import passphrase_of
from tests.backup_key import PASSPHRASE
from tests.booted.booted_machine import BootedMachine
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.story import demand, step

OFFICE_PACKAGE: Final = "kentongan-office"
MEDIUM: Final = Path("/media/backups")
_OFFICE: Final = Path("/root/office")
_KEY: Final = Path("/root/backup-key.gpg")
_NOTE: Final = Path("/root") / NOTE_FILE
_CHECK: Final = (
    f"kentongan-office backup check {MEDIUM} --key {_KEY} --passphrase-fd 3 --office {_OFFICE} "
    f"--office-passphrase-fd 4 --note {_NOTE} --json 3<<<{{backup}} 4<<<{{office}}"
)


def check_backups(server: BootedMachine, alone: BootedMachine, office: MadeUpOffice) -> None:
    """Open the backups that lie on the medium of a machine without network, and carry its note to the server."""
    with step("On a machine without network all backups open, and doctor shows the day"):
        _bring_keys(alone, office)
        words = _CHECK.format(
            backup=shlex.quote(PASSPHRASE), office=shlex.quote(passphrase_of(office.folder.office))
        )
        tried = json.loads(alone.run("bash", "-c", words).output)
        opened = [backup for backup in tried["backups"] if backup["fault"] is None and backup["objects"]]
        demand(opened == tried["backups"] and bool(opened), f"A backup does not open: {tried}")
        server.put(_NOTE, alone.fetch(_NOTE))
        server.run("kentongan", "backup-note", _NOTE)
        (shown,) = (
            check
            for check in json.loads(server.run("kentongan", "doctor", "--json", check=False).output)
            if check["check"] == "backup-opened"
        )
        demand(
            any(f"{len(opened)} backups were opened" in line for line in shown["details"]),
            f"Doctor does not show it: {shown}",
        )


def _bring_keys(alone: BootedMachine, office: MadeUpOffice) -> None:
    alone.put(_KEY, office.backup_key.exported.read_bytes(), 0o600)
    for path in office.folder.office.rglob("*"):
        if path.is_file():
            alone.put(_OFFICE / path.relative_to(office.folder.office), path.read_bytes(), 0o600)
    alone.run("chmod", "--recursive", "go=", _OFFICE)
