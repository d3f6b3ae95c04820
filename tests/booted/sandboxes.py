"""The units of a server, and what is tried under each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from install.server.layout import (
    BACKUP_UNIT,
    BACKUP_USER,
    GATEWAY_UNIT,
    GATEWAY_USER,
    SOURCE_UNIT,
    SOURCE_USER,
    TOR_UNIT,
    TOR_USER,
    TRANSFER_UNIT,
    ServerLayout,
)

OPEN_FOLDER: Final = "/usr/lib/kentongan-open"
"""A folder among the programs that everybody may write, but for the unit."""
HOME_FILE: Final = "/home/siti/catatan.txt"
ABSTRACT_SOCKET: Final = "@kentongan-attempt"
_LAYOUT: Final = ServerLayout()
_ACCOUNTS: Final = _LAYOUT.gateway_state / "accounts.sqlite3"
_ONION_KEY: Final = "hs_ed25519_secret_key"


@dataclass(frozen=True)
class Sandbox:
    """Attempts under a unit: `forbidden` to its user by the unit alone, `foreign` by the owners of files, `needed`.

    A unit that does not serve runs at an hour, and ends.
    """

    unit: str
    user: str
    forbidden: tuple[str, ...]
    foreign: tuple[str, ...]
    needed: tuple[str, ...]
    serves: bool = True


def _forbidden(own: Path) -> tuple[str, ...]:
    """Return what no unit may do; `own` is a folder that its user may write."""
    return (
        "write:/run/lock/attempt",
        "write:/dev/shm/attempt",
        f"write:{OPEN_FOLDER}/attempt",
        f"read:{HOME_FILE}",
        "read:/proc/meminfo",
        "see:/proc/1",
        f"execute:{own}/attempt",
        "execute:/tmp/attempt",
        "execute-memory",
        f"setuid:{own}/attempt",
        "map-code",
        "dump-core",
        "bounding-set",
        "new-rights",
        "user-namespace",
        "be-traced",
        "old-personality",
    )


_NO_NETWORK: Final = (
    "socket:AF_INET",
    "socket:AF_INET6",
    "socket:AF_NETLINK",
    f"connect:{ABSTRACT_SOCKET}",
    "connect:/run/dbus/system_bus_socket",
    "connect:/run/systemd/journal/socket",
    "read:/var/lib/dpkg/status",
)
"""What Tor may and the servers may not."""
_FOREIGN: Final = (
    "write:/etc/attempt",
    "write:/usr/lib/kentongan/attempt",
    f"write:{_LAYOUT.gate}/attempt",
    f"append:{_LAYOUT.roster}/roster.txt",
    f"append:{_LAYOUT.torrc}",
)
_TORS: Final = (f"read:{_LAYOUT.source_onion}/{_ONION_KEY}", f"read:{_LAYOUT.gateway_onion}/{_ONION_KEY}")

SANDBOXES: Final = (
    Sandbox(
        SOURCE_UNIT,
        SOURCE_USER,
        (*_forbidden(_LAYOUT.store), *_NO_NETWORK),
        (
            *_FOREIGN,
            *_TORS,
            f"read:{_ACCOUNTS}",
            f"read:{_LAYOUT.gateway_config}",
            f"append:{_LAYOUT.source_config}",
            f"connect:{_LAYOUT.gateway_socket}",
        ),
        (
            f"read:{_LAYOUT.source_config}",
            f"write:{_LAYOUT.store}/attempt",
            f"write:{_LAYOUT.blobs}/attempt",
            f"write:{_LAYOUT.source_state}/attempt",
            "write:/tmp/attempt",
            "socket:AF_UNIX",
        ),
    ),
    Sandbox(
        GATEWAY_UNIT,
        GATEWAY_USER,
        (*_forbidden(_LAYOUT.gateway_state), *_NO_NETWORK),
        (
            *_FOREIGN,
            *_TORS,
            f"write:{_LAYOUT.source_state}/attempt",
            f"read:{_LAYOUT.source_config}",
            f"append:{_LAYOUT.gateway_config}",
            f"connect:{_LAYOUT.source_socket}",
        ),
        (
            f"read:{_LAYOUT.gateway_config}",
            f"append:{_ACCOUNTS}",
            f"write:{_LAYOUT.blobs}/attempt",
            f"write:{_LAYOUT.gateway_state}/attempt",
            "write:/tmp/attempt",
            "socket:AF_UNIX",
        ),
    ),
    Sandbox(
        TOR_UNIT,
        TOR_USER,
        _forbidden(Path("/var/lib/tor")),
        (
            *_FOREIGN,
            f"read:{_ACCOUNTS}",
            f"read:{_LAYOUT.store}/store.sqlite3",
            f"read:{_LAYOUT.source_config}",
            f"read:{_LAYOUT.logs}/source.log",
        ),
        (
            *_TORS,
            "write:/var/lib/tor/attempt",
            "socket:AF_INET",
            f"connect:{_LAYOUT.source_socket}",
            f"connect:{_LAYOUT.gateway_socket}",
        ),
    ),
)

_CREDENTIALS: Final = "/run/credentials"
_ANSWERS_OF_ROOT: Final = f"read:{_LAYOUT.answers}"
BACKUP_SANDBOX: Final = Sandbox(
    BACKUP_UNIT,
    GATEWAY_USER,
    (*_forbidden(_LAYOUT.backups), *_NO_NETWORK),
    (
        *_FOREIGN,
        *_TORS,
        _ANSWERS_OF_ROOT,
        f"write:{_LAYOUT.source_state}/attempt",
        f"read:{_LAYOUT.source_config}",
        f"append:{_LAYOUT.backup_certificate}",
        f"connect:{_LAYOUT.source_socket}",
        f"connect:{_LAYOUT.gateway_socket}",
    ),
    (
        f"read:{_CREDENTIALS}/{BACKUP_UNIT}/source-onion_{_ONION_KEY}",
        f"read:{_CREDENTIALS}/{BACKUP_UNIT}/gateway-onion_authorized_clients_locked.auth",
        f"read:{_CREDENTIALS}/{BACKUP_UNIT}/server.toml",
        f"read:{_LAYOUT.store}/store.sqlite3",
        f"read:{_ACCOUNTS}",
        f"write:{_LAYOUT.backups}/attempt",
        "write:/tmp/attempt",
    ),
    serves=False,
)
TRANSFER_SANDBOX: Final = Sandbox(
    TRANSFER_UNIT,
    BACKUP_USER,
    (*_forbidden(_LAYOUT.transfer_state), *(one for one in _NO_NETWORK if "AF_INET" not in one)),
    (
        *_FOREIGN,
        *_TORS,
        _ANSWERS_OF_ROOT,
        f"read:{_LAYOUT.source_config}",
        f"read:{_LAYOUT.gateway_config}",
        f"read:{_LAYOUT.store}/store.sqlite3",
        f"read:{_ACCOUNTS}",
        f"read:{_LAYOUT.transfer_key}",
        f"append:{_LAYOUT.backups}/identity",
        f"write:{_LAYOUT.backups}/attempt",
        f"connect:{_LAYOUT.source_socket}",
        f"connect:{_LAYOUT.gateway_socket}",
    ),
    (
        f"read:{_CREDENTIALS}/{TRANSFER_UNIT}/ssh-key",
        f"read:{_LAYOUT.backups}/identity",
        f"write:{_LAYOUT.transfer_state}/attempt",
        "socket:AF_INET",
    ),
    serves=False,
)
