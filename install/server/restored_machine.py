"""An empty machine before a backup is put back on it: its users and folders, and a database of PostgreSQL."""

import os
from pathlib import Path
from typing import Final

from install.server.configurations import POSTGRESQL_URL
from install.server.layout import ServerLayout
from install.server.postgresql import POSTGRESQL_USER, prepare_postgresql, require_postgresql
from install.server.privileges import acting_as
from store.engine.database import Database, database_file, open_database
from store.gateway.config import GatewayConfig

_AS_OWNER: Final = f"{POSTGRESQL_URL}&options=-c%20role%3Dkentongan"


def is_machine_of(config: Path) -> bool:
    """Return whether root restores this whole machine, and not only what one configuration names."""
    return os.geteuid() == 0 and config == ServerLayout().gateway_config


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
