"""The gateway as an office runs it: gunicorn, several processes, real sockets that break off."""

import secrets
import socket
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import make_url

from store.api.messages import BlobReceipt, CasePage, Challenge, Refusal, SignIn
from store.cases.reporter_view import reporter_view
from tests import stand_ins
from tests.loopback import NO_AUTHORITIES
from tests.office import TestOffice, post
from tests.running_gateway import RunningGateway
from tests.store.conftest import ON_BOTH, ON_POSTGRESQL

LARGE = 20 * 1024 * 1024


@pytest.fixture
def running(office: TestOffice) -> Iterator[RunningGateway]:
    with RunningGateway(office, max_file_bytes=LARGE) as gateway:
        yield gateway


class Wire:
    """A raw connection, for requests that no good client makes."""

    def __init__(self, gateway: RunningGateway) -> None:
        self.socket = socket.create_connection(("127.0.0.1", gateway.port), timeout=20)

    def send(self, *lines: str, body: bytes = b"") -> None:
        self.socket.sendall("\r\n".join([*lines, "Host: gateway", "", ""]).encode() + body)

    def break_off(self) -> bytes:
        """Stop sending; gives whatever is answered."""
        self.socket.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := self.socket.recv(65_536):
            answer += piece
        self.socket.close()
        return answer


def blob_files(office: TestOffice) -> list[Path]:
    return list((office.folder / "blobs").iterdir())


def wait_until_no_files(office: TestOffice) -> None:
    end = time.monotonic() + 10
    while blob_files(office) and time.monotonic() < end:
        time.sleep(0.02)
    assert blob_files(office) == []


@ON_BOTH
def test_the_whole_way_works_over_the_network_and_leaves_no_trace(
    office: TestOffice, running: RunningGateway
) -> None:
    case = office.report()
    evidence = case.attaches(secrets.token_bytes(1_000_000), "bukti.bin")
    bearer = {"Authorization": f"Bearer {office.sign_in(running.url, 'sari')}"}
    base = f"/v1/cases/{case.case}"
    with httpx.Client(base_url=running.url, headers=bearer, trust_env=False, verify=NO_AUTHORITIES) as http:
        [row] = msgspec.json.decode(http.get("/v1/cases").content, type=CasePage).cases
        assert row.case == case.case
        downloaded = http.get(f"{base}/blobs/{evidence.name}")
        assert downloaded.content == (office.folder / "blobs" / evidence.name).read_bytes()
        assert downloaded.headers["Content-Length"] == str(evidence.size)
        data = stand_ins.stream(size=LARGE)
        octets = {"Content-Type": "application/octet-stream"}
        pieces = (data[start : start + 100_000] for start in range(0, len(data), 100_000))
        stored = [  # with a Content-Length, and chunked
            http.post(f"{base}/blobs", content=content, headers=octets) for content in (data, pieces)
        ]
        for answer in stored:
            receipt = msgspec.json.decode(answer.content, type=BlobReceipt)
            assert (office.folder / "blobs" / receipt.blob).read_bytes() == data
        answers = [downloaded, *stored, http.get("/v1/cases"), http.get("/nowhere")]
    assert not any({"server", "etag", "set-cookie"} & set(answer.headers) for answer in answers)
    assert running.stop() == 0
    assert running.log() == ""
    assert running.home_files() == []


def test_files_belong_to_whom_they_should_and_no_core_is_ever_dumped(
    office: TestOffice, running: RunningGateway
) -> None:
    case = office.report()
    token = office.sign_in(running.url, "sari")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"}
    httpx.post(
        f"{running.url}/v1/cases/{case.case}/blobs",
        content=stand_ins.stream(),
        headers=headers,
        trust_env=False,
        verify=NO_AUTHORITIES,
    )
    [blob] = blob_files(office)
    assert stat.S_IMODE(blob.stat().st_mode) == 0o640
    assert stat.S_IMODE((office.folder / "accounts").stat().st_mode) == 0o700
    assert stat.S_IMODE(office.config.accounts.stat().st_mode) == 0o600
    processes = running.processes()
    assert len(processes) == 2
    for pid in processes:
        limits = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
        [core] = [line.split() for line in limits if line.startswith("Max core file size")]
        assert core[4] == core[5]
        assert int(core[4]) <= 1  # of one byte too nothing is made, neither a file nor into a pipe


