"""Mailboxes in the states that no eavesdropper may tell apart, and what is seen there of opening them."""

import re
import socket
import time
from dataclasses import dataclass
from typing import Self

import httpx

from source_interface.submissions.withdrawals import SentFileState
from store.cases.conversation import erase_own_copies
from tests.loopback import NO_AUTHORITIES
from tests.office import TestOffice
from tests.source_interface.box import Served
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.photos.samples import jpeg
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import Reporter, shown_code

STATES = ("new", "empty", "answered", "photos", "withdrew", "wrong code")


WORDS = {
    "new": "Harga di kuitansi",
    "empty": "Salinan satu pesan Anda sudah dihapus",
    "answered": "Kuitansi nomor berapa?",
    "photos": "foto-2.jpg",
    "withdrew": "Saya menarik satu lampiran.",
    "wrong code": "Kode ini tidak membuka laporan apa pun",
}
"""The page's words in each state, and in no other."""


def code_of(state: str, reporter: Reporter, office: TestOffice) -> str:
    """The code of a mailbox of its own in this state."""
    if state in {"new", "wrong code"}:
        code = shown_code(Reporter.another(reporter).report())
        return code if state == "new" else " ".join(reversed(code.split()))
    talk = Correspondence(Reporter.another(reporter), office)
    if state == "empty":
        erase_own_copies(office.database, talk.case.case)
        return talk.case.code
    if state in {"photos", "withdrew"}:
        talk.case.attaches(jpeg(), "IMG_2041.jpg", cleans=True)
        if state == "withdrew":
            assert talk.case.withdraws(talk.case.last_sequence) is SentFileState.WITHDRAWN
        return talk.case.code
    for text in ("Terima kasih. Kami sudah membaca laporan Anda.", WORDS[state]):
        answer(office, "sari", talk.case, text)
    return talk.case.code


@dataclass(frozen=True)
class SeenOpening:
    """One opening, as the line shows it: each answer's bytes with its head, its head without random words, and
    the seconds from the first byte of the question to the last of the answer."""

    sizes: tuple[int, ...]
    heads: tuple[str, ...]
    seconds: tuple[float, ...]
    page: str


class CountedConnection:
    """A browser's connection to the server, kept open, with every byte counted; `token` is of the form for codes."""

    def __init__(self, connection: socket.socket, token: str) -> None:
        self._connection = connection
        self._token = token

    @classmethod
    def to(cls, served: Served) -> Self:
        """Connect, and ask for the form."""
        with httpx.Client(base_url=served.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60) as client:
            form = client.get("/id/open").text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
        return cls(socket.create_connection(("127.0.0.1", served.port), timeout=120), token)

    def open(self, code: str) -> SeenOpening:
        """Type the code, follow where it leads."""
        body = str(httpx.QueryParams({"csrf_token": self._token, "code": code}))
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        first, first_seconds = self._ask("POST /id/open", f"{kind}Content-Length: {len(body)}\r\n", body)
        cookie = re.search(rb"Set-Cookie: (kentongan=[^;]+);", first)
        where = re.search(rb"Location: (\S+)", first)
        assert cookie is not None
        assert where is not None
        second, second_seconds = self._ask(f"GET {where[1].decode()}", f"Cookie: {cookie[1].decode()}\r\n")
        answers = (first, second)
        return SeenOpening(
            sizes=tuple(map(len, answers)),
            heads=tuple(_head_of(answer) for answer in answers),
            seconds=(first_seconds, second_seconds),
            page=second.partition(b"\r\n\r\n")[2].decode(),
        )

    def close(self) -> None:
        self._connection.close()

    def _ask(self, line: str, more: str, body: str = "") -> tuple[bytes, float]:
        began = time.perf_counter()
        self._connection.sendall(f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n{body}".encode())
        answer = bytearray()
        while (size := _size_of(answer)) is None or len(answer) < size:
            piece = self._connection.recv(256 * 1024)
            assert piece, bytes(answer[:200])
            answer += piece
        return bytes(answer), time.perf_counter() - began


def _size_of(answer: bytearray) -> int | None:
    head, ending, _body = bytes(answer).partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    return len(head) + len(ending) + int(length[1]) if ending and length else None


def _head_of(answer: bytes) -> str:
    head = answer.partition(b"\r\n\r\n")[0].decode()
    return re.sub(r"kentongan=[\w-]{43};", "kentongan=…;", head)
