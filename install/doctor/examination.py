"""All checks of a server, in the order in which a person reads them."""

from typing import Final

from install.doctor.check import Diagnosis, examine
from install.doctor.configuration import source_config
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

ALWAYS: Final = (*FILES, *GROUPS, *UNITS, *TOR, *ONIONS, *REACHABILITY, *DISKS, *SYSTEM, *ROSTER)


def examine_server(host: Host) -> list[Diagnosis]:
    """Make every check that this server needs: PostgreSQL's only where the store is in it."""
    return examine(host, (*ALWAYS, *(POSTGRESQL if _has_postgresql(host) else ())))


def _has_postgresql(host: Host) -> bool:
    try:
        return source_config(host).store.database.startswith("postgresql")
    except HostError:
        return False  # the checks that need this configuration say what is wrong with it
