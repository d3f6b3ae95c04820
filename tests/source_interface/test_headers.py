"""One exact header set on every answer, and nothing that tells of the software or of an earlier visit."""

import re
import socket

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from store.contract.headers import DOWNLOAD_POLICY, SERVER_MARKS
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter, form_to, shown_code

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def check(answer: TestResponse) -> None:
    for name, value in EXPECTED.items():
        assert answer.headers.getlist(name) == [value], name
    features = answer.headers["Permissions-Policy"]
    assert all(re.fullmatch(r"[a-z-]+=\(\)", feature) for feature in features.split(", "))
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(features.split(", "))
    for mark in SERVER_MARKS:
        assert mark not in answer.headers


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Every method and address that the app has, with values for their parts."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        values = {"language": "id", "blob": "0" * 32}
        path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        found += [(method, path) for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE")]
        assert rule.methods is not None
    return sorted(set(found))


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_route_in_every_method_has_the_exact_headers(box: Box, signed_in: bool) -> None:
    app = box.app()
    reporter = Reporter(app.test_client())
    page = reporter.report()
    asked = addresses(app)
    assert len({path for _method, path in asked}) >= 14
    for method, path in asked:
        if signed_in and reporter.client.get_cookie("kentongan") is None:
            reporter.sign_in(shown_code(page))
        check(reporter.client.open(path, method=method))


def test_pages_of_every_state_have_the_exact_headers(reporter: Reporter) -> None:
    page = reporter.report()
    answers = [page, reporter.report(what=""), reporter.repeat(page, "salah"), reporter.repeat(page)]
    mailbox = reporter.mailbox()
    answers += [mailbox, reporter.says(""), reporter.says("x"), reporter.attaches(("a", b"a"))]
    answers += [
        reporter.open("/tidak-ada"),
        reporter.client.get("/xx/"),
        reporter.client.get("/static/../app.py"),
    ]
    answers += [reporter.client.post("/id/report", data={"a": "b"}, content_type="multipart/form-data")]
    answers += [reporter.send(form_to(mailbox, "/mailbox/leave"))]
    for answer in answers:
        check(answer)


def test_the_stylesheet_has_no_tag_no_date_and_no_ranges(reporter: Reporter) -> None:
    sheet = reporter.client.get("/static/style.css", headers={"Range": "bytes=0-3"})
    check(sheet)
    assert sheet.status_code == 200
    assert sheet.content_type == "text/css; charset=utf-8"
    assert "Accept-Ranges" not in sheet.headers


def test_a_download_may_do_nothing_at_all() -> None:
    assert DOWNLOAD_POLICY == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    )


def raw(port: int, request: bytes) -> tuple[str, dict[str, str]]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    lines = answer.split("\r\n\r\n")[0].split("\r\n")
    return lines[0], dict(line.split(": ", 1) for line in lines[1:])


def test_over_a_socket_the_headers_are_the_same_and_the_server_has_no_name(box: Box) -> None:
    with box.serve() as served:
        requests = [
            b"GET /id/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET /tidak HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"bukan http\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9_000 + b"\r\n\r\n",
            b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        ]
        answers = [raw(served.port, request) for request in requests]
    for status, headers in answers:
        assert EXPECTED.items() <= headers.items(), status
        assert not set(SERVER_MARKS) & set(headers)
    assert [int(status.split()[1]) for status, _headers in answers] == [200, 404, 400, 400, 431, 414]


def test_two_requests_in_one_body_are_never_taken_for_two(box: Box) -> None:
    with box.serve() as served:
        smuggled = b"GET /id/about HTTP/1.1\r\nHost: x\r\n\r\n"
        head = b"POST /id/tidak-ada HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
            connection.sendall(head + f"Content-Length: {len(smuggled)}\r\n\r\n".encode() + smuggled)
            answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.count(b"HTTP/1.1 ") == 1
