"""Reasons why PostgreSQL refused a connection, in our words: a connection that failed to open has no error code.

The driver's and the server's texts are in any language, and name roles, paths and addresses: they are neither read nor
shown. A second knock at the same door, which names no role and brings no password, tells how far one comes. Where TLS
is demanded, nothing is sent without it but the question for it.
"""

import socket
import struct
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import zip_longest
from typing import Any, Final

from crypto.errors import marked

CLOSED: Final = marked(
    "PostgreSQL does not answer, or lets this process in no further. Its own log says why."
)
RIGHTS: Final = marked(
    "The role of this process lacks a right in the database, or its tables are older than the program. As their owner, "
    'run store.engine.upgrade and then rights.sql; docs/operations.md, "The store in PostgreSQL", says '
    "how."
)
_NO_ANSWER: Final = marked(
    "PostgreSQL does not answer where `database` says. Start it (systemctl status postgresql), or correct the host, "
    "the port or the folder of the socket there. The name of the host must be known here, and the folder open to this "
    "user."
)
_NOTHING_GIVEN: Final = marked(
    "PostgreSQL asks for a password and was given none. Put it into the file that `passfile` in `database` names: a "
    "line for this very host, port, database and role, and mode 0600, or the file is not read."
)
_STARTING: Final = marked(
    "PostgreSQL is starting, stopping or recovering. Wait a minute, then start this again."
)
_NO_TLS: Final = marked(
    "PostgreSQL answers, but not with the TLS that `sslmode` in `database` demands. Turn `ssl` on there. Its "
    "certificate must be for the host that `database` names, not have expired, and be of the authority whose "
    "certificate lies in the file that `sslrootcert` names, open to this user. Unless you know why it is not, somebody "
    "may be sitting between the machines."
)
_REFUSED: Final = marked(
    "PostgreSQL answers, and lets this process in no further. Its own log says why: it refuses the password or knows "
    "no such role that may log in; this process does not run as the user of its role; there is no database of this "
    "name, or no right (CONNECT) to enter it; there is no line for all this in pg_hba.conf, or only one with TLS "
    "(sslmode=verify-full); or no connection is left (max_connections: each server takes up to 15). "
    'docs/operations.md, "The store in PostgreSQL", says how.'
)
_PORT: Final = 5432
_PATIENCE: Final = 10.0
# PostgreSQL's protocol 3.0, SSLRequest: its length and a fixed number, and nothing of ours.
_SSL_REQUEST: Final = struct.pack("!ii", 8, 80877103)
_SSL_ANSWERS: Final = (b"S", b"N")
_WAY: Final = frozenset({"host", "hostaddr", "port", "connect_timeout", "sslmode", "sslrootcert"})


def why_closed(error: BaseException | None) -> str:
    """Return what the administrator can do about the driver's error.

    libpq answers at length and lets no other thread run meanwhile: for the start of a process alone.
    """
    connection = getattr(error, "pgconn", None)
    if connection is None:  # the name of the host was not found, or the time was up
        return _NO_ANSWER
    if connection.needs_password:
        return _NOTHING_GIVEN
    given = {option.keyword.decode(): option.val.decode() for option in connection.info if option.val}
    way = {name: given[name] for name in given.keys() & _WAY}
    answer = _knock(way)
    if answer == "NO_RESPONSE":
        return _NO_TLS if any(_is_postgresql(*place) for place in _places(way)) else _NO_ANSWER
    return _STARTING if answer == "REJECT" else _REFUSED


def _places(way: Mapping[str, str]) -> Iterator[tuple[str, int, float]]:
    """Yield the hosts with ports and the patience for each, without folders of sockets, where there is no TLS."""
    hosts = (way.get("hostaddr") or way.get("host", "")).split(",")
    ports = way.get("port", "").split(",")
    patience = max(1.0, float(way.get("connect_timeout", 0)) or _PATIENCE)
    for host, port in zip_longest(hosts, ports, fillvalue=ports[-1]):
        if host and not host.startswith(("/", "@")):
            yield host, int(port or _PORT), patience


def _is_postgresql(host: str, port: int, patience: float) -> bool:
    """Return whether PostgreSQL answers there: it says in one letter whether it would speak TLS."""
    try:
        with socket.create_connection((host, port), timeout=patience) as connection:
            connection.sendall(_SSL_REQUEST)
            return connection.recv(1) in _SSL_ANSWERS
    except OSError:
        return False


def _knock(way: Mapping[str, str]) -> str:
    """Return the name of libpq's answer (PQping)."""
    driver: Any = import_module("psycopg")  # only an office with PostgreSQL has it
    address = driver.conninfo.make_conninfo(**way)
    return str(driver.pq.Ping(driver.pq.PGconn.ping(address.encode())).name)
