"""A server that `kentongan init` set up, and reporters who stand where Tor does."""

import secrets
import socket
from pathlib import Path
from typing import Final

from install.server.layout import ServerLayout
from store.web.toml_text import toml_text
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE
from tests.booted.made_up_office import MadeUpOffice
from tests.load.unix_server import proxy_line
from tests.load.visits import Browser

LAYOUT: Final = ServerLayout()


def set_up(
    server: BootedMachine, office: MadeUpOffice, package: Path, *further: str, **answers: bool
) -> None:
    """Install the package and set the server up."""
    server.put(f"/root/{package.name}", package.read_bytes())
    server.install(*further, f"/root/{package.name}", seconds=600)
    for name, content in office.roster_files().items():
        server.put(f"/root/roster/{name}", content)
    known = {"roster": "/root/roster", "office_fingerprint": office.fingerprint, "mirrors": [HERE]}
    told = toml_text({**known, **answers})
    server.put("/root/answers.toml", told.encode())
    server.run("kentongan", "init", "--answers", "/root/answers.toml", seconds=300)


def reporter(server: BootedMachine) -> Browser:
    """Return a reporter who stands where Tor does, over a circuit of their own."""

    def connect(circuit: str) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(server.inside(LAYOUT.source_socket)))
        connection.sendall(proxy_line(circuit))
        return connection

    return Browser(connect, secrets.token_hex(8))
