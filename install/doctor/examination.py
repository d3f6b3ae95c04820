"""All checks of a server, in the order in which a person reads them."""

from typing import Final

from install.doctor.apparmor import apparmor_checks
from install.doctor.backup_certificate import BACKUP_KEY
from install.doctor.backups import BACKUPS, TRANSFER
from install.doctor.check import Diagnosis, HostCheck, examine
from install.doctor.configuration import database_machine_of, server_answers, source_config
from install.doctor.disks import DISKS
from install.doctor.files import FILES
from install.doctor.groups import GROUPS
from install.doctor.host import Host, HostError
from install.doctor.onions import ONIONS
from install.doctor.postgresql import POSTGRESQL
from install.doctor.reachability import REACHABILITY
from install.doctor.roster import ROSTER
from install.doctor.system import SYSTEM
from install.doctor.tor import TOR
from install.doctor.units import UNITS
from install.doctor.upgrade import UPGRADE

ALWAYS: Final = (
    *UPGRADE,
    *FILES,
    *GROUPS,
    *UNITS,
    *TOR,
    *ONIONS,
    *REACHABILITY,
    *DISKS,
    *SYSTEM,
    *ROSTER,
    *BACKUP_KEY,
)


def examine_server(host: Host) -> list[Diagnosis]:
    """Make every check that this server needs: PostgreSQL's only where this machine has the store in it, and so on."""
    postgresql = POSTGRESQL if _has_postgresql(host) else ()
    return examine(host, (*ALWAYS, *apparmor_checks(host), *_of_backups(host), *postgresql))


def _of_backups(host: Host) -> tuple[HostCheck, ...]:
    try:
        backups = server_answers(host).backups
    except HostError:
        return ()  # the checks that need the answers say what is wrong with them
    if backups.key is None:
        return ()
    return BACKUPS if backups.host is None else (*BACKUPS, *TRANSFER)


def _has_postgresql(host: Host) -> bool:
    try:
        named = source_config(host).store.database
    except HostError:
        return False  # the checks that need this configuration say what is wrong with it
    return named.startswith("postgresql") and database_machine_of(host) is None
