"""A reply as it lies in a row. GnuPG's part of the verification is the fuzz target of its status lines."""

from datetime import date

from crypto import signing
from crypto.errors import CryptoError
from crypto.padding import pad
from store.domain.labels import Label
from store.domain.reply import Reply, ReplyAttachment, read_reply, reply_digest
from tests.fuzz.target import PLANTED, Target

_CASE = "0" * 32
_FILE = ReplyAttachment("1" * 32, bytes(32), f"{PLANTED}.pdf", 5, "2" * 64)
_REPLY = Reply(_CASE, 2, "sari", date(2026, 11, 25), PLANTED, (_FILE,))


def _any_signature(_reply: Reply, _text: bytes, _signature: bytes) -> None:
    """Everything behind the signature is to be reached here."""


def run(data: bytes) -> None:
    """`s` a statement to be packed, anything else a row as it is."""
    packed = data[1:]
    if data[:1] == b"s":
        try:
            packed = signing.pack(data[1:], b"signature")
        except UnicodeDecodeError:  # no statement of ours, as it cannot be packed
            return
    signed = read_reply(packed, _CASE, 2, _any_signature)
    reply = signed.reply
    assert (reply.case, reply.sequence) == (_CASE, 2)
    assert signed.digest == reply_digest(reply)
    assert signing.compose(Label.REPLY, reply) in (data[1:], signing.compose(Label.REPLY, reply))


TARGET = Target(
    run,
    (CryptoError,),
    (
        b"r" + signing.pack(signing.compose(Label.REPLY, _REPLY), b"signature"),
        b"s" + signing.compose(Label.REPLY, _REPLY),
        b"r" + pad(b'{"statement":"kentongan/reply/1\\n{}","signature":"AA=="}'),
        b"r" + pad(b'{"statement":"\\ud800' + PLANTED.encode() + b'","signature":"AA=="}'),
    ),
    largest=8_192,
)