@pytest.mark.parametrize("framing", ["declared", "chunked", "chunked-in-a-chunk"])
def test_a_broken_upload_leaves_no_blob_and_no_waiting_thread(
    office: TestOffice, running: RunningGateway, framing: str
) -> None:
    case = office.report()
    token = office.sign_in(running.url, "sari")
    head = (
        f"POST /v1/cases/{case.case}/blobs HTTP/1.1",
        f"Authorization: Bearer {token}",
        "Content-Type: application/octet-stream",
    )
    data = secrets.token_bytes(300_000)
    for _ in range(12):  # more than there are threads
        wire = Wire(running)
        if framing == "declared":
            wire.send(*head, "Content-Length: 300001", body=data)
        else:
            chunk = f"{len(data) + (framing != 'chunked'):x}\r\n".encode() + data + b"\r\n"
            wire.send(*head, "Transfer-Encoding: chunked", body=chunk)
        answer = wire.break_off()
        assert b" 201 " not in answer
    wait_until_no_files(office)
    assert office.sign_in(running.url, "sari")
    assert "Traceback" not in running.log()


def test_an_upload_that_is_reset_in_the_middle_leaves_nothing(
    office: TestOffice, running: RunningGateway
) -> None:
    case = office.report()
    token = office.sign_in(running.url, "sari")
    wire = Wire(running)
    wire.send(
        f"POST /v1/cases/{case.case}/blobs HTTP/1.1",
        f"Authorization: Bearer {token}",
        "Content-Type: application/octet-stream",
        f"Content-Length: {LARGE}",
        body=secrets.token_bytes(2_000_000),
    )
    end = time.monotonic() + 10
    while not blob_files(office) and time.monotonic() < end:
        time.sleep(0.02)
    assert [path.suffix for path in blob_files(office)] == [".part"]
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wire.socket.close()
    wait_until_no_files(office)


