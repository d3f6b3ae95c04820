"""The part of a request that the connection loop reads before a thread does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.server.circuits import MAX_LINE_BYTES, CircuitLineError, Circuits
from store.server.connection_limits import NOTHING
from store.server.fair_queue import Priority
from store.server.paced_socket import MinRate, TooSlowError
from store.server.request_head import MAX_HEAD_BYTES, Arrival, HeadTooLongError, LengthError, arrival_of

LINE = b"PROXY TCP6 fc00:dead:beef:4dad::1:2a ::1 65535 42\r\n"
DOWNLOADS = re.compile(rb"GET /down/")
CODES = re.compile(rb"POST /code[? ]")


def arrival(*lines: bytes, body: bytes = b"") -> Arrival | None:
    head = b"\r\n".join([*lines, b"", b""])
    return arrival_of(bytearray(head + body), 1000, DOWNLOADS, CODES)


@pytest.mark.parametrize(
    ("lines", "body_bytes", "streams"),
    [
        ([b"GET / HTTP/1.1", b"Host: x"], 0, False),
        ([b"POST / HTTP/1.1", b"content-LENGTH:  17 "], 17, False),
        ([b"POST / HTTP/1.1", b"Content-Length: 1001"], 0, True),
        (
            [b"POST / HTTP/1.1", b"Content-Length: 5", b"Content-Type: multipart/form-data; boundary=x"],
            0,
            True,
        ),
        ([b"POST / HTTP/1.1", b"Content-Length: 5", b"Content-Type: application/octet-stream"], 0, True),
        ([b"POST / HTTP/1.1", b"Transfer-Encoding: chunked"], 0, True),
        ([b"POST / HTTP/1.1", b"Content-Length: 5", b"Expect: 100-continue"], 0, True),
        ([b"POST / HTTP/1.1", b"Content-Length: 000000000000017"], 17, False),
        ([b"GET /down/1 HTTP/1.1"], 0, True),
        ([b"GET /d%6fwn/1 HTTP/1.1"], 0, True),
        ([b"GET http://x/down/1 HTTP/1.1"], 0, True),
        ([b"GET //down/1 HTTP/1.1"], 0, True),
        ([b"", b"GET /down/1 HTTP/1.1"], 0, True),
        ([b"GET /?next=%20 HTTP/1.1"], 0, False),
    ],
)
def test_a_head_says_what_follows(lines: list[bytes], body_bytes: int, streams: bool) -> None:
    found = arrival(*lines, body=b"body")
    assert found is not None
    assert (found.body_bytes, found.streams) == (body_bytes, streams)
    assert found.head_bytes == len(b"\r\n".join(lines)) + 4


@pytest.mark.parametrize(
    ("lines", "priority"),
    [
        ([b"POST /code HTTP/1.1", b"Content-Length: 4"], Priority.CODE),
        ([b"POST /code?x HTTP/1.1", b"Content-Length: 4"], Priority.CODE),
        ([b"GET /code HTTP/1.1"], Priority.TEXT),
        ([b"POST /code HTTP/1.1", b"Content-Length: 1001"], Priority.STREAM),
        ([b"POST /code HTTP/1.1", b"Transfer-Encoding: chunked"], Priority.STREAM),
        ([b"POST /code#x HTTP/1.1", b"Content-Length: 4"], Priority.STREAM),
        ([b"POST /c%6fde HTTP/1.1", b"Content-Length: 4"], Priority.STREAM),
        ([b"POST //code HTTP/1.1", b"Content-Length: 4"], Priority.STREAM),
        ([b"POST http://x/code HTTP/1.1", b"Content-Length: 4"], Priority.STREAM),
    ],
)
def test_a_code_has_its_priority_and_cannot_hide_among_the_texts(
    lines: list[bytes], priority: Priority
) -> None:
    found = arrival(*lines, body=b"body")
    assert found is not None
    assert found.priority is priority


@pytest.mark.parametrize(
    "lines",
    [
        [b"Content-Length: 0000000000000500000"],
        [b"Content-Length: -5"],
        [b"Content-Length: +5"],
        [b"Content-Length:"],
        [b"Content-Length: 5, 5"],
        [b"Content-Length: \xb2"],
        [b"Content-Length: 5\r5"],
        [b"content-length\t: five"],
        [b"Content-Length: 5", b"X: a", b"Content-Length: 5"],
    ],
)
def test_a_length_that_is_not_plainly_one_number_is_refused(lines: list[bytes]) -> None:
    with pytest.raises(LengthError):
        arrival(b"POST / HTTP/1.1", b"Host: x", *lines)


def test_a_head_that_is_not_whole_is_waited_for_and_one_without_end_is_not() -> None:
    assert arrival_of(bytearray(b"GET / HTTP/1.1\r\nHost: x\r\n"), 1000, NOTHING, NOTHING) is None
    with pytest.raises(HeadTooLongError):
        arrival_of(bytearray(b"a" * MAX_HEAD_BYTES), 1000, NOTHING, NOTHING)


def test_a_bare_line_feed_is_handed_on_at_once_to_be_refused() -> None:
    assert arrival_of(bytearray(b"GET / HTTP/1.1\nHost"), 1000, NOTHING, NOTHING) == Arrival(
        19, 0, Priority.TEXT
    )


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_head_or_waited_for(data: bytes) -> None:
    try:
        found = arrival_of(bytearray(data), 1000, NOTHING, NOTHING)
    except LengthError:
        return
    assert found is None or found.head_bytes <= len(data)


def test_a_circuit_has_one_name_in_a_process_and_another_in_the_next() -> None:
    circuits, arrived = Circuits(), bytearray(LINE + b"GET / HTTP/1.1")
    name = circuits.take(arrived)
    assert arrived == b"GET / HTTP/1.1"
    assert circuits.take(bytearray(LINE)) == name
    assert circuits.take(bytearray(LINE.replace(b"2a", b"2b"))) != name
    assert Circuits().take(bytearray(LINE)) != name
    assert name is not None
    assert b"fc00" not in name


@pytest.mark.parametrize("end", range(len(LINE)))
def test_a_line_that_is_not_whole_is_waited_for(end: int) -> None:
    arrived = bytearray(LINE[:end])
    assert Circuits().take(arrived) is None
    assert arrived == LINE[:end]


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1\r\n",
        b"PROXY TCP4 10.0.0.1 10.0.0.1 1 1\r\n",
        b"PROXY UNKNOWN\r\n",
        b"PROXY TCP6 nonsense ::1 1 1\r\n",
        b"PROXY TCP6 fc00::1 ::1 1\r\n",
        b"PROXY TCP6 fc00::\xff ::1 1 1\r\n",
        b"PROXY TCP6 " + b"f" * MAX_LINE_BYTES,
    ],
)
def test_another_beginning_is_refused(line: bytes) -> None:
    with pytest.raises(CircuitLineError):
        Circuits().take(bytearray(line))


@given(st.binary(max_size=200))
def test_no_beginning_breaks_the_front(data: bytes) -> None:
    try:
        name = Circuits().take(bytearray(data))
    except CircuitLineError:
        return
    assert name is None or len(name) == 16


def test_a_pace_counts_only_the_time_that_we_waited() -> None:
    pace = MinRate(window=10.0, least=100)
    pace.waited(9.0)
    assert pace.patience == 1.0
    pace.moved(100)
    pace.waited(1.0)
    assert pace.patience == 10.0
    pace.moved(99)
    with pytest.raises(TooSlowError):
        pace.waited(10.0)
