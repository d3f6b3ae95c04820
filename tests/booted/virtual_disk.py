"""The disk of a virtual machine: a booted machine's root, with a kernel of Debian's, as a file system in a file."""

import subprocess
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError
from tests.booted.booted_machine import BootedMachine
from tests.booted.virtual_machine import VirtualDisk

KERNEL_PACKAGES: Final = ("linux-image-cloud-amd64", "initramfs-tools", "apparmor", "qemu-guest-agent")
"""What a root must have beside its own packages to boot by itself."""
_SIZE: Final = "4G"
# Debian's hundred profiles that confine nothing, each of which the machine would compile.
_WITHOUT_UNCONFINED: Final = "grep -l 'flags=(unconfined)' /etc/apparmor.d/* 2>/dev/null | xargs rm"
# Without the processor's help a start takes long, on a busy machine minutes.
_PATIENT: Final = b"[Manager]\nDefaultTimeoutStartSec=15min\nDefaultDeviceTimeoutSec=15min\n"
_NETWORK: Final = "/etc/systemd/network/10-host0.network"
# The drivers of QEMU's devices alone: the kernel unpacks a small file in a second, and all of Debian's in ten.
_MODULES: Final = "virtio_pci\nvirtio_blk\next4\n"

_CHANGED_MEANWHILE: Final = 1
"""GNU tar's status when a file changed while it was read, as a log does. A true failure is 2."""


def install_kernel(machine: BootedMachine) -> None:
    """Install a kernel and QEMU's guest agent."""
    machine.put("/etc/initramfs-tools/conf.d/virtual.conf", b"MODULES=list\n")
    machine.put("/usr/share/initramfs-tools/modules.d/virtual", _MODULES.encode())
    machine.install(*KERNEL_PACKAGES, seconds=600)
    machine.run("sh", "-c", _WITHOUT_UNCONFINED)
    machine.put("/etc/systemd/system.conf.d/slow.conf", _PATIENT)
    machine.run("sed", "-i", "s/^Name=host0$/Type=ether/", _NETWORK)  # its card will have another name


def copy_to_disk(machine: BootedMachine, folder: Path) -> VirtualDisk:
    """Make a disk in a folder, of all that lies on the machine's; stop there what writes first."""
    disk = VirtualDisk(folder / "disk", folder / "kernel", folder / "initrd")
    for name, place in (("vmlinuz", disk.kernel), ("initrd.img", disk.initrd)):
        place.write_bytes(machine.fetch(f"/{name}"))
    packed = folder / "root.tar"
    with packed.open("wb") as output:
        _do(
            [*machine.entering(), "tar", "--create", "--one-file-system", "--numeric-owner", "--xattrs",
             "--warning=no-file-changed", "--warning=no-file-ignored", "--directory=/", "."],
            output.fileno(),
            _CHANGED_MEANWHILE,
        )  # fmt: skip
    _do(["mke2fs", "-q", "-t", "ext4", "-d", str(packed), str(disk.image), _SIZE])
    packed.unlink()
    return disk


def _do(command: list[str], output: int = subprocess.DEVNULL, also_good: int = 0) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, check=False
    )
    if done.returncode not in {0, also_good}:
        raise MachineError(f"{' '.join(command)}:\n{done.stderr.decode('utf-8', 'replace')}")
