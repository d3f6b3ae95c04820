"""Runs commands apart from this machine: with processes and mounts of their own, which end with the command."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path("srv/drop box/kentongan")  # a space, for people's folders have them
STOP_SECONDS: Final = 60.0
APART: Final = (
    "setpriv", "--pdeathsig", "KILL",
    "unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child", "--propagation", "private",
)  # fmt: skip
"""Before a command: the kernel ends with its first process all others, and their mounts, also if we are killed."""
FIRST: Final = 'trap : INT TERM; "$@"; exit $?'
"""A first process of bash: it waits for the command. The trap keeps bash from becoming the command."""
# $1 the root, $2 where the command runs; what a kernel and systemd give every Debian.
_ENTER: Final = """
set -eu
root=$1 folder=$2 first=$3
shift 3
mount --bind "$root" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
devices=$(mktemp -d)
mount -t tmpfs -o nosuid,mode=755 dev "$devices"
for device in null zero full random urandom tty; do
    : >"$devices/$device"
    mount --bind "/dev/$device" "$devices/$device"
done
mkdir "$devices/pts" "$devices/shm"
mount -t devpts -o nosuid,noexec,newinstance,mode=620,ptmxmode=666 devpts "$devices/pts"
mount -t tmpfs -o nosuid,nodev,mode=1777 shm "$devices/shm"
ln -s pts/ptmx "$devices/ptmx"
ln -s /proc/self/fd "$devices/fd"
ln -s fd/0 "$devices/stdin"
ln -s fd/1 "$devices/stdout"
ln -s fd/2 "$devices/stderr"
mount --move "$devices" "$root/dev"
rmdir "$devices"
mount -t tmpfs -o nosuid,nodev,mode=755 run "$root/run"
mkdir -m 1777 "$root/run/lock"
cd -- "$root"
# Not chroot: a process that enters a mount namespace, as tests do, would come out of it at this machine's root.
pivot_root . .
umount --lazy .
cd -- "$folder"
exec /bin/bash -c "$first" bash "$@"
"""


def stop_like_ctrl_c() -> None:
    """A request that this process end ends what it runs first, as by Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def run_in(root: Path, command: list[str], environment: dict[str, str], folder: Path = CHECKOUT) -> int:
    """The exit status of a command whose root is `root`, and which runs in `folder` below it."""
    enter = ["bash", "-c", _ENTER, "enter", str(root), f"/{folder}", FIRST, *command]
    return _run([*APART, *enter], environment)


def run_apart(command: list[str], environment: dict[str, str]) -> int:
    """The exit status of a command of this machine's that mounts and starts things of its own."""
    return _run([*APART, "bash", "-c", FIRST, "bash", *command], environment)


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Ctrl-C interrupts the command, once; a second one, or a minute without an end, ends all of it."""
    # In a session of its own it hears of the terminal's Ctrl-C through us alone; unshare itself ignores it.
    with subprocess.Popen(command, env=environment, start_new_session=True) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.wait(STOP_SECONDS)
            raise
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a command that runs apart, and all that is left of it; `wait` then returns when nothing is."""
    # `unshare` waits for the first process there, and that one's end for the end of all others.
    for first in _children(process.pid):
        with suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)
            return
    process.kill()


def _children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return []
