"""A virtual machine under QEMU without the processor's help: its kernel is its own, and its power can be cut.

Unlike a booted machine it enforces AppArmor and limits of memory, and what it did not sync is lost with its power. It
takes a minute of a core to boot where another takes two seconds; its state can be frozen in a file, and goes on from
there within seconds.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final, Self

from tests.bare.machine import MachineError
from tests.booted.guest_agent import GuestAgent, GuestAgentError
from tests.booted.machine import (
    PAUSE,
    SURROUNDINGS,
    CommandError,
    CommandResult,
    DebianMachine,
    NotBootedError,
)
from tests.booted.qemu_monitor import QemuMonitor

VIRTUAL_BOOT_SECONDS: Final = 1800.0
_PROGRAMS: Final = {"qemu-system-x86_64": "qemu-system-x86", "mke2fs": "e2fsprogs"}
_STOP_SECONDS: Final = 10.0
_COMMAND_SECONDS: Final = 900.0
# Each line of the console, each program and each guard against a processor's faults costs time without one's help.
_NOT_NEEDED: Final = (
    "proc-sys-fs-binfmt_misc.automount",
    "dev-hugepages.mount",
    "dev-mqueue.mount",
    "sys-kernel-debug.mount",
    "sys-kernel-tracing.mount",
    "sys-fs-fuse-connections.mount",
    "sys-kernel-config.mount",
    "modprobe@configfs.service",
    "modprobe@fuse.service",
    "modprobe@drm.service",
    "modprobe@efi_pstore.service",
    "systemd-pstore.service",
    "getty.target",
    "serial-getty@ttyS0.service",
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "fstrim.timer",
)
_FASTER: Final = " ".join(
    ("quiet", "mitigations=off", "random.trust_cpu=on", *(f"systemd.mask={unit}" for unit in _NOT_NEEDED))
)


@dataclass(frozen=True)
class VirtualDisk:
    """A disk with a Debian on it, and the kernel that boots it."""

    image: Path
    kernel: Path
    initrd: Path


def require_qemu() -> None:
    """Raise `MachineError` with what is missing here."""
    missing = [package for program, package in _PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        raise MachineError(
            f"This is missing here:\n    apt-get install -y --no-install-recommends {' '.join(missing)}"
        )


class VirtualMachine(DebianMachine):
    """A context manager: on exit QEMU has ended, and the disk is as it was left.

    It boots by `boot` and ends by `cut_power`, as often as wished. QEMU ends with the thread that booted it.
    """

    def __init__(
        self, name: str, address: str, disk: VirtualDisk, interface: str, memory: str = "512M"
    ) -> None:
        """`interface` is a tap device of this thread's network, `memory` a size as QEMU takes it."""
        self.name = name
        self.address = address
        self._disk = disk
        self._interface = interface
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="kvm-")  # a short path: QEMU's socket lies below it
        self._agent = GuestAgent(self._socket("agent"))
        self._console = Path(self._folder.name, "console")
        return self

    def __exit__(self, *_: object) -> None:
        self.cut_power()
        self._agent.close()
        self._folder.cleanup()

    def boot(self) -> None:
        """Switch it on, and wait until all its units have started; raise `NotBootedError` with what it said."""
        until = time.monotonic() + VIRTUAL_BOOT_SECONDS
        self._start()
        try:
            self._agent.connect(VIRTUAL_BOOT_SECONDS, self._runs)
            while (state := self._state()) != "running":
                if state == "degraded" or time.monotonic() > until:
                    failed = self.run("systemctl", "--failed", "--no-legend", check=False).output
                    raise NotBootedError(f"{self.name} is {state}: {failed}\n{self.said()}")
                time.sleep(PAUSE)
        except GuestAgentError as error:
            self.cut_power()
            raise NotBootedError(f"{self.name}: {error}\n{self.said()}") from None

    def freeze(self, memory: Path) -> None:
        """Stop it, write its memory to a file, and end it: `thaw` lets it go on, with its disk of this moment."""
        monitor = QemuMonitor(self._socket("monitor"))
        try:
            monitor.ask("stop")
            monitor.ask("migrate", uri=f"file:{memory}")
            monitor.wait_for("query-migrate", "completed")
        finally:
            monitor.close()
        self.cut_power()

    def thaw(self, memory: Path) -> None:
        """Let it go on from the moment at which it was frozen; its disk must be the one of that moment."""
        self._start("-incoming", f"file:{memory}")
        monitor = QemuMonitor(self._socket("monitor"))
        try:
            monitor.wait_for("query-status", "paused", "running", "prelaunch")
            monitor.wait_for("query-migrate", "completed")
            monitor.ask("cont")
        finally:
            monitor.close()
        self._agent.connect(VIRTUAL_BOOT_SECONDS, self._runs)

    def cut_power(self) -> None:
        """End it at once, as a cut of power does: what it had not given to its disk is lost."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=_STOP_SECONDS)
        if errors:
            with self._console.open("ab") as console:
                console.write(errors)

    def run(
        self,
        *command: str | PurePath,
        given: bytes = b"",
        user: str = "root",
        check: bool = True,
        seconds: float = _COMMAND_SECONDS,
    ) -> CommandResult:
        """Run a command there and wait for its end; with `check`, raise `CommandError` unless its status is 0."""
        words = list(map(str, command))
        become = [] if user == "root" else ["/usr/sbin/runuser", "-u", user, "--"]
        try:
            result = self._agent.execute(
                [*become, "/usr/bin/env", *words], list(SURROUNDINGS), given, seconds
            )
        except GuestAgentError as error:
            raise CommandError(f"{self.name}: {' '.join(words)}: {error}") from None
        return self.checked(words, result) if check else result

    def fetch(self, path: str | PurePath) -> bytes:
        """Return the content of a file of text there."""
        return self.run("cat", path).output.encode()

    def said(self) -> str:
        """Return what it wrote to its console."""
        return self._console.read_text("utf-8", "replace") if self._console.exists() else ""

    def _start(self, *options: str) -> None:
        # The kernel kills QEMU when this thread ends, however that happens; nothing of it reads or owns the terminal.
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *self._command(), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", os.defpath)},
            start_new_session=True,
        )

    def _socket(self, name: str) -> Path:
        return Path(self._folder.name, name)

    def _runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _state(self) -> str:
        return self.run("systemctl", "is-system-running", check=False).output.strip()

    def _command(self) -> list[str]:
        agent = f"socket,id=agent,server=on,wait=off,path={self._socket('agent')}"
        return [
            "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-machine", "q35", "-cpu", "max", "-smp", "2",
            "-m", self._memory, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
            "-serial", f"file:{self._console}",
            "-kernel", str(self._disk.kernel), "-initrd", str(self._disk.initrd),
            "-append", f"root=/dev/vda rw rootflags=noatime console=ttyS0 panic=-1 {_FASTER}",
            # Past this machine's cache: what the guest did not give to its disk dies with QEMU.
            "-drive", f"if=virtio,format=raw,cache=none,file={self._disk.image}",
            "-qmp", f"unix:{self._socket('monitor')},server=on,wait=off",
            "-chardev", agent, "-device", "virtio-serial-pci",
            "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
            "-netdev", f"tap,id=net,ifname={self._interface},script=no,downscript=no",
            "-device", "virtio-net-pci,netdev=net", "-device", "virtio-rng-pci",
        ]  # fmt: skip
