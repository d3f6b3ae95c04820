"""A bridge without a way out, in a network of its own: booted machines are joined to it, and so is this thread.

with Bridge() as bridge, bridge.machine("server") as server, bridge.machine("client") as client:
    client.run("getent", "hosts", "server")
"""

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final, Self

from tests.booted.booted_machine import BootedMachine
from tests.booted.debian_packages import KEYRING, debian_packages
from tests.booted.debian_root import debian_root
from tests.booted.first_files import Neighbour, first_files
from tests.booted.virtual_machine import VirtualDisk, VirtualMachine
from tests.own_namespaces import own_network

HERE: Final = "10.77.0.1"
"""This thread's address: the mirror of packages and a private Tor network are here."""
_BRIDGE: Final = "kentongan0"
_FIRST: Final = 10


class Bridge:
    """A context manager. What this thread starts inside, a Tor or a browser, reaches the machines and nothing else."""

    def __init__(self, packages: Iterable[str] = (), local: Iterable[Path] = ()) -> None:
        """The mirror offers these packages of Debian, and what the `local` packages depend on."""
        self._wanted = (tuple(packages), tuple(local))
        self._stack = ExitStack()
        self._neighbours = {"mirror": Neighbour("mirror", HERE)}

    def __enter__(self) -> Self:
        root = debian_root()  # made and filled while this thread still has a way out
        packages = debian_packages(*self._wanted)
        with ExitStack() as stack:
            stack.enter_context(own_network())
            _ip("link", "add", _BRIDGE, "type", "bridge")
            _ip("address", "add", f"{HERE}/24", "dev", _BRIDGE)
            _ip("link", "set", _BRIDGE, "up")
            stack.enter_context(_served(packages))
            self._root, self._keyring = root, (packages / KEYRING).read_bytes()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def machine(self, name: str, root: Path | None = None) -> Iterator[BootedMachine]:
        """A booted machine, bare or over another root, which knows those that were made before it by name."""
        own = Neighbour(name, HERE.rpartition(".")[0] + f".{_FIRST + len(self._neighbours)}")
        self._neighbours[name] = own
        here, there = f"at-{own.number}", f"of-{own.number}"
        _ip("link", "add", here, "type", "veth", "peer", "name", there)
        _ip("link", "set", here, "master", _BRIDGE, "up")
        files = first_files(own, self._neighbours.values(), self._keyring)
        with BootedMachine(name, own.address, root or self._root, there, files) as machine:
            yield machine

    def cut_off(self, name: str) -> None:
        """Take the cable of the machine of this name away: it reaches nothing any more."""
        _ip("link", "set", f"at-{self._neighbours[name].number}", "down")

    @contextmanager
    def virtual_machine(
        self, former: BootedMachine, disk: VirtualDisk, memory: str
    ) -> Iterator[VirtualMachine]:
        """A virtual machine, not booted yet, with the name and the address of a booted one that ended."""
        tap = f"tap-{former.address.rpartition('.')[2]}"
        _ip("tuntap", "add", "dev", tap, "mode", "tap")
        _ip("link", "set", tap, "master", _BRIDGE, "up")
        with VirtualMachine(former.name, former.address, disk, tap, memory) as machine:
            yield machine


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing of what went well."""


@contextmanager
def _served(folder: Path) -> Iterator[None]:
    server = ThreadingHTTPServer((HERE, 80), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
