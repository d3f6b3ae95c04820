"""QEMU's way to speak: a line of JSON for each command and answer, over a unix socket."""

import json
import socket
from pathlib import Path
from typing import Any, Final

_PIECE: Final = 2**16


class JsonLines:
    """A connection, which can be made again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX)
        self._read = b""

    def connect(self, seconds: float) -> None:
        """Connect anew; each answer must come within so many seconds."""
        self.close()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(seconds)
        self._socket.connect(str(self._path))
        self._read = b""

    def set_patience(self, seconds: float) -> None:
        """Let each answer come within so many seconds."""
        self._socket.settimeout(seconds)

    def send(self, command: str, arguments: dict[str, Any]) -> None:
        """Send a command; raise `OSError` if that fails."""
        self._socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")

    def receive(self) -> dict[str, Any]:
        """Return the next answer; raise `OSError` if none comes, `ValueError` if it is no JSON."""
        while b"\n" not in self._read:
            piece = self._socket.recv(_PIECE)
            if not piece:
                raise ConnectionResetError("the connection was closed")
            self._read += piece
        line, _, self._read = self._read.partition(b"\n")
        return dict(json.loads(line))

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()
