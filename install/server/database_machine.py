"""A PostgreSQL on another machine, found in the gateway's configuration, and what lets units reach it alone.

An administrator keeps that database, so `init` opens the way to it and makes nothing there.
"""

from ipaddress import ip_address
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.server.files import AbsentFile, SystemFile
from install.server.firewall import DatabaseMachine
from install.server.layout import BACKUP_UNIT, GATEWAY_UNIT, SOURCE_UNIT, ServerLayout
from store.engine.database import database_host

DATABASE_UNITS: Final = (SOURCE_UNIT, GATEWAY_UNIT, BACKUP_UNIT)
"""The units that open the store's database."""
_UNIT: Final = """\
# Written by `kentongan init`.
[Service]
PrivateNetwork=no
RestrictAddressFamilies={family}
IPAddressAllow={address}
"""
_PROFILE: Final = "# Written by `kentongan init`.\nnetwork {family} stream,\n"
_NO_ADDRESS: Final = Sentence(
    "Alamat basis data di gateway.toml hanya memuat nama {host}. Tambahkan alamatnya sebagai `hostaddr`: server tidak "
    "mencari nama, dan firewall hanya mengenal alamat.",
    "The database of gateway.toml names {host} alone. Add its address as `hostaddr`: the server looks up no name, and "
    "a firewall knows addresses alone.",
)


def database_machine(url: str) -> DatabaseMachine | None:
    """Return the machine that this address of a database leads to; None for one on this machine.

    Raises `InstallError` where it names that machine by its name alone.
    """
    found = database_host(url)
    if found is None:
        return None
    host, port = found
    try:
        return DatabaseMachine(ip_address(host), port)
    except ValueError:
        raise InstallError(_NO_ADDRESS.told(host=host)) from None


def database_files(layout: ServerLayout, machine: DatabaseMachine | None) -> list[SystemFile | AbsentFile]:
    """Return the files that give each unit of the database a way there; without such a machine they are absent."""
    paths = [layout.database_drop_in(unit) for unit in DATABASE_UNITS]
    if machine is None:
        return [AbsentFile(path) for path in (*paths, layout.database_profile)]
    version = machine.address.version
    unit = _UNIT.format(address=machine.address, family="AF_INET" if version == 4 else "AF_INET6")
    profile = _PROFILE.format(family="inet" if version == 4 else "inet6")
    return [
        *(SystemFile(path, unit.encode()) for path in paths),
        SystemFile(layout.database_profile, profile.encode()),
    ]
