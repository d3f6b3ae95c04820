"""A row's contents: padded, signed, canonical. The second half of the inputs is signed here, to come further in."""

from datetime import date

from crypto import signing
from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from crypto.padding import pad, unpad
from crypto.signing import pack, unpack
from store.domain.envelope import (
    Attachment,
    Envelope,
    ExclusionRecord,
    Introduction,
    Report,
    read_envelope,
    read_exclusion,
    read_first_envelope,
    signed_envelope,
)
from store.domain.labels import Label
from tests.fuzz.target import PLANTED, Target

_MAILBOX = Mailbox(bytes(32))
_DAY = date(2026, 11, 25)
_REPORT = Report(PLANTED, "b", "c", "d", "", "", None, "employee", anonymous=True)
_FIRST = Envelope(
    _MAILBOX.id, 1, "report", _DAY, Introduction(_MAILBOX.sealing_key, _MAILBOX.voice_key, ()), _REPORT
)
_SECOND = Envelope(_MAILBOX.id, 2, "message", _DAY, text=PLANTED)
_THIRD = Envelope(_MAILBOX.id, 3, "attachment", _DAY, attachment=Attachment("0" * 32, PLANTED, 3, "0" * 64))


def run(data: bytes) -> None:
    """`r` a row as it is, `s` a statement that this mailbox's voice signs, anything else a padding."""
    how, rest = data[:1], data[1:]
    if how == b"s":
        try:
            rest = pack(rest, _MAILBOX.sign(rest))
        except UnicodeDecodeError:  # no statement of ours, as it cannot be packed
            return
    elif how != b"r":
        assert pad(unpad(rest)) == rest
        return
    signed = unpack(rest)
    _read_all(rest)
    assert pack(signed.text, signed.signature) == rest or how == b"r"


def _read_all(padded: bytes) -> None:
    errors = []
    for sequence in (1, 2, 3):
        try:
            envelope = read_envelope(padded, _MAILBOX.voice_key, _MAILBOX.id, sequence)
            assert signing.compose(Label.ENVELOPE, envelope) == unpack(padded).text
            assert envelope.sequence == sequence
        except CryptoError as error:
            errors.append(error)
    for read in (
        lambda: read_first_envelope(padded, _MAILBOX.id),
        lambda: read_exclusion(padded, _MAILBOX.voice_key, _MAILBOX.id),
    ):
        try:
            read()
        except CryptoError as error:
            errors.append(error)
    if len(errors) == 5:
        raise errors[0]


TARGET = Target(
    run,
    (CryptoError,),
    (
        b"r" + signed_envelope(_MAILBOX, _FIRST),
        b"r" + signed_envelope(_MAILBOX, _SECOND),
        b"s" + signing.compose(Label.ENVELOPE, _FIRST),
        b"s" + signing.compose(Label.ENVELOPE, _THIRD),
        b"s" + signing.compose(Label.EXCLUSION, ExclusionRecord(_MAILBOX.id, ())),
        b"r" + pad(b'{"statement":"' + PLANTED.encode() + b'","signature":""}'),
        b"p" + pad(b""),
        b"r" + pad(b"[" * 3_000),
    ),
    largest=8_192,
)
