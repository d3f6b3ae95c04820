"""The running Tor, asked through its control socket to open a door for one visit to an onion service (control-spec)."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from install.doctor.host import HostError, NotYetError, OnionAnswer
from install.language import Sentence
from install.server.layout import DOCTOR_SOCKET

_OK: Final = "250"
_PROGRESS: Final = re.compile(r"PROGRESS=([0-9]+)")
_CONNECTED: Final = "100"
_SECONDS: Final = 60.0
_SOCKS_SERVED: Final = 0
_NOT_FOUND: Final = 0xF0  # socks-extensions, section 1.2
_WARM_UP: Final = 300.0
_PORT: Final = 80
_ADDRESS_BYTES: Final = {1: 4, 4: 16}  # IPv4, IPv6
_UNCONNECTED: Final = Sentence("Tor tidak terhubung ({percent} %)", "Tor is not connected ({percent} %)")
_WARMING_UP: Final = Sentence(
    "Tor baru saja dimulai dan belum terhubung ({percent} %). Tunggu semenit, lalu periksa lagi.",
    "Tor has just been started, and is not connected yet ({percent} %). Wait a minute, and look again.",
)
_NOT_ANNOUNCED: Final = Sentence(
    "Tor baru saja dimulai dan belum mengumumkan {onion}. Tunggu semenit, lalu periksa lagi.",
    "Tor has just been started, and has not announced {onion} yet. Wait a minute, and look again.",
)


class TorControl:
    """A connection to Tor's control socket, as root or a member of Tor's group may open it."""

    def __init__(self, folder: Path, warm_up: float = _WARM_UP) -> None:
        """Connect; for so many seconds after its start Tor may still be on its way into the network."""
        self._folder = folder
        self._warm_up = warm_up
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_SECONDS)
        try:
            cookie = (folder / "control.authcookie").read_bytes()
            self._socket.connect(str(folder / "control"))
            self._lines = self._socket.makefile("r", encoding="utf-8", newline="\r\n")
            self._ask(f"AUTHENTICATE {cookie.hex()}")
        except OSError as error:
            self._socket.close()
            raise HostError(f"{folder / 'control'}: {error.strerror}") from None

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def visit(self, onion: str, path: str) -> OnionAnswer:
        """Return what the onion service answers to one request, over circuits of Tor.

        Raises `HostError` while Tor is not connected, or if no answer comes; `NotYetError` soon after Tor was started.
        """
        self._require_connected()
        with self._door() as door, socket.socket(socket.AF_UNIX) as way:
            way.settimeout(_SECONDS)
            try:
                way.connect(str(door))
                code = _socks5(way, onion)
                if code == _NOT_FOUND and self._is_warming_up():
                    raise NotYetError(_NOT_ANNOUNCED.told(onion=onion))
                return OnionAnswer(code, 0, ()) if code != _SOCKS_SERVED else _get(way, onion, path)
            except (OSError, HTTPException) as error:
                raise HostError(f"{onion}: {type(error).__name__}") from None

    def _require_connected(self) -> None:
        progress = _PROGRESS.search(self._ask("GETINFO status/bootstrap-phase"))
        percent = progress[1] if progress else "?"
        if percent != _CONNECTED and self._is_warming_up():
            raise NotYetError(_WARMING_UP.told(percent=percent))
        if percent != _CONNECTED:
            raise HostError(_UNCONNECTED.told(percent=percent))

    def _is_warming_up(self) -> bool:
        return int(self._ask("GETINFO uptime").partition("=")[2]) < self._warm_up

    @contextmanager
    def _door(self) -> Iterator[Path]:
        """Open a SOCKS socket for root and Tor's user alone, and shut it afterwards."""
        door = self._folder / DOCTOR_SOCKET
        self._ask(f'SETCONF SocksPort="unix:{door} RelaxDirModeCheck ExtendedErrors"')
        try:
            yield door
        finally:
            self._ask("SETCONF SocksPort=0")

    def _ask(self, command: str) -> str:
        """Return the first line of Tor's answer."""
        self._socket.sendall(f"{command}\r\n".encode("ascii"))
        lines: list[str] = []
        while not lines or lines[-1][3:4] != " ":
            lines.append(self._lines.readline().strip())
            if not lines[-1].startswith(_OK):
                raise HostError(f"Tor: {command.split(maxsplit=1)[0]}: {lines[-1]}")
        return lines[0][4:]


def _socks5(way: socket.socket, host: str) -> int:
    """Ask Tor for the host (RFC 1928); return its answer's code."""
    name = host.encode("ascii")
    way.sendall(b"\x05\x01\x00")
    _exactly(way, 2)
    way.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + _PORT.to_bytes(2))
    _, code, _, kind = _exactly(way, 4)
    _exactly(way, _ADDRESS_BYTES[kind] + 2)
    return code


def _exactly(way: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = way.recv(count - len(found))
        if not piece:
            raise ConnectionResetError
        found += piece
    return found


def _get(way: socket.socket, host: str, path: str) -> OnionAnswer:
    connection = HTTPConnection(host)
    connection.auto_open = 0
    connection.sock = way
    connection.request("GET", path, headers={"Connection": "close"})
    answer = connection.getresponse()
    answer.read()
    return OnionAnswer(_SOCKS_SERVED, answer.status, tuple(answer.getheaders()))
