"""Bodies of requests to the gateway: the first byte says which message is asked for, `?` that it is an address."""

import msgspec
from flask import Flask

from store.api import messages
from store.domain.fields import Struct
from store.gateway.bodies import read_json, read_query
from store.gateway.errors import GatewayRefusalError
from tests.fuzz.target import PLANTED, Target

_KINDS: list[type[Struct]] = sorted(
    (
        kind
        for kind in vars(messages).values()
        if isinstance(kind, type) and issubclass(kind, Struct) and kind.__module__ == messages.__name__
    ),
    key=lambda kind: kind.__name__,
)
_APP = Flask(__name__)


def _message(kind: type[Struct], **values: object) -> bytes:
    return bytes([_KINDS.index(kind)]) + msgspec.json.encode(kind(**values))


def run(data: bytes) -> None:
    """A message that is taken is one that can be sent again, and reads the same."""
    kind = _KINDS[(data[0] if data else 0) % len(_KINDS)]
    if data[1:2] == b"?":
        with _APP.test_request_context("/", query_string=data[2:].decode("latin-1")):
            read_query(kind)
        return
    with _APP.test_request_context("/", method="POST", data=data[1:], content_type="application/json"):
        taken = read_json(kind)
    assert msgspec.json.decode(msgspec.json.encode(taken), type=kind) == taken


TARGET = Target(
    run,
    (GatewayRefusalError,),
    (
        _message(messages.Seen, sequence=1),
        _message(messages.SignIn, person="sari", ticket=PLANTED, signature=b"x", code="123456"),
        _message(messages.ReplySubmission, sequence=2, envelope=b"a", sealed=b"b", blobs=("0" * 32,)),
        _message(messages.Refusal, problem="invalid"),
        b"\x00?cursor=" + PLANTED.encode() + b"&after=%31&after=2",
        b"\x01" + b'[{"":' * 2_000,
        b'\x02{"sequence":1e400,"envelope":"\\ud800"}',
    ),
)
