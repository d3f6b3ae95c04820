"""The change from one office key to the next: who signed it, and which machine may follow it.

A hand-over is signed by the old key and the new one. After a loss or a theft the new one signs alone, and no machine
follows by itself. In both cases a person types the new fingerprint from paper: a thief of the old key can sign a
hand-over to a key of their own, but cannot write on the office's paper.

The statement also names the notes on restores that the old key had signed. They stay the office's, by the new key's
word; what the old key signs afterwards counts for nothing.
"""

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto import signing
from crypto.errors import CryptoError, StatementError
from crypto.gpg.certificate import MAX_CERTIFICATE_BYTES, inspect
from crypto.gpg.errors import GpgFaultError
from crypto.gpg.signatures import verify_with
from crypto.signing import MAX_SIGNATURE_BYTES, decoder_ready
from store.domain.errors import (
    NotHandedOverError,
    OfficeKeyChangeError,
    OlderKeyChangeError,
    OtherOfficeKeyError,
)
from store.domain.fields import Digest, Struct
from store.domain.labels import Label
from store.domain.roster import Fingerprint

MOST_NOTES: Final = 30_000
MAX_CHANGE_BYTES: Final = 4 * 1024 * 1024  # it travels with each answer that holds the roster

Signature = Annotated[bytes, Meta(max_length=MAX_SIGNATURE_BYTES)]
Certificate = Annotated[bytes, Meta(max_length=MAX_CERTIFICATE_BYTES)]


class OfficeKeyChange(Struct, frozen=True):
    """The office's word that from a day on another key signs for it.

    `serial` is that of the last roster by the old key, 0 if it signed none. `notes` are the SHA-256 of the statements
    on restores that stay the office's.
    """

    day: date
    old: Fingerprint
    new: Fingerprint
    serial: Annotated[int, Meta(ge=0, le=1 << 50)]
    notes: Annotated[tuple[Digest, ...], Meta(max_length=MOST_NOTES)] = ()


class SignedKeyChange(Struct, frozen=True, omit_defaults=True):
    """The file: the statement, the new key's signature and certificate, and the old key's if it handed over."""

    statement: str
    new_signature: Signature
    new_certificate: Certificate
    old_signature: Signature = b""
    old_certificate: Certificate = b""

    @property
    def text(self) -> bytes:
        """The bytes that both signatures cover."""
        return self.statement.encode()


def read_key_change(data: bytes, new: str) -> tuple[OfficeKeyChange, SignedKeyChange]:
    """Return the statement in this file if the key of this full fingerprint signed it as the new one.

    Raises `OtherOfficeKeyError` if it is about another new key, and `OfficeKeyChangeError` for anything else.
    """
    try:
        if len(data) > MAX_CHANGE_BYTES:
            raise StatementError
        signed = msgspec.json.decode(data, type=decoder_ready(SignedKeyChange))
        change = signing.parse(Label.OFFICE_KEY, signed.text, OfficeKeyChange)
    except (StatementError, msgspec.MsgspecError, UnicodeError, RecursionError):
        raise OfficeKeyChangeError from None
    if change.new != new:
        raise OtherOfficeKeyError
    if not _signed(signed.new_certificate, change.new, signed.text, signed.new_signature):
        raise OfficeKeyChangeError
    return change, signed


def follow_key_change(data: bytes, new: str, pinned: str, seen: int) -> OfficeKeyChange:
    """Return the hand-over in this file if a machine with this pin may follow it to the key that a person typed.

    `seen` is the serial of the newest roster that the machine has seen. Raises an `OfficeKeyChangeError`, or a
    `GpgFaultError` if GnuPG does not work.
    """
    change, signed = read_key_change(data, new)
    if change.old != pinned or not _signed(signed.old_certificate, pinned, signed.text, signed.old_signature):
        raise NotHandedOverError
    if change.serial < seen:
        raise OlderKeyChangeError
    return change


def signed_key_change(signed: SignedKeyChange) -> bytes:
    """Return the file."""
    return msgspec.json.encode(signed)


def _signed(certificate: bytes, fingerprint: str, text: bytes, signature: bytes) -> bool:
    """Return whether the key of exactly this certificate and fingerprint signed this text."""
    try:
        if inspect(certificate).fingerprint != fingerprint:
            return False
        verify_with(certificate, fingerprint, text, signature)
    except GpgFaultError:
        raise
    except CryptoError:
        return False
    return True
