"""Reasons why PostgreSQL refused a connection, in our words: a connection that failed to open has no error code.

The driver's and server's text is matched but never shown: it names roles, paths and addresses. The driver speaks
English whatever the locale. If the server speaks another language, all we learn is that it refused.
"""

import re
from typing import Final

_MANUAL: Final = 'docs/operations.md, "The store in PostgreSQL", says how.'

# The first match counts.
_REASONS: Final = tuple(
    (re.compile(said), told)
    for said, told in (
        (
            "no pg_hba.conf entry.*no encryption",
            "PostgreSQL refuses connections without TLS. Let the URL in `database` say sslmode=verify-full and name "
            "sslrootcert.",
        ),
        (
            "no pg_hba.conf entry|pg_hba.conf rejects",
            "PostgreSQL's pg_hba.conf has no line for this role, database and address. Add it and reload "
            "PostgreSQL; " + _MANUAL,
        ),
        (
            "Peer authentication failed",
            "PostgreSQL knows callers by their user names here, and this process does not run as the user of its role. "
            "Run it as that user, or correct the role in `database`.",
        ),
        (
            "no password supplied",
            "PostgreSQL asks for a password and was given none. Put it into the file that `passfile` in `database` "
            "names: a line for this very host, port, database and role, and mode 0600, or the file is not read.",
        ),
        (
            "authentication failed",
            "PostgreSQL refuses the password or knows no such role. Set the same password on both sides; "
            + _MANUAL,
        ),
        (
            r'role ".*" does not exist|is not permitted to log in',
            "PostgreSQL has no role of this name that may log in. Make the roles; " + _MANUAL,
        ),
        (
            r'database ".*" does not exist',
            "PostgreSQL has no database of this name. Correct `database`, or make the database; " + _MANUAL,
        ),
        (
            "permission denied for database",
            "The role may not enter this database. Grant it CONNECT; " + _MANUAL,
        ),
        (
            "does not match host name",
            "The TLS certificate of PostgreSQL is for another host name. Let `database` name the host as the "
            "certificate does, or make a new certificate.",
        ),
        (
            "root certificate file|certificate and CRL",
            "The file that `sslrootcert` in `database` names is missing, closed to this user, or no certificate. Copy "
            "the authority's certificate there.",
        ),
        (
            "does not support SSL",
            "PostgreSQL does not offer TLS, which `sslmode` in `database` demands. Turn `ssl` on there.",
        ),
        (
            "certificate verify failed",
            "The TLS certificate of PostgreSQL is not of the authority that `sslrootcert` names, or has expired. "
            "Unless you know why, somebody may be sitting between the machines.",
        ),
        ("SSL error|SSL SYSCALL", "The TLS connection to PostgreSQL failed. Its own log says why."),
        (
            "resolve host|translate host name",
            "The name of PostgreSQL's host cannot be found. Correct `database`, or the machine's name server.",
        ),
        (
            r"Permission denied\s+Is the server running",
            "This user may not enter the folder of PostgreSQL's socket. Open it to this user.",
        ),
        (
            "Connection refused|No such file or directory|timeout expired|unreachable|No route to host",
            "PostgreSQL does not answer where `database` says. Start it (systemctl status postgresql), or correct the "
            "host, the port or the folder of the socket there.",
        ),
        (
            "starting up|shutting down|recovery mode|not accepting connections",
            "PostgreSQL is starting, stopping or recovering. Wait a minute, then start this again.",
        ),
        (
            "too many clients|remaining connection slots|too many connections",
            "PostgreSQL has no connection left. Close some, or raise max_connections: each server takes up to 15.",
        ),
    )
)
_UNKNOWN: Final = "PostgreSQL let this process in no further. Its own log says why."


def why_closed(said: str) -> str:
    """Return what the administrator can do about it; `said` is the driver's text."""
    return next((told for pattern, told in _REASONS if pattern.search(said)), _UNKNOWN)


RIGHTS: Final = (
    "The role of this process lacks a right in the database, or its tables are older than the program. As their owner, "
    "run store.engine.upgrade and then the GRANT and REVOKE lines; " + _MANUAL
)
