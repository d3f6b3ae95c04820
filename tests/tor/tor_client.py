"""A tor client of the private network: SOCKS ports, and circuits that credentials keep apart."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final, Self

from install.demonstration.ports import LOOPBACK
from tests.browsers.interface import Proxy
from tests.tor.network import PrivateNetwork

REACH_SECONDS: Final = 60.0
CONNECT_SECONDS: Final = 120.0
NOT_AUTHORIZED: Final = 0xF4
"""Tor's word (socks-extensions, section 1.2) for an onion service whose key the client has not."""
WRONG_KEY: Final = 0xF5
"""Its word for one that does not know the client's key."""


class SocksRefusedError(OSError):
    """tor could not connect; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(f"tor answered {code:#04x}")
        self.code = code


class TorClient:
    """A context manager. `keys` are lines of `.auth_private` files (`OnionHost.client_key`).

    It has two SOCKS ports with circuits of their own; on each, every user name has circuits of its own.
    """

    def __init__(self, network: PrivateNetwork, keys: Sequence[str] = ()) -> None:
        self._network = network
        self._keys = keys

    def __enter__(self) -> Self:
        folder = self._network.folder()
        lines = ["SocksPort auto IsolateSOCKSAuth", "SocksPort auto IsolateSOCKSAuth ExtendedErrors"]
        lines += ["ConstrainedSockets 1", "ConstrainedSockSize 65536"]  # see `paced`
        if self._keys:
            place = folder / "onion-auth"
            place.mkdir(mode=0o700)
            for number, key in enumerate(self._keys):
                (place / f"{number}.auth_private").write_text(f"{key}\n", "ascii")
            lines.append(f"ClientOnionAuthDir {place}")
        with ExitStack() as stack:
            self.tor = self._network.join(*lines, folder=folder)
            stack.callback(self.tor.stop)
            listeners = self.tor.control.info("net/listeners/socks").split()
            self.port, self._telling_port = (
                int(listener.strip('"').rpartition(":")[2]) for listener in listeners
            )
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def proxy(self) -> Proxy:
        """For a browser."""
        return Proxy("socks5", self.port)

    def url(self, circuit: str = "") -> str:
        """The proxy's URL, for the circuit with this label."""
        credentials = f"{circuit}:x@" if circuit else ""
        return f"socks5h://{credentials}{LOOPBACK}:{self.port}"

    def connect(self, onion: str, circuit: str) -> socket.socket:
        """A connection to port 80 of an onion service, over the circuit with this label; else `OSError`."""
        connection = socket.create_connection((LOOPBACK, self._telling_port), CONNECT_SECONDS)
        try:
            _socks5(connection, onion.encode("ascii"), circuit.encode("ascii"))
        except BaseException:
            connection.close()
            raise
        return connection

    def fresh_circuits(self) -> None:
        """Forget descriptors and circuits."""
        self.tor.control.ask("SIGNAL NEWNYM")

    @contextmanager
    def paced(self, bytes_per_second: int) -> Iterator[None]:
        """Meanwhile this client sends and receives no faster.

        Its sockets are small, as a home's line is: in a loopback's window of megabytes whatever is asked during an
        upload would wait for all of it.
        """
        rate = f"BandwidthRate={bytes_per_second} BandwidthBurst={bytes_per_second}"
        self.tor.control.ask(
            f"SETCONF CountPrivateBandwidth=1 {rate}"
        )  # else the loopback counts for nothing
        yield
        self.tor.control.ask("RESETCONF CountPrivateBandwidth BandwidthRate BandwidthBurst")

    def wait_until_reachable(self, onion: str) -> None:
        """Until a server behind this address takes a connection; asked again on fresh circuits until then."""
        end = time.monotonic() + REACH_SECONDS
        while True:
            try:
                self.connect(onion, "first").close()
            except OSError:
                if time.monotonic() > end:
                    raise
                self.fresh_circuits()
                time.sleep(0.5)
            else:
                return


def _socks5(connection: socket.socket, host: bytes, user: bytes) -> None:
    """RFC 1928 with RFC 1929; the name is left to tor."""
    connection.sendall(b"\x05\x01\x02")
    _exactly(connection, 2)  # tor takes a name and password
    connection.sendall(b"\x01" + bytes([len(user)]) + user + b"\x01x")
    _exactly(connection, 2)  # any
    connection.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host + (80).to_bytes(2))
    code = _exactly(connection, 10)[1]  # tor's answers name an IPv4 address, of zeros
    if code != 0:
        raise SocksRefusedError(code)


def _exactly(connection: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = connection.recv(count - len(found))
        if not piece:
            raise ConnectionResetError("tor closed the connection")
        found += piece
    return found
