"""An empty machine before a backup is put back on it: its users and folders, and a database of PostgreSQL."""

import os
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.server.configurations import POSTGRESQL_URL
from install.server.layout import GATEWAY_USER, ServerLayout
from install.server.postgresql import POSTGRESQL_USER, prepare_postgresql, require_postgresql
from install.server.privileges import acting_as
from store.engine.database import Database, database_file, open_database
from store.gateway.config import GatewayConfig

_CLOSED: Final = Sentence(
    "{user}, yang mengembalikan cadangan, tidak boleh membaca {path}. Izinkan, juga map di atasnya: chmod -R a+rX "
    "{folder}",
    "{user}, who puts the backup back, may not read {path}. Let it, and into the folders above: chmod -R a+rX {folder}",
)
_AS_OWNER: Final = f"{POSTGRESQL_URL}&options=-c%20role%3Dkentongan"


class ClosedFolderError(InstallError):
    """The folder of the backups is closed to the gateway's user."""


def is_machine_of(config: Path) -> bool:
    """Return whether root restores this whole machine, and not only what one configuration names."""
    return os.geteuid() == 0 and config == ServerLayout().gateway_config


def require_readable(folder: Path) -> None:
    """Raise `ClosedFolderError` unless the gateway's user, who puts a backup back, may read all of this folder."""
    with acting_as(GATEWAY_USER):
        for path in (folder, *folder.rglob("*")):
            wanted = os.R_OK | os.X_OK if path.is_dir() else os.R_OK
            if not os.access(path, wanted, effective_ids=True):
                raise ClosedFolderError(_CLOSED.told(user=GATEWAY_USER, path=path, folder=folder))


def open_server(config: GatewayConfig) -> Database | None:
    """Open the store's database server; None where the store is a file. Root opens this machine's as the tables' owner.

    Both servers' roles may not replace the salt that a new database begins with.
    """
    settings = config.store
    if database_file(settings.database) is not None:
        return None
    if settings.database != POSTGRESQL_URL or os.geteuid() != 0:
        return open_database(settings.database, busy_seconds=settings.busy_seconds)
    require_postgresql()
    prepare_postgresql()
    with acting_as(POSTGRESQL_USER):  # PostgreSQL asks the system who connects, once
        return open_database(_AS_OWNER, busy_seconds=settings.busy_seconds)
