"""The first bytes of a connection, as the loop reads them before gunicorn does: a line of Tor's, then a head."""

from source_interface.config import CODES, DOWNLOADS
from store.server.circuits import CircuitLineError, Circuits
from store.server.request_head import MAX_HEAD_BYTES, HeadTooLongError, LengthError, arrival_of
from tests.fuzz.target import PLANTED, Target

_LARGEST = 10_000
_LINE = b"PROXY TCP6 fc00:dead:beef:4dad::1 ::1 1 80\r\n"
_POST = b"POST /id/report HTTP/1.1\r\nHost: x\r\nCookie: kentongan=" + PLANTED.encode() + b"\r\n%s\r\n\r\n"


def run(data: bytes) -> None:
    """Whatever it is guessed to be, it is bounded, and a circuit keeps its name while the process lives."""
    arrived = bytearray(data)
    if data.startswith(b"P"):
        circuits = Circuits()
        again = bytearray(data)
        name = circuits.take(arrived)
        assert name == circuits.take(again)
        assert name is None or len(name) == 16
    found = arrival_of(arrived, _LARGEST, DOWNLOADS, CODES)
    if found is not None:
        assert found.head_bytes <= MAX_HEAD_BYTES + len(b"\r\n\r\n")
        assert 0 <= found.body_bytes <= _LARGEST
        assert not (found.streams and found.body_bytes)


TARGET = Target(
    run,
    (CircuitLineError, HeadTooLongError, LengthError),
    (
        _LINE + _POST % b"Content-Length: 7",
        _LINE[:30],
        b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
        _POST % b"content-length : 99999999999999999999",
        (_POST % b"Content-Length: 7").replace(b"report", b"open"),
        b"GET /id/mailbox/open?done=code HTTP/1.1\r\n\r\n",
        b"GET /id/mailbox/attachments/2 HTTP/1.1\r\n\r\n",
        _POST % b"Content-Length: 0000000000000500000",
        _POST % b"Transfer-Encoding: chunked\r\nContent-Type: multipart/form-data",
        b"GET / HTTP/1.1\n\n",
        b"x" * (MAX_HEAD_BYTES + 1),
    ),
    largest=MAX_HEAD_BYTES + 100,
    details=True,
)
