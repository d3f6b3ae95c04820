"""A source interface that is killed again and again, and all that it acknowledged before."""

import hashlib
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from crypto.gpg.decrypt import decrypt_stream
from tests.faults.served import KilledServer, configuration, ended
from tests.free_ports import free_port
from tests.loopback import NO_AUTHORITIES
from tests.office import TestOffice
from tests.secret_watch import WATCH
from tests.source_interface.box import Served
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import ANSWERS, ENTRY
from tests.source_interface.visitor import ENDING, Visitor, answer_of

SENDERS: Final = 3
PIECE_BYTES: Final = 1024 * 1024
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_SHOWN: Final = re.compile(r'name="shown" value="([a-z ]+)"')


@contextmanager
def killable(office: TestOffice) -> Iterator[KilledServer]:
    """The reporters' pages, in a process group of their own; what still lives is ended with the block."""
    port = free_port()
    path = configuration(office, "source", bind=f"127.0.0.1:{port}", derivations=2, max_upload_bytes=4 << 30)
    server = KilledServer("source_interface", "KENTONGAN_SOURCE_CONFIG", path, port)
    with ended(server):
        yield server


def killed(server: KilledServer, office: TestOffice) -> None:
    """Kill it, master and worker at once."""
    server.kill()
    server.wait_for_the_end()
    office.database.close()


@dataclass
class Senders:
    """People who report one after the other; `codes` are those that they were shown, with what they wrote."""

    codes: dict[str, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def send_until_killed(
        self, server: KilledServer, office: TestOffice, wanted: int, dice: random.Random
    ) -> None:
        """Let them send until so many codes were shown in all, and kill the server while they send more."""
        self._stop.clear()
        people = [threading.Thread(target=self._send, args=(server.url,)) for _sender in range(SENDERS)]
        for person in people:
            person.start()
        while len(self.codes) < wanted and any(person.is_alive() for person in people):
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.3))
        killed(server, office)
        self._stop.set()
        for person in people:
            person.join()

    def _send(self, url: str) -> None:
        with httpx.Client(base_url=url, trust_env=False, verify=NO_AUTHORITIES, timeout=120) as client:
            while not self._stop.is_set():
                try:
                    self._report(client)
                except httpx.TransportError:
                    return  # it was killed

    def _report(self, client: httpx.Client) -> None:
        form = _TOKEN.search(client.get("/id/report").text)
        assert form is not None
        text = f"Laporan {random.getrandbits(64):x}"
        sent = {"csrf_token": form[1], "anonymous": "y", **(ANSWERS | {"what": text})}
        shown = _SHOWN.search(client.post("/id/report", data=sent).text)
        if shown is not None:
            WATCH.plant(shown[1])
            self.codes[shown[1]] = text


def unopened(url: str, codes: dict[str, str]) -> list[str]:
    """The reports whose code does not open them whole."""
    return [text for code, text in codes.items() if text not in _opened(url, code)]


def _opened(url: str, code: str) -> str:
    with httpx.Client(base_url=url, trust_env=False, verify=NO_AUTHORITIES, timeout=120) as client:
        form = _TOKEN.search(client.get("/id/open").text)
        assert form is not None
        client.post("/id/open", data={"csrf_token": form[1], "code": code})
        return client.get(f"/id{ENTRY}").text


@dataclass(frozen=True)
class LargeFile:
    """A file of so many bytes, none of which is kept anywhere; `seed` makes it."""

    size: int
    seed: int

    def pieces(self) -> Iterator[bytes]:
        """Its bytes."""
        block = random.Random(self.seed).randbytes(PIECE_BYTES)  # noqa: S311 - to be repeated
        for number in range(0, self.size, PIECE_BYTES):
            piece = number.to_bytes(8, "big") + block[8:]
            yield piece[: self.size - number]

    def digest(self) -> str:
        """Their hash."""
        return digest_of(self.pieces())

    def sent(self, visitor: Visitor, kill_at: int = -1, kill: Callable[[], None] = lambda: None) -> str:
        """Send it; the page that answers. Before the piece of this number the server may be killed."""
        body = visitor.opening()
        with visitor.connect() as connection:
            connection.sendall(visitor.head(len(body) + self.size + len(ENDING)) + body)
            try:
                for number, piece in enumerate(self.pieces()):
                    if number == kill_at:
                        kill()
                    connection.sendall(piece)
                connection.sendall(ENDING)
                return answer_of(connection)
            except OSError:
                return ""  # it was killed


def digest_of(pieces: Iterator[bytes]) -> str:
    """The hash of what comes."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def served_at(server: KilledServer) -> Served:
    """It, as a visitor takes it."""
    port = urlsplit(server.url).port
    assert port is not None
    return Served(server.group, port, Path())


def kept_digests(office: TestOffice) -> list[str]:
    """The hashes of all files as an officer gets them, without their padding."""
    sari = Reader(office, "sari")
    found = []
    for envelope in sari.read():
        if envelope.attachment is not None:
            with office.blobs.open(envelope.attachment.blob) as file:
                plain = decrypt_stream(
                    office.keys.holder("sari").home, iter(lambda: file.read(PIECE_BYTES), b"")
                )
                found.append(digest_of(_cut(plain, envelope.attachment.size)))
    return found


def _cut(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """So many bytes of what comes; the rest, padding, is read to its end."""
    for piece in pieces:
        yield piece[:size]
        size -= min(size, len(piece))
