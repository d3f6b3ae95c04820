"""Speaking to a running tor through its control socket: commands, answers, events (Tor's control-spec).

Own code, and small: the one library for this, stem, comes as source only, which no lock with hashes of wheels can hold.
"""

import socket
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

OK: Final = "250"
EVENT: Final = "650"


class ControlError(Exception):
    """tor refused a command, or ended."""


class ControlTimeoutError(ControlError):
    """The awaited event did not happen in time."""


class Control:
    """One connection; tor ends with it. A context manager; not for several threads.

    The socket lies in a folder of its owner alone, which is all the authentication there is.
    """

    def __init__(self, path: Path, runs: Callable[[], bool], seconds: float = 20) -> None:
        self._socket = _connected(path, runs, time.monotonic() + seconds)
        self._buffer = b""
        self._events: deque[str] = deque()
        self.ask("AUTHENTICATE")
        self.ask("TAKEOWNERSHIP")  # however this process ends, tor then ends too

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, command: str, seconds: float = 20) -> list[str]:
        """The lines of the answer, without their codes; `ControlError` unless tor says OK."""
        self._socket.sendall(command.encode("ascii") + b"\r\n")
        end = time.monotonic() + seconds
        lines = []
        while True:
            code, mark, text = self._message(end)
            if code == EVENT:
                self._events.append(text)
                continue
            lines.append(text)
            if code != OK:
                raise ControlError(f"{command.split(maxsplit=1)[0]}: {text}")
            if mark == " ":
                return lines

    def info(self, key: str) -> str:
        """Return what GETINFO says of a key."""
        return self.ask(f"GETINFO {key}")[0].removeprefix(f"{key}=")

    def subscribe(self, *events: str) -> None:
        """From now on these events come."""
        self.ask(f"SETEVENTS {' '.join(events)}")

    def wait_for(self, wanted: Callable[[str], bool], seconds: float) -> str:
        """The first event that is wanted; all before it are dropped."""
        end = time.monotonic() + seconds
        while True:
            while self._events:
                event = self._events.popleft()
                if wanted(event):
                    return event
            code, _, text = self._message(end)
            if code == EVENT:
                self._events.append(text)

    def wait_until_bootstrapped(self, seconds: float) -> None:
        """Until tor has a consensus and circuits."""
        self.subscribe("STATUS_CLIENT")
        if "PROGRESS=100" not in self.info("status/bootstrap-phase"):
            self.wait_for(lambda event: "PROGRESS=100" in event, seconds)
        self.subscribe()

    def _message(self, end: float) -> tuple[str, str, str]:
        line = self._line(end)
        code, mark, text = line[:3], line[3:4], line[4:]
        if mark == "+":  # data lines up to a single dot
            while (line := self._line(end)) != ".":
                text += "\n" + line.removeprefix(".")
        return code, mark, text

    def _line(self, end: float) -> str:
        while b"\r\n" not in self._buffer:
            left = end - time.monotonic()
            if left <= 0:
                raise ControlTimeoutError("tor did not say what was waited for in time")
            self._socket.settimeout(left)
            try:
                piece = self._socket.recv(65_536)
            except TimeoutError:
                continue
            if not piece:
                raise ControlError("tor ended")
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line.decode("utf-8", "replace")


def _connected(path: Path, runs: Callable[[], bool], end: float) -> socket.socket:
    """tor makes its socket a moment after it starts."""
    while True:
        found = socket.socket(socket.AF_UNIX)
        try:
            found.connect(str(path))
        except OSError:
            found.close()
            if not runs() or time.monotonic() > end:
                raise ControlTimeoutError(f"tor opened no control socket at {path}") from None
            time.sleep(0.02)
        else:
            return found
