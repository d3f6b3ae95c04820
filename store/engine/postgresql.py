"""The particulars of PostgreSQL: how its sessions are set up, and how changes of tables wait for each other."""

import math
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

_MIGRATIONS: Final = (
    0x6B656E746F6E6761  # the number of an advisory lock: any that no other program takes in this database
)
_LEAST_CONNECT_SECONDS: Final = 2  # libpq's minimum


def connect(url: URL, busy_seconds: float, *, read_only: bool = False) -> Engine:
    """Return an engine whose sessions wait `busy_seconds` for a lock and are durable whatever the role's settings.

    A connection that broke while idle, for example when the server restarted, is replaced before its next use.
    """
    patience = max(_LEAST_CONNECT_SECONDS, math.ceil(busy_seconds))
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=busy_seconds,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": patience},
        execution_options={"postgresql_readonly": True} if read_only else {},
    )
    settings = (
        f"lock_timeout = {max(1, round(busy_seconds * 1000))}",  # 0 would wait for ever
        "synchronous_commit = on",  # a confirmed commit survives a power cut
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"SET {setting}")
        cursor.close()
        connection.commit()

    return engine


def one_migration_at_a_time(connection: Connection) -> None:
    """Keep every other process from changing tables until the transaction ends; waits as for any lock."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATIONS})
