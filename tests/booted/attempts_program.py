"""Tries what the restrictions of a unit forbid: a program of its own, for the Python of a booted machine.

    python3 attempts_program.py write:/run/lock/attempt socket:AF_INET …
    python3 attempts_program.py under:kentongan-source read:/etc/shadow …

It prints one line of JSON: of each attempt, the name of the error that it met, or ALLOWED.
"""

import ctypes
import errno
import json
import mmap
import os
import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

ALLOWED: Final = "allowed"
_NEW_USER: Final = 0x10000000  # CLONE_NEWUSER, unshare(2)
_TRACE_ME: Final = 0  # ptrace(2)
_ANY_LAYOUT: Final = 0x0040000  # ADDR_NO_RANDOMIZE, personality(2)
_BOUNDING_SET: Final = 23  # prctl(2)
_SET_NO_NEW_RIGHTS: Final = 38
_NO_NEW_RIGHTS: Final = 39
_ADMINISTRATION: Final = 21  # capabilities(7)
_libc: Final = ctypes.CDLL(None, use_errno=True)


def _read(path: str) -> None:
    with Path(path).open("rb") as file:
        file.read(1)


def _write(path: str) -> None:
    with Path(path).open("ab"):
        pass
    Path(path).unlink()


def _append(path: str) -> None:
    with Path(path).open("ab"):
        pass


def _under(profile: str) -> None:
    """Confine this process by an AppArmor profile, for all later attempts; with no new rights, as units run."""
    if _libc.prctl(_SET_NO_NEW_RIGHTS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no new rights")
    Path("/proc/self/attr/apparmor/current").write_text(f"changeprofile {profile}", "ascii")


def _start(program: str) -> None:
    subprocess.run([program, "--version"], check=True, stdout=subprocess.DEVNULL)


def _allocate(size: str) -> None:
    """Fill so many MiB of memory in a process of its own: the kernel kills it where that is more than it may have."""
    child = os.fork()
    if child == 0:
        with mmap.mmap(-1, int(size) * 2**20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
            for place in range(0, len(memory), mmap.PAGESIZE):
                memory[place] = 1
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise OSError(errno.ENOMEM, "killed")


def _execute(path: str) -> None:
    shutil.copyfile("/usr/bin/true", path)
    try:
        Path(path).chmod(0o755)
        subprocess.run([path], check=True)
    finally:
        Path(path).unlink()


def _execute_memory(_: str) -> None:
    program = os.memfd_create("attempt")
    os.write(program, Path("/usr/bin/true").read_bytes())
    subprocess.run([f"/proc/self/fd/{program}"], pass_fds=[program], check=True)


def _setuid(path: str) -> None:
    Path(path).touch()
    try:
        Path(path).chmod(0o4755)
    finally:
        Path(path).unlink()


def _connect(path: str) -> None:
    address = f"\0{path[1:]}" if path.startswith("@") else path
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_UNIX, kind) as connection:
            try:
                connection.connect(address)
            except OSError as error:
                if error.errno != errno.EPROTOTYPE:
                    raise
            else:
                return


def _socket(family: str) -> None:
    kind = socket.SOCK_RAW if family == "AF_NETLINK" else socket.SOCK_STREAM
    socket.socket(getattr(socket, family), kind).close()


def _reach(address: str) -> None:
    host, port = address.rsplit(":", 1)
    socket.create_connection((host, int(port)), 2).close()


def _see(path: str) -> None:
    Path(path).stat()


def _map_code(_: str) -> None:
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _dump_core(_: str) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    except ValueError:  # Python's word for EPERM and for a limit above the highest
        raise PermissionError(errno.EPERM, "no core dumps") from None


def _bounding_set(_: str) -> None:
    if _libc.prctl(_BOUNDING_SET, _ADMINISTRATION, 0, 0, 0) != 1:
        raise PermissionError(errno.EPERM, "never again any capability")


def _new_rights(_: str) -> None:
    if _libc.prctl(_NO_NEW_RIGHTS, 0, 0, 0, 0) != 0:
        raise PermissionError(errno.EPERM, "no rights by programs")


def _user_namespace(_: str) -> None:
    _apart(lambda: _libc.unshare(_NEW_USER))


def _be_traced(_: str) -> None:
    _apart(lambda: _libc.ptrace(_TRACE_ME, 0, 0, 0))


def _old_personality(_: str) -> None:
    _apart(lambda: min(0, int(_libc.personality(_ANY_LAYOUT))))


def _apart(call: Callable[[], int]) -> None:
    """Make a call of the kernel in a process of its own, which it may change; `OSError` if it fails."""
    child = os.fork()
    if child == 0:
        os._exit(0 if call() == 0 else ctypes.get_errno())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code != 0:
        raise OSError(code, "refused")


_VERBS: Final[dict[str, Callable[[str], None]]] = {
    "read": _read,
    "write": _write,
    "append": _append,
    "under": _under,
    "start": _start,
    "allocate": _allocate,
    "execute": _execute,
    "execute-memory": _execute_memory,
    "setuid": _setuid,
    "connect": _connect,
    "socket": _socket,
    "reach": _reach,
    "see": _see,
    "map-code": _map_code,
    "dump-core": _dump_core,
    "bounding-set": _bounding_set,
    "new-rights": _new_rights,
    "user-namespace": _user_namespace,
    "be-traced": _be_traced,
    "old-personality": _old_personality,
}


def _outcome(attempt: str) -> str:
    verb, _, argument = attempt.partition(":")
    try:
        _VERBS[verb](argument)
    except TimeoutError:
        return "ETIMEDOUT"
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return ALLOWED


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.stdout.write(json.dumps({attempt: _outcome(attempt) for attempt in sys.argv[1:]}) + "\n")
