"""The relays of the private network: three directory authorities and four relays.

with PrivateNetwork() as network:
    with OnionHost(network, [OnionService("source", socket, circuits=True)]) as host, TorClient(network) as client:
        connection = client.connect(host.address("source"), "a label, for a circuit of its own")

A start takes 15 to 30 s, since authorities vote at fixed times. Started all at once it fails now and then, so the
relays come first, until each of them knows all; hosts and clients after them.
"""

import re
import subprocess
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from install.demonstration.ports import LOOPBACK
from tests.free_ports import free_ports
from tests.tor.control import Control, ControlError, ControlTimeoutError
from tests.tor.tor_process import TEST_LINES, TorProcess, program

AUTHORITIES: Final = 3
RELAYS: Final = 4
BANDWIDTH: Final = 1000
FIRST_VOTE_SECONDS: Final = 10
VOTE_SECONDS: Final = 300
CONSENSUS_SECONDS: Final = 60.0  # a quiet machine takes a fifth of it
JOIN_SECONDS: Final = 60.0
ATTEMPTS: Final = 2


Ready = Callable[[Control], None]


def bootstrapped(control: Control) -> None:
    """Until this tor has circuits."""
    control.wait_until_bootstrapped(JOIN_SECONDS)


@dataclass(frozen=True)
class Authority:
    """A directory authority as the others name it."""

    name: str
    folder: Path
    or_port: int
    dir_port: int
    address: str
    v3_identity: str
    fingerprint: str

    @property
    def line(self) -> str:
        """Return how every tor of this network is told of it, in place of the public authorities."""
        return (
            f"DirAuthority {self.name} orport={self.or_port} no-v2 v3ident={self.v3_identity} "
            f"{self.address}:{self.dir_port} {self.fingerprint}"
        )


class PrivateNetwork:
    """A context manager: on entry the authorities have agreed on a consensus; on exit every process has ended."""

    def __init__(self, address: str = LOOPBACK) -> None:
        """Another address of this machine lets others reach the relays there."""
        self._address = address
        self._stack = ExitStack()
        self.authorities: list[Authority] = []
        self.relays: list[TorProcess] = []

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._folder = Path(stack.enter_context(TemporaryDirectory(prefix="ktor-")))
            self._numbers = iter(range(1_000))
            self._start_somewhere()
            stack.callback(self._stop_relays)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def folder(self) -> Path:
        """A new folder with a short path for another process of this network."""
        made = self._folder / str(next(self._numbers))
        made.mkdir(mode=0o700)
        return made

    @property
    def addresses(self) -> list[str]:
        """Return the lines of all authorities, which every tor of this network has in its configuration."""
        return [authority.line for authority in self.authorities]

    @property
    def elsewhere(self) -> list[str]:
        """Return what a tor of another machine has in its configuration to be in this network."""
        return [*TEST_LINES, *self.addresses]

    def join(self, *lines: str, folder: Path | None = None, ready: Ready = bootstrapped) -> TorProcess:
        """Another tor in this network, waited for until it is `ready`: at first, until it has circuits."""
        place = folder or self.folder()
        attempt = 1
        while True:
            tor = TorProcess(place, [*self.addresses, *lines])
            try:
                ready(tor.control)
            except ControlError as error:
                told = self._told_of(tor)
                tor.stop()
                if attempt == ATTEMPTS:
                    raise ControlError(f"{error}\n{told}") from error
                attempt += 1
                (place / "state").unlink(missing_ok=True)  # another choice of guards
            except BaseException:
                tor.stop()
                raise
            else:
                return tor

    def _told_of(self, tor: TorProcess) -> str:
        """Return what tells why it did not join: its log, its circuits, and the last lines of each relay."""
        circuits = tor.control.info("circuit-status") if tor.process.poll() is None else ""
        relays = ("\n".join(relay.log().splitlines()[-3:]) for relay in self.relays)
        return "\n".join((tor.log(), circuits, *relays))

    def _start_somewhere(self) -> None:
        """A port may be taken between its choice and its use, and a vote may fail: then all starts anew."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._start()
            except ControlError:
                self._stop_relays()
                if attempt == ATTEMPTS:
                    raise
            except BaseException:
                self._stop_relays()
                raise
            else:
                return

    def _start(self) -> None:
        ports = free_ports()
        places = [
            (f"auth{number}", self.folder(), next(ports), next(ports), self._address)
            for number in range(AUTHORITIES)
        ]
        relays = {f"relay{number}": self.folder() for number in range(RELAYS)}
        with ThreadPoolExecutor() as pool:
            fingerprints = pool.map(_fingerprint, relays, relays.values())
            self.authorities = list(pool.map(lambda place: _new_authority(*place), places))
            bandwidths = self._folder / "bandwidths"
            bandwidths.write_text(_equal_bandwidths(fingerprints), "ascii")
        time.sleep(
            -time.time() % FIRST_VOTE_SECONDS
        )  # all of an interval until the first vote, for all to be seen
        started = [
            (folder, [f"Nickname {name}", *_relay(self._address, next(ports))])
            for name, folder in relays.items()
        ]
        for authority in self.authorities:
            own = [*_relay(self._address, authority.or_port), *_authority(authority, bandwidths)]
            started.append((authority.folder, [f"Nickname {authority.name}", *own]))
        self._start_together(started)
        self._wait_for_consensus()

    def _start_together(self, started: list[tuple[Path, list[str]]]) -> None:
        """Who has run for less than the median of all, in seconds, is not called stable, and hosts use stable ones."""
        with ThreadPoolExecutor(len(started)) as pool:
            starting = [
                pool.submit(TorProcess, folder, [*self.addresses, *lines]) for folder, lines in started
            ]
        self.relays += [each.result() for each in starting if each.exception() is None]
        for each in starting:
            each.result()

    def _wait_for_consensus(self) -> None:
        """Until each relay is in the consensus with its bandwidth, and can hand out what hosts and clients must know.

        A relay that one authority had not seen counts for nothing; a host that asks too early gets a part and asks
        again after ten seconds: both then want one relay at two places of a path, in vain. A busy machine may miss a
        vote, so the votes after the first are far apart.
        """
        signs = (
            ("ns/all", f"\nw Bandwidth={BANDWIDTH}", RELAYS),
            ("md/all", "onion-key\n", len(self.relays)),
        )
        end = time.monotonic() + CONSENSUS_SECONDS
        for relay in self.relays:
            for key, sign, count in signs:
                while relay.control.info(key).count(sign) < count:
                    if time.monotonic() > end:
                        raise ControlTimeoutError(f"A relay lacks others in {key}:\n{relay.log()}")
                    time.sleep(0.1)

    def _stop_relays(self) -> None:
        for relay in self.relays:
            relay.stop()
        self.relays.clear()


def _new_authority(name: str, folder: Path, or_port: int, dir_port: int, address: str) -> Authority:
    """Its long-term keys, which its name in every configuration is made of."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    subprocess.run(
        [program("tor-gencert"), "--create-identity-key", "--passphrase-fd", "0", "-m", "12",
         "-a", f"{address}:{dir_port}"],
        cwd=keys, input=b"loopback\n", check=True, capture_output=True,
    )  # fmt: skip
    identity = re.search(r"^fingerprint (\S+)$", (keys / "authority_certificate").read_text(), re.MULTILINE)
    assert identity is not None
    return Authority(name, folder, or_port, dir_port, address, identity[1], _fingerprint(name, folder))


