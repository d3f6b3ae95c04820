"""A virtual machine ends with the command that booted it, and says why it did not come up."""

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.booted import virtual_machine
from tests.booted.machine import NotBootedError
from tests.booted.virtual_machine import VirtualDisk, VirtualMachine, require_qemu
from tests.own_namespaces import own_network
from tests.process_tree import descendants

pytestmark = [pytest.mark.booted, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
TAP = "tap-9"
PLACE = 0x100000
# The smallest kernel: a head as the Multiboot specification has it, and a halt for ever.
HEAD = (0x1BADB002, 0x10000, -(0x1BADB002 + 0x10000) % 2**32, PLACE, PLACE, 0, 0, PLACE + 32)
KERNEL = struct.pack("<8I", *HEAD) + b"\xf4\xeb\xfd"
PROGRAM = """
import subprocess, sys
from pathlib import Path
from tests.bare.separate import stop_like_ctrl_c
from tests.booted.virtual_machine import VirtualDisk, VirtualMachine
from tests.own_namespaces import own_network

stop_like_ctrl_c()
folder = Path(sys.argv[1])
disk = VirtualDisk(folder / "disk", folder / "kernel", folder / "initrd")
with own_network():
    subprocess.run(["ip", "tuntap", "add", "dev", "tap-9", "mode", "tap"], check=True)
    with VirtualMachine("halted", "10.77.0.9", disk, "tap-9") as machine:
        machine.boot()
"""


@pytest.fixture
def disk(tmp_path: Path) -> VirtualDisk:
    """A disk without a system, and a kernel that halts."""
    require_qemu()
    made = VirtualDisk(tmp_path / "disk", tmp_path / "kernel", tmp_path / "initrd")
    made.image.write_bytes(bytes(2**20))
    made.kernel.write_bytes(KERNEL)
    made.initrd.write_bytes(bytes(512))
    return made


@pytest.fixture
def network() -> Iterator[None]:
    """A network of this thread with a tap device."""
    with own_network():
        subprocess.run(["ip", "tuntap", "add", "dev", TAP, "mode", "tap"], check=True)
        yield


def machines_below(pid: int) -> list[int]:
    """The process identifiers of QEMU's processes below this one."""
    named = ((child, Path(f"/proc/{child}/comm")) for child in [pid, *descendants(pid)])
    return [child for child, name in named if name.exists() and name.read_text().startswith("qemu")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_of_a_virtual_machine_stays(number: signal.Signals, disk: VirtualDisk) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, disk.image.parent],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as run:
        end = time.monotonic() + SECONDS
        while not (found := machines_below(run.pid)):
            assert time.monotonic() < end
            time.sleep(0.05)
        run.send_signal(number)
        run.wait(SECONDS)
    while any(Path(f"/proc/{pid}").exists() for pid in found):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.usefixtures("network")
def test_a_machine_that_does_not_come_up_is_switched_off(
    disk: VirtualDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virtual_machine, "VIRTUAL_BOOT_SECONDS", 2.0)
    with VirtualMachine("halted", "10.77.0.9", disk, TAP) as machine:
        with pytest.raises(NotBootedError, match="The guest agent does not answer"):
            machine.boot()
        assert machines_below(os.getpid()) == []


@pytest.mark.usefixtures("network")
def test_what_qemu_itself_says_is_told(disk: VirtualDisk) -> None:
    disk.kernel.unlink()
    with (
        VirtualMachine("halted", "10.77.0.9", disk, TAP) as machine,
        pytest.raises(NotBootedError, match="could not open kernel file"),
    ):
        machine.boot()
