"""The gpg-agent of one home, started by this process to keep passphrases for a session and never longer.

It is tied to a `cat` that reads from this process (`gpg-agent --daemon COMMAND` ends with COMMAND). When this process
dies, by whatever signal, the pipe closes. Within seconds the agent is gone, with everything it remembers.
"""

import contextlib
import os
import select
import subprocess  # nosec B404 # GnuPG's programs
import threading
import time
from functools import cached_property
from pathlib import Path
from typing import Final

from crypto.gpg.errors import GpgError, GpgTimeoutError
from crypto.gpg.invocation import program

_SECONDS: Final = 10.0
_LONGEST: Final = 20.0  # seconds for all attempts: a sign-in must not hang with a program that hangs
_PAUSE: Final = 0.05  # seconds between attempts
# gpg-agent stretches the passphrase again at each decryption, by default for 0.1 to 0.4 s. Six diceware words
# need no stretching, and a hundred messages must not take half a minute.
_S2K_COUNT: Final = 1_048_576
_CACHE_SECONDS: Final = 12 * 3600  # the interface's session ends earlier and locks the key


class Agent:
    """The agent of the GnuPG home at this path, which must be short enough for a socket. Thread-safe."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._tether: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start a fresh agent that remembers nothing yet, or raise `GpgError` if none can be started."""
        with self._lock:
            self._stop()
            end = time.monotonic() + _LONGEST
            while time.monotonic() < end:  # an agent that was told to end can take a moment to do so
                if self._started():
                    return
                time.sleep(_PAUSE)
                self._stop()
        raise GpgError

    def stop(self) -> None:
        """End the agent of this home, even one that another process started. All passphrases are forgotten."""
        with self._lock:
            self._stop()

    def remove_socket_folder(self) -> None:
        """Remove the folder that GnuPG, on some systems, makes under /run/user for each home's path."""
        if self._socket_folder != self._home:
            self._gpgconf("--remove-socketdir")

    def _started(self) -> bool:
        cache = [f"--{which}-cache-ttl={_CACHE_SECONDS}" for which in ("default", "max")]
        self._tether = subprocess.Popen(  # nosec B603 # fixed program, no shell
            [
                program("gpg-agent"),
                "--homedir",
                str(self._home),
                *cache,
                f"--s2k-count={_S2K_COUNT}",
                "--daemon",
                program("cat"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # a terminal's Ctrl-C is for us to handle
        )
        return _echoes(self._tether)

    def _stop(self) -> None:
        try:
            if self._can_be_reached():
                self._gpgconf("--kill", "all")
        finally:
            self._untie()

    def _can_be_reached(self) -> bool:
        """Return whether any program of GnuPG has a socket for this home: without one, none can be told to end."""
        if self._socket_folder is None:
            return True
        try:
            return any(entry.name.startswith("S.") for entry in self._socket_folder.iterdir())
        except FileNotFoundError:
            return False
        except OSError:
            return True

    @cached_property
    def _socket_folder(self) -> Path | None:
        """The folder of this home's sockets; None if GnuPG does not name it."""
        named = self._gpgconf("--list-dirs", "socketdir", stdout=subprocess.PIPE)
        return Path(os.fsdecode(named.removesuffix(b"\n"))) if named else None

    def _untie(self) -> None:
        tether, self._tether = self._tether, None
        if tether is None:
            return
        tether.kill()
        tether.wait()
        for pipe in (tether.stdin, tether.stdout):
            if pipe is not None:
                pipe.close()

    def _gpgconf(self, *arguments: str, stdout: int = subprocess.DEVNULL) -> bytes:
        try:
            ended = subprocess.run(  # nosec B603 # fixed program, no shell
                [program("gpgconf"), "--homedir", str(self._home), *arguments],
                timeout=_SECONDS,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=subprocess.DEVNULL,
                check=False,  # ending an agent that does not run is no error
            )
        except subprocess.TimeoutExpired:
            raise GpgTimeoutError from None
        return ended.stdout or b""


def _echoes(tether: "subprocess.Popen[bytes]") -> bool:
    """Return whether the agent listens: it does once it has become `cat`, which sends back what it is sent."""
    if tether.stdin is None or tether.stdout is None:
        return False
    with contextlib.suppress(BrokenPipeError):
        tether.stdin.write(b"\n")
    poll = select.poll()
    poll.register(tether.stdout, select.POLLIN)
    return bool(poll.poll(_SECONDS * 1000)) and os.read(tether.stdout.fileno(), 1) == b"\n"
