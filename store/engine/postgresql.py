"""What is particular to PostgreSQL: how its sessions are set up, and how changes of tables wait for each other."""

import math
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

# Of one transaction all that is read is of one moment.
READING_LEVEL: Final = "REPEATABLE READ"
# Whoever waited for a locked row then sees what the other wrote, and nothing has to be tried again. Said here, so that
# no setting of the server or the role chooses another.
WRITING_LEVEL: Final = "READ COMMITTED"
_MIGRATIONS: Final = (
    0x6B656E746F6E6761  # the number of an advisory lock: any that nobody else takes in this database
)
_LEAST_CONNECT_SECONDS: Final = 2  # libpq's own


def connect(url: URL, busy_seconds: float, *, read_only: bool = False) -> Engine:
    """An engine whose sessions wait `busy_seconds` for a lock, and answer for durability whatever the role's settings.

    A connection that broke while nobody used it, as by a restart of the server, is replaced before its next use.
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
        "synchronous_commit = on",  # a commit that was answered survives a power cut
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
    """Until the transaction ends no other process changes tables; waits as for any lock."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATIONS})
