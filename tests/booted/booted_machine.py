"""One booted machine: Debian with systemd as its first process, in a copy of the root that is gone when it ends."""

import io
import os
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Final, Self

from tests.bare.separate import APART, end
from tests.booted.cache_folder import cache_folder
from tests.booted.control_groups import remove_groups
from tests.booted.first_files import archive
from tests.booted.machine import (
    BOOT_SECONDS,
    COMMAND_SECONDS,
    PAUSE,
    SURROUNDINGS,
    CommandError,
    CommandResult,
    DebianMachine,
    NotBootedError,
)
from tests.process_tree import descendants

# $1 the root, $2 an empty folder, $3 the control group, $4 bash's word for its command. What is written lies in memory,
# over the root: it ends with the mount, and the mount with the last process here. /sys shows this network's interfaces,
# /run is for nspawn's own files.
_START: Final = """
set -eu
root=$1 folder=$2 group=$3 first=$4
shift 4
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t sysfs -o ro,nosuid,nodev,noexec sys /sys
mount -t tmpfs -o nosuid,nodev,mode=755 run /run
mount -t cgroup2 -o nosuid,nodev,noexec none /sys/fs/cgroup
mkdir "/sys/fs/cgroup/$group"
echo $$ >"/sys/fs/cgroup/$group/cgroup.procs"
mount -t tmpfs -o mode=755,size=8g disk "$folder"
cd -- "$folder"
mkdir lower upper work root
mount --bind "$root" lower
mount -t overlay -o noatime,lowerdir=lower,upperdir=upper,workdir=work machine root
tar --extract --directory root
exec bash -c "$first" bash "$@" </dev/null
"""
# A first process of its own, as in tests.bare; nspawn ends with this status when the machine wants to boot again.
_REBOOTS: Final = 'trap : INT TERM; while "$@"; status=$?; test $status = 133; do :; done; exit $status'


class BootedMachine(DebianMachine):
    """A context manager: on entry the machine has booted; on exit nothing of it is left."""

    def __init__(
        self, name: str, address: str, root: Path, interface: str, files: Mapping[str, bytes]
    ) -> None:
        """`interface` becomes `host0` there; `files` are written into the root before it boots."""
        self.name = name
        self.address = address
        self._root = root
        self._interface = interface
        self._files = files
        self._group = f"kentongan-booted-{os.getpid()}-{name}"

    def __enter__(self) -> Self:
        folder = cache_folder() / "machine"  # empty for all others: each mounts its own there
        folder.mkdir(exist_ok=True)
        nspawn = [
            "systemd-nspawn", "--quiet", "--settings=no", "--register=no", "--keep-unit",
            f"--directory={folder / 'root'}", "--boot", f"--machine={self.name}", "--link-journal=no",
            "--resolv-conf=off", "--timezone=off", "--console=read-only",
            f"--network-interface={self._interface}:host0",
        ]  # fmt: skip
        start = ["bash", "-c", _START, "start", str(self._root), str(folder), self._group, _REBOOTS, *nspawn]
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [*APART, *start],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            env={"PATH": os.environ.get("PATH", os.defpath)},
            start_new_session=True,
        )
        try:
            self._boot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            end(self._process)
        self._process.wait()
        self._log.close()
        remove_groups(self._group)

    def run(
        self,
        *command: str | PurePath,
        given: bytes = b"",
        user: str = "root",
        check: bool = True,
        seconds: float = COMMAND_SECONDS,
    ) -> CommandResult:
        """Run a command there and wait for its end; with `check`, raise `CommandError` unless its status is 0."""
        words = list(map(str, command))
        done = subprocess.run(
            [*self.entering(user), *words], input=given, capture_output=True, timeout=seconds, check=False
        )
        result = CommandResult(
            done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        )
        return self.checked(words, result) if check else result

    def entering(self, user: str = "root") -> list[str]:
        """Return what goes before a command's words for it to run there."""
        become = [] if user == "root" else ["runuser", "-u", user, "--"]
        enter = ["nsenter", "--target", str(self._leader), "--all", "--wdns=/"]
        return [*enter, "env", "--ignore-environment", *SURROUNDINGS, *become]

    @property
    def leader(self) -> int:
        """The process identifier, here, of its first process."""
        return self._leader

    def inside(self, path: str | PurePath) -> Path:
        """Return the path by which a process here reaches a file or a socket there, until it boots again."""
        return Path(f"/proc/{self._leader}/root") / PurePath(path).relative_to("/")

    def fetch(self, path: str | PurePath) -> bytes:
        """Return the content of a file there."""
        return self._output(["cat", str(path)])

    def fetch_files(self, *folders: str | Path) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of each regular file below these folders, as they are at this moment."""
        # A log that grows meanwhile is no fault.
        packed = self._output(
            ["tar", "--create", "--warning=none", "--directory=/", *map(str, folders)], most=1
        )
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                if content is not None:
                    yield entry.name, content.read()

    def shut_down(self, seconds: float = BOOT_SECONDS) -> None:
        """Stop it in order, as its administrator does."""
        self.run("systemctl", "poweroff", "--no-block")
        self._process.wait(seconds)

    def reboot(self, seconds: float = BOOT_SECONDS) -> None:
        """Boot it again, as its administrator does; what lies on its disk stays."""
        before = self._leader
        self.run("systemctl", "reboot", "--no-block")
        self._wait_until_up(time.monotonic() + seconds, before)

    def said(self) -> str:
        """Return what the machine wrote to its console."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")

    def _output(self, command: list[str], most: int = 0) -> bytes:
        done = subprocess.run([*self.entering(), *command], capture_output=True, check=False)
        if done.returncode > most:
            raise CommandError(f"{self.name}: {done.stderr.decode('utf-8', 'replace')}")
        return done.stdout

    def _boot(self) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as files:  # a start that failed says why below
            files.write(archive(self._files))
        self._wait_until_up(time.monotonic() + BOOT_SECONDS)

    def _wait_until_up(self, until: float, before: int | None = None) -> None:
        """Wait until it runs, with another first process than `before`."""
        self._leader = self._wait_for_leader(until, before)
        while (state := self._state()) != "running":
            if state == "degraded" or time.monotonic() > until:
                failed = self.run("systemctl", "--failed", "--no-legend", check=False).output
                raise NotBootedError(f"{self.name} is {state or 'not up'}: {failed}\n{self.said()}")
            time.sleep(PAUSE)

    def _wait_for_leader(self, until: float, before: int | None) -> int:
        while (leader := next(filter(_leads, descendants(self._process.pid)), before)) == before:
            if self._process.poll() is not None or time.monotonic() > until:
                raise NotBootedError(f"{self.name} did not start:\n{self.said()}")
            time.sleep(PAUSE)
        assert leader is not None  # as `before` is where there was none
        return leader

    def _state(self) -> str:
        return self.run("systemctl", "is-system-running", check=False).output.strip()


def _leads(pid: int) -> bool:
    """Return whether this is systemd, and the first process of its machine."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return False
    fields = dict(line.split(":", 1) for line in status if ":" in line)
    return fields["Name"].strip() == "systemd" and fields["NSpid"].split()[-1] == "1"
