"""Whatever a server hands out and takes back: cursors, tickets, nonces, and the cookie of a session."""

from datetime import date

from itsdangerous.encoding import base64_encode

from source_interface.errors import SignedOutError
from source_interface.session import token_of as reporters_token
from source_interface.web.csrf import BadNonceError, FormNonces
from store.cases.paging import Cursor
from store.errors import CursorError
from store.gateway.auth.challenges import Challenges
from store.gateway.auth.sessions import token_of
from store.gateway.errors import RefusedError
from tests.clocks import STILL
from tests.fuzz.target import PLANTED, Target

_KEY = b"a key of the instance, thirty-two"
_TICKETS = Challenges(_KEY, STILL)
_NONCES = FormNonces(_KEY)
_TICKET = _TICKETS.issue()
_NONCE = _NONCES.new()
_CURSOR = Cursor(1, date(2026, 11, 25), "0" * 32).encode()
_BEARER = "Bearer " + "A" * 43


def run(data: bytes) -> None:
    """The first byte says what it is taken for. What was not handed out is worth nothing."""
    kind, text = data[:1], data[1:].decode("utf-8", "surrogateescape")
    if kind == b"c":
        assert Cursor.decode(text).encode() == text
    elif kind == b"t":
        assert _TICKETS.nonce_of(text) in (None, _TICKET.nonce)
    elif kind == b"n":
        assert _NONCES.open(text) == _NONCES.open(_NONCE)
    elif kind == b"b":
        assert len(token_of(text)) == 43
    else:
        assert len(reporters_token(text)) == 32


TARGET = Target(
    run,
    (CursorError, BadNonceError, SignedOutError, RefusedError),
    (
        b"c" + _CURSOR.encode(),
        b"c" + _CURSOR.encode()[:-1] + b"=",
        b"t" + _TICKET.ticket.encode(),
        b"t" + _TICKET.ticket.replace(".", "..").encode(),
        b"n" + _NONCE.encode(),
        b"n" + _NONCE.encode()[:-1],
        b"n" + PLANTED.encode() + b".x",
        b"b" + _BEARER.encode(),
        b"s" + base64_encode(bytes(32)),
        b"s\xff" + PLANTED.encode(),
    ),
    details=True,
    largest=512,
)
