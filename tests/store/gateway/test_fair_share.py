"""A flood of one officer leaves threads and places for files to colleagues."""

import contextlib
import socket
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests import stand_ins
from tests.loopback import NO_AUTHORITIES
from tests.office import TestOffice
from tests.running_gateway import RunningGateway

THREADS = 8
SEEN = b'{"sequence":1}'
JSON = "Content-Type: application/json"
FILE = "Content-Type: application/octet-stream"


@pytest.fixture
def running(office: TestOffice) -> Iterator[RunningGateway]:
    with RunningGateway(office, threads=THREADS, streams=4, line_seconds=2) as gateway:
        yield gateway


class Flood:
    """Requests of one person over connections of their own, none of which waits for an answer."""

    def __init__(self, gateway: RunningGateway, token: str) -> None:
        self.gateway = gateway
        self.token = token
        self.connections: list[socket.socket] = []

    def send(self, path: str, kind: str, length: int, body: bytes) -> None:
        connection = socket.create_connection(("127.0.0.1", self.gateway.port), timeout=30)
        head = [
            f"POST {path} HTTP/1.1",
            "Host: gateway",
            f"Authorization: Bearer {self.token}",
            kind,
            f"Content-Length: {length}",
        ]
        connection.sendall("\r\n".join([*head, "", ""]).encode() + body)
        self.connections.append(connection)

    def unanswered(self) -> int:
        count = 0
        for connection in self.connections:
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                connection.recv(1, socket.MSG_PEEK)
                count -= 1
            count += 1
        return count

    def end(self) -> None:
        for connection in self.connections:
            connection.close()


@pytest.fixture
def flood(office: TestOffice, running: RunningGateway) -> Iterator[Flood]:
    made = Flood(running, office.sign_in(running.url, "sari"))
    yield made
    made.end()


def test_a_colleague_is_answered_while_requests_of_one_officer_hold_threads(
    office: TestOffice, running: RunningGateway, flood: Flood
) -> None:
    case, colleague = office.report().case, {"Authorization": f"Bearer {office.sign_in(running.url, 'budi')}"}
    with office.database.write():  # whatever is to be written waits for this
        for _ in range(3 * THREADS):
            flood.send(f"/v1/cases/{case}/seen", JSON, len(SEEN), SEEN)
        url = f"{running.url}/v1/cases"
        answer = httpx.get(url, headers=colleague, trust_env=False, verify=NO_AUTHORITIES, timeout=60)
        assert answer.status_code == 200
        assert flood.unanswered() == 3 * THREADS


def colleague_beside_slow_files(
    office: TestOffice, running: RunningGateway, flood: Flood
) -> Callable[[], httpx.Response]:
    """Let one officer's files stop before their ends; return how a colleague sends a whole one."""
    path, data = f"/v1/cases/{office.report().case}/blobs", stand_ins.stream()
    headers = {
        "Authorization": f"Bearer {office.sign_in(running.url, 'budi')}",
        "Content-Type": "application/octet-stream",
    }
    for _ in range(6):
        flood.send(path, FILE, len(data), data[:-1])
    url = running.url + path
    return lambda: httpx.post(
        url, content=data, headers=headers, trust_env=False, verify=NO_AUTHORITIES, timeout=60
    )


def test_slow_files_of_one_officer_leave_a_place_to_a_colleague(
    office: TestOffice, running: RunningGateway, flood: Flood
) -> None:
    send_file = colleague_beside_slow_files(office, running, flood)
    assert send_file().status_code == 201


def test_one_officer_cannot_hold_a_further_place_for_files_without_a_session(
    office: TestOffice, running: RunningGateway, flood: Flood
) -> None:
    send_file = colleague_beside_slow_files(office, running, flood)
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as stranger:
        head = "POST /v1/sign-in HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n"
        stranger.sendall(head.encode() + b"1\r\n \r\n")
        assert stranger.recv(100).startswith(b"HTTP/1.1 400 ")
    assert send_file().status_code == 201
