"""A server in a virtual machine: set up by package and `kentongan init` in a booted one, and copied to a disk."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.made_up_office import made_up_office
from tests.booted.server_setup import FURTHER, install_package, set_up
from tests.booted.story import step
from tests.booted.virtual_disk import KERNEL_PACKAGES, copy_to_disk, install_kernel
from tests.booted.virtual_machine import VirtualDisk, VirtualMachine


@dataclass(frozen=True)
class VirtualServer:
    """A virtual machine, the disk that it has, and the bridge that it is joined to."""

    machine: VirtualMachine
    disk: VirtualDisk
    bridge: Bridge


@contextmanager
def virtual_server(prepare: Callable[[BootedMachine], None]) -> Iterator[VirtualServer]:
    """A server that was not switched on yet; `prepare` is done to it last before."""
    with step("The package is built"):
        package = package_file("kentongan-server")
    with ExitStack() as stack:
        # On a disk: past this machine's cache one cannot read what lies in memory.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="booted-", dir="/var/tmp")))
        with step("An office signs its roster"):
            office = stack.enter_context(made_up_office())
        with step("The mirror is filled"):
            bridge = stack.enter_context(Bridge((*FURTHER, *KERNEL_PACKAGES), [package]))
        with bridge.machine("server") as server:
            with step("A server is installed with a kernel, and set up by kentongan init"):
                install_package(server, package, *FURTHER)
                install_kernel(server)
                set_up(server, office)
                prepare(server)
            with step("It is copied to a disk"):
                disk = copy_to_disk(server, folder)
        yield VirtualServer(stack.enter_context(bridge.virtual_machine(server, disk)), disk, bridge)