def test_a_refused_upload_still_gets_its_answer(office: TestOffice, running: RunningGateway) -> None:
    url = f"{running.url}/v1/cases/{office.report().case}/blobs"
    headers = {"Content-Type": "application/octet-stream"}
    pieces = (bytes(100_000) for _ in range(LARGE // 100_000))
    for content in (bytes(LARGE), pieces):
        answer = httpx.post(url, content=content, headers=headers, trust_env=False, verify=NO_AUTHORITIES)
        assert answer.status_code == 401
        assert msgspec.json.decode(answer.content, type=Refusal).problem == "refused"


def test_what_is_not_http_is_logged_without_address_and_content(running: RunningGateway) -> None:
    wire = Wire(running)
    wire.send("GET /v1/secret-word HTTP/9.9 codename-of-a-reporter")
    assert b"codename" not in wire.break_off().partition(b"\r\n\r\n")[0]
    wire = Wire(running)
    wire.send("POST /v1/challenge HTTP/1.1", "Transfer-Encoding: chunked", body=b"codename-of-a-reporter\r\n")
    assert b"\r\n\r\n" in wire.break_off()
    running.stop()
    assert "codename" not in running.log()
    assert "127.0.0.1" not in running.log()
    assert "secret-word" not in running.log()


def asked_by(gateway: RunningGateway) -> Challenge:
    return msgspec.json.decode(post(gateway.url, "/v1/challenge")[1], type=Challenge)


def try_to_sign_in(gateway: RunningGateway, proof: SignIn) -> tuple[int, bytes]:
    return post(gateway.url, "/v1/sign-in", msgspec.json.encode(proof))


def test_of_two_processes_that_get_one_code_at_once_one_lets_it_in(office: TestOffice) -> None:
    with RunningGateway(office) as one, RunningGateway(office) as other, ThreadPoolExecutor(4) as pool:
        gateways = [one, other, one, other]
        for _ in range(6):
            code = office.fresh_code("sari")
            proofs = [office.proof("sari", asked_by(gateway), code) for gateway in gateways]
            found = sorted(status for status, _ in pool.map(try_to_sign_in, gateways, proofs))
            assert found == [200, 401, 401, 401]
            office.move(minutes=16)  # beyond any wait


def test_a_code_used_at_one_process_is_refused_by_the_other_in_the_next_step_too(office: TestOffice) -> None:
    with RunningGateway(office) as one, RunningGateway(office) as other:
        code = office.fresh_code("sari")
        assert try_to_sign_in(one, office.proof("sari", asked_by(one), code))[0] == 200
        for _ in range(2):
            status, body = try_to_sign_in(other, office.proof("sari", asked_by(other), code))
            assert (status, msgspec.json.decode(body, type=Refusal).problem) == (401, "code")
            office.move(seconds=30)


def test_one_ticket_at_two_processes_at_once_opens_one_session(office: TestOffice) -> None:
    with RunningGateway(office) as one, RunningGateway(office) as other, ThreadPoolExecutor(2) as pool:
        for _ in range(4):
            proof = office.proof("budi", asked_by(one))
            found = sorted(pool.map(try_to_sign_in, (one, other), (proof, proof)))
            assert [status for status, _ in found] == [200, 401]
            assert msgspec.json.decode(found[1][1], type=Refusal).problem == "refused"


def test_a_session_of_one_process_is_known_to_the_other_and_ends_in_both(office: TestOffice) -> None:
    with RunningGateway(office) as one, RunningGateway(office) as other:
        headers = {"Authorization": f"Bearer {office.sign_in(one.url, 'sari')}"}

        def status(gateway: RunningGateway) -> int:
            return httpx.get(
                f"{gateway.url}/v1/cases", headers=headers, trust_env=False, verify=NO_AUTHORITIES
            ).status_code

        assert (status(one), status(other)) == (200, 200)
        httpx.post(f"{other.url}/v1/sign-out", headers=headers, trust_env=False, verify=NO_AUTHORITIES)
        assert (status(one), status(other)) == (401, 401)


def test_a_gateway_that_cannot_start_says_why_in_one_sentence(office: TestOffice) -> None:
    office.config.accounts.parent.chmod(0o755)
    gateway = RunningGateway(office)
    assert gateway.process.wait(20) != 0
    office.config.accounts.parent.chmod(0o700)
    assert "Only the gateway's user may enter it" in gateway.log()
    assert "Traceback" not in gateway.log()


@ON_POSTGRESQL
def test_a_gateway_whose_database_is_closed_to_it_says_why_without_the_password(
    office: TestOffice, url: str
) -> None:
    wrong = make_url(url).set(password="kata-sandi-salah").render_as_string(hide_password=False)
    gateway = RunningGateway(office, store=msgspec.structs.replace(office.config.store, database=wrong))
    assert gateway.process.wait(20) != 0
    assert "it refuses the password" in gateway.log()
    assert "kata-sandi-salah" not in gateway.log()
    assert "Traceback" not in gateway.log()


@ON_BOTH
def test_a_starting_gateway_erases_what_has_had_its_days(office: TestOffice) -> None:
    case = office.report("Laporan lama").case
    office.move(days=31)
    with RunningGateway(office):
        end = time.monotonic() + 10
        while time.monotonic() < end and reporter_view(office.database, case).entries[0].sealed is not None:
            time.sleep(0.05)
    assert reporter_view(office.database, case).entries[0].sealed is None