def _fingerprint(name: str, folder: Path) -> str:
    """Return the fingerprint of a relay's identity key, which is made here."""
    listed = subprocess.run(
        [program("tor"), "--defaults-torrc", "/dev/null", "-f", "/dev/null", "--ignore-missing-torrc",
         "--list-fingerprint", "--orport", "1", "--dirserver", f"x {LOOPBACK}:1 {'F' * 40}",
         "--datadirectory", str(folder), "--nickname", name],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(rf"^{name} ([0-9A-F ]+)$", listed.stdout, re.MULTILINE)
    assert found is not None, listed.stdout
    return found[1].replace(" ", "")


def _equal_bandwidths(fingerprints: Iterable[str]) -> str:
    """Return what the authorities take for measured (Tor's bandwidth-file-spec); they never measure themselves.

    Without it a relay has the bandwidth that it saw, first 0: as soon as one has seen some, every circuit wants that
    one at each of its places, and none can be built.
    """
    return "".join(
        [
            f"{int(time.time())}\n",
            *(f"node_id=${fingerprint} bw={BANDWIDTH}\n" for fingerprint in fingerprints),
        ]
    )


def _relay(address: str, or_port: int) -> list[str]:
    return [
        "SocksPort 0",
        f"ORPort {address}:{or_port} IPv4Only",
        f"Address {address}",
        "ExitRelay 0",
        "ServerDNSResolvConfFile /dev/null",
        "ServerDNSAllowBrokenConfig 1",
        "ServerDNSDetectHijacking 0",
    ]


def _authority(authority: Authority, bandwidths: Path) -> list[str]:
    return [
        f"DirPort {authority.address}:{authority.dir_port}",
        f"V3BandwidthsFile {bandwidths}",
        "AuthoritativeDirectory 1",
        "V3AuthoritativeDirectory 1",
        "ContactInfo relay@localhost",
        f"TestingV3AuthInitialVotingInterval {FIRST_VOTE_SECONDS}",
        "TestingV3AuthInitialVoteDelay 2",
        "TestingV3AuthInitialDistDelay 2",
        f"V3AuthVotingInterval {VOTE_SECONDS}",
        "V3AuthVoteDelay 2",
        "V3AuthDistDelay 2",
        "TestingDirAuthVoteGuard *",
        "TestingDirAuthVoteHSDir *",
    ]
