"""A server in a virtual machine: set up by package and `kentongan init` in a booted one, and copied to a disk."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.web.toml_text import Value
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import MadeUpOffice, made_up_office
from tests.booted.server_setup import FURTHER, install_package, set_up
from tests.booted.story import step
from tests.booted.virtual_disk import KERNEL_PACKAGES, copy_to_disk, install_kernel
from tests.booted.virtual_machine import VirtualDisk, VirtualMachine

_PACKAGE = "kentongan-server"


@dataclass(frozen=True)
class ServerPlace:
    """An office, the built packages, and a bridge whose mirror has what a server in a virtual machine needs."""

    office: MadeUpOffice
    packages: Mapping[str, Path]
    bridge: Bridge


@dataclass(frozen=True)
class VirtualServer:
    """A virtual machine, the disk that it has, the bridge that it is joined to, and what `kentongan init` said."""

    machine: VirtualMachine
    disk: VirtualDisk
    bridge: Bridge
    said: str


@contextmanager
def place_for_server(packages: Iterable[str] = (), others: Iterable[str] = ()) -> Iterator[ServerPlace]:
    """A place without machines; `packages` of Debian and `others` of ours are on the mirror too."""
    with step("The packages are built"):
        built = {name: package_file(name) for name in (_PACKAGE, *others)}
    with ExitStack() as stack:
        with step("An office signs its roster"):
            office = stack.enter_context(made_up_office())
        with step("The mirror is filled"):
            bridge = stack.enter_context(Bridge((*FURTHER, *KERNEL_PACKAGES, *packages), built.values()))
        yield ServerPlace(office, built, bridge)


@contextmanager
def virtual_server(
    place: ServerPlace, prepare: Callable[[BootedMachine], None], memory: str = "1536M", **answers: Value
) -> Iterator[VirtualServer]:
    """A server that was not switched on yet, set up with these answers too; `prepare` is done to it last before."""
    with ExitStack() as stack:
        # On a disk: past this machine's cache one cannot read what lies in memory.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="booted-", dir="/var/tmp")))
        with place.bridge.machine("server") as server:
            with step("A server is installed with a kernel, and set up by kentongan init"):
                install_package(server, place.packages[_PACKAGE], *FURTHER)
                install_kernel(server)
                said = set_up(server, place.office, **answers)
                prepare(server)
            with step("It is copied to a disk"):
                disk = copy_to_disk(server, folder)
        machine = stack.enter_context(place.bridge.virtual_machine(server, disk, memory))
        yield VirtualServer(machine, disk, place.bridge, said)
