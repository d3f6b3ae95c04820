"""Two readers of one connection must never disagree where a request ends: whatever could be read twice is refused."""

from collections.abc import Iterator

import pytest

from tests.header_set import check_headers
from tests.hostile.conftest import AttackedServer
from tests.wire import ask_raw

# Heads that leave it open where their body ends, or what they say at all. `$` stands for the address and Host.
AMBIGUOUS: dict[str, bytes] = {
    "length-and-chunked": b"POST $\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked-and-length": b"POST $\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two-lengths": b"POST $\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "two-lengths-in-one": b"POST $\r\nContent-Length: 0, 44\r\n\r\n",
    "length-with-a-sign": b"POST $\r\nContent-Length: +0\r\n\r\n",
    "length-below-zero": b"POST $\r\nContent-Length: -1\r\n\r\n",
    "length-in-hex": b"POST $\r\nContent-Length: 0x0\r\n\r\n",
    "length-in-other-digits": "POST $\r\nContent-Length: \u0660\r\n\r\n".encode(),
    "space-before-colon": b"POST $\r\nContent-Length : 0\r\n\r\n",
    "space-before-name": b"POST $\r\n Content-Length: 0\r\n\r\n",
    "unknown-coding": b"POST $\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked-not-last": b"POST $\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked-twice": b"POST $\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked-behind-a-tab": b"POST $\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "folded-header": b"POST $\r\nX: a\r\n Content-Length: 44\r\n\r\n",
    "folded-coding": b"POST $\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "bare-line-feed": b"POST $\r\nX: a\nContent-Length: 44\r\n\r\n",
    "bare-carriage-return": b"POST $\r\nX: a\rContent-Length: 44\r\n\r\n",
    "nul-in-a-header": b"POST $\r\nX: a\x00b\r\n\r\n",
    "no-colon": b"POST $\r\nContent-Length\r\n\r\n",
    "empty-name": b"POST $\r\n: 0\r\n\r\n",
    "chunk-size-with-a-sign": b"POST $\r\nTransfer-Encoding: chunked\r\n\r\n+0\r\n\r\n",
    "chunk-size-in-c": b"POST $\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "chunk-size-with-a-gap": b"POST $\r\nTransfer-Encoding: chunked\r\n\r\n1_0\r\n\r\n",
    "chunk-size-below-zero": b"POST $\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "chunk-without-its-end": b"POST $\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naXX0\r\n\r\n",
    "chunk-ends-with-line-feeds": b"POST $\r\nTransfer-Encoding: chunked\r\n\r\n1\na\n0\n\n",
    "extension-with-line-feed": b"POST $\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nb\r\na\r\n0\r\n\r\n",
    "line-feeds-alone": b"POST $\nContent-Length: 0\n\n",
    "two-hosts": b"POST $\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
    "proxy-line": b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET $\r\n\r\n",
    "http-2-preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "http-0.9": b"GET /\r\n",
    "no-such-version": b"GET / HTTP/7.3\r\nHost: x\r\n\r\n",
    "method-with-signs": b"GE{T $\r\n\r\n",
    "chunked-in-1.0": b"POST %s HTTP/1.0\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


def smuggled(server: AttackedServer) -> bytes:
    """A good request, behind one that is none: a server that misreads the first one answers it with 200."""
    return f"GET {server.open} HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode()


def written(server: AttackedServer, request: bytes) -> bytes:
    line = f"{server.post} HTTP/1.1\r\nHost: {server.host}".encode()
    filled = request.replace(b"$", line).replace(b"/ HTTP/7.3", server.post.encode() + b" HTTP/7.3")
    return filled.replace(b"%s", server.post.encode(), 1).replace(b"%s", server.host.encode(), 1)


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_that_could_be_read_twice_is_refused(server: AttackedServer, name: str) -> None:
    answer = ask_raw(server.port, written(server, AMBIGUOUS[name]) + smuggled(server))
    assert answer.closed
    assert answer.statuses in ([], [400], [403], [422], [501])
    if answer.statuses:
        check_headers(answer.headers, server.policy)


def test_a_request_inside_a_body_is_never_answered(server: AttackedServer) -> None:
    inner = smuggled(server)
    for coding, body in (
        (f"Content-Length: {len(inner)}", inner),
        ("Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner)),
        ("Transfer-Encoding: gzip, chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner)),
    ):
        head = f"POST {server.post} HTTP/1.1\r\nHost: {server.host}\r\n{coding}\r\n\r\n"
        answer = ask_raw(server.port, head.encode() + body)
        assert len(answer.statuses) == 1
        assert answer.statuses[0] >= 400 or server.post != "/v1/challenge"


def test_two_good_requests_on_one_connection_get_two_answers(server: AttackedServer) -> None:
    answer = ask_raw(server.port, smuggled(server) + smuggled(server))
    assert answer.statuses == [200, 200]


@pytest.fixture(autouse=True)
def quiet_log(server: AttackedServer) -> Iterator[None]:
    """No stranger can fill the log, or write into it, with requests that are none: they are counted (`test_log`)."""
    before = len(server.log())
    yield
    assert not server.log()[before:]
