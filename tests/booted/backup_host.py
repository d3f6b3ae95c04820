"""A booted machine to which a server carries its backups by rsync over ssh, as docs/operations.md sets one up."""

import re
from typing import Final

from store.web.toml_text import Value
from tests.booted.booted_machine import BootedMachine
from tests.booted.machine import DebianMachine

BACKUP_HOST_PACKAGES: Final = ("openssh-server", "rsync", "python3")
VAULT: Final = "/srv/kentongan"
HOST_KEY: Final = "/etc/ssh/ssh_host_ed25519_key"
_ACCOUNT: Final = "kentongan"
_SUMS: Final = "cd {folder} && find . -type f | sort | xargs sha256sum"
_LINE: Final = re.compile(r"^restrict,.*$", re.MULTILINE)


def set_up_backup_host(machine: BootedMachine) -> dict[str, Value]:
    """Make a bare machine a backup host; return what `kentongan init` is told of it."""
    machine.install(*BACKUP_HOST_PACKAGES)
    machine.run("useradd", "--create-home", _ACCOUNT)
    machine.run("install", "-d", "-o", _ACCOUNT, "-m", "700", VAULT, f"/home/{_ACCOUNT}/.ssh")
    return {
        "backup_host": f"{_ACCOUNT}@{machine.address}",
        "backup_host_key": machine.fetch(f"{HOST_KEY}.pub").decode().strip(),
    }


def let_server_in(machine: BootedMachine, said: str) -> None:
    """Let the server write there, by the line that its `kentongan init` said."""
    (line,) = _LINE.findall(said)
    machine.put(f"/home/{_ACCOUNT}/.ssh/authorized_keys", f"{line}\n".encode())


def names_and_sums(machine: DebianMachine, folder: object) -> str:
    """Return the name and the sum of every file in a folder there."""
    return machine.run("sh", "-c", _SUMS.format(folder=folder)).output
