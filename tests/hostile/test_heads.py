"""The other parts of a request than its address: names of hosts, hops, methods, and headers without measure."""

import re
from collections.abc import Iterator

import pytest

from tests.header_set import check_headers
from tests.hostile.conftest import AttackedServer
from tests.wire import RawAnswer, ask_raw

EVIL = "evil-kentongan.example"


def get(server: AttackedServer, *headers: str, path: str | None = None, method: str = "GET") -> RawAnswer:
    host = "" if any(line.lower().startswith("host:") for line in headers) else f"Host: {server.host}\r\n"
    lines = "".join(f"{line}\r\n" for line in headers)
    head = f"{method} {path or server.open} HTTP/1.1\r\n{host}Connection: close\r\n{lines}\r\n"
    return ask_raw(server.port, head.encode("latin-1"), quiet=5)


def without_filling(page: bytes) -> bytes:
    """Without the random digits that make a page as long as its like."""
    return re.sub(rb"<!-- [0-9a-f]+ -->", b"", page)


def nothing_of(answer: RawAnswer, *words: str) -> None:
    said = answer.body.decode("utf-8", "replace") + "".join(
        f"{name}: {value}\n" for name, value in answer.headers
    )
    assert not [word for word in words if word in said]


@pytest.mark.parametrize(
    "header",
    [
        f"X-Forwarded-Host: {EVIL}",
        f"X-Forwarded-Server: {EVIL}",
        f"X-Host: {EVIL}",
        f"Forwarded: for=1.2.3.4;host={EVIL};proto=https",
        "X-Forwarded-Proto: https",
        "X-Forwarded-For: 1.2.3.4",
        "X-Forwarded-Prefix: /evil",
        "X-Original-URL: /id/about",
        "X-Rewrite-URL: /v1/cases",
        "X-HTTP-Method-Override: DELETE",
        "X-HTTP-Method: PUT",
        "X-Method-Override: POST",
        "Script_Name: /evil",
        "Range: bytes=0-1",
        "If-None-Match: *",
        "If-Modified-Since: Wed, 25 Nov 2026 00:00:00 GMT",
        "Accept-Encoding: gzip, br",
        "Accept-Language: en",
        "Upgrade: h2c",
        "Upgrade: websocket",
    ],
)
def test_headers_of_proxies_caches_and_overrides_change_nothing(server: AttackedServer, header: str) -> None:
    plain, answer = get(server), get(server, header)
    assert answer.statuses == plain.statuses == [200]
    without_date = [[line for line in raw.headers if line[0] != "Date"] for raw in (plain, answer)]
    assert without_date[0] == without_date[1]
    assert without_filling(answer.body) == without_filling(plain.body)


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:80", f"x@{EVIL}", "127.0.0.1", f"sari.localhost.{EVIL}"])
def test_a_foreign_host_is_in_no_answer(server: AttackedServer, host: str) -> None:
    for path in ("/", server.open, server.post, "/tidak-ada"):
        answer = get(server, f"Host: {host}", path=path)
        nothing_of(answer, EVIL)
        assert answer.status != 500
        if server.name == "workstation":  # DNS rebinding
            assert answer.status in {400, 403}


def test_an_address_with_another_host_than_the_header_is_refused_or_harmless(server: AttackedServer) -> None:
    for address in (f"http://{EVIL}{server.open}", f"//{EVIL}/..{server.open}", f"http://{EVIL}/%2e%2e/"):
        answer = get(server, path=address)
        nothing_of(answer, EVIL)
        assert answer.status < 500


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG", "get", "PUT", "DELETE", "PATCH"])
def test_other_methods_do_nothing_and_echo_nothing(server: AttackedServer, method: str) -> None:
    answer = get(server, "X-Secret: rahasia-kepala", method=method)
    assert 400 <= answer.status < 500
    check_headers(answer.headers, server.policy)
    nothing_of(answer, "rahasia-kepala")


@pytest.mark.parametrize(
    "path",
    [
        "/%0d%0aSet-Cookie:%20a=b",
        "/id/%0d%0aLocation:%20http://evil-kentongan.example/",
        "/%ff%fe",
        "/id/%00",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fapp.py",
        "/static/....//....//etc/passwd",
        "/static//etc/passwd",
        "/static/%5c..%5c..%5capp.py",
        "/id/mailbox/attachments/..%2f..%2f..%2fstore.sqlite3",
        "/v1/cases/..%2f..%2fetc/blobs/..",
        "/id/..;/",
        "/id/report?" + "a=b&" * 1_500,
        "/?" + "%" * 2_000,
        "///",
    ],
)
def test_no_path_leads_out_or_into_a_header(server: AttackedServer, path: str) -> None:
    answer = get(server, path=path)
    assert answer.status < 500
    check_headers(answer.headers, server.policy)
    names = {name.lower() for name, _ in answer.headers}
    assert "set-cookie" not in names
    nothing_of(answer, EVIL, "root:x:0", "create_app")


@pytest.mark.parametrize(
    "lines",
    [
        ["X: " + "a" * 7_000] * 4,
        [f"X-{number}: a" for number in range(99)],
        [f"X-{number}: a" for number in range(2_000)],
        ["X: " + "a" * 100_000],
        ["Cookie: " + "; ".join(f"c{number}=v" for number in range(900))],
        ["Cookie: kentongan=" + "A" * 7_000],
        ["Cookie: kentongan=a; kentongan=b; kentongan"],
        ['Cookie: =; ;;;=,,"\\\xff\xfe'],
        ["Authorization: Bearer " + "A" * 7_000],
        ["Content-Type: multipart/form-data; boundary=" + "b" * 5_000],
        ["Content-Type: text/html; charset=utf-7; charset=\xff"],
        ["Origin: \xff\xfe"],
        ["Origin: http://[::1"],
        ["Accept: " + "a/b;q=0.1," * 700],
    ],
)
def test_headers_without_measure_are_refused_or_harmless(server: AttackedServer, lines: list[str]) -> None:
    for path in (server.open, server.post, "/id/mailbox", "/v1/cases"):
        answer = get(server, *lines, path=path)
        assert answer.closed
        assert answer.statuses == [] or (len(answer.statuses) == 1 and answer.status < 500)
        if answer.statuses:
            check_headers(answer.headers, server.policy)


@pytest.fixture(autouse=True)
def quiet_log(server: AttackedServer) -> Iterator[None]:
    """None of it is worth more than a line that repeats nothing."""
    before = len(server.log())
    yield
    said = server.log()[before:]
    assert "Traceback" not in said
    assert "ERROR" not in said
    for word in (EVIL, "rahasia-kepala", "127.0.0.1", "passwd"):
        assert word not in said
