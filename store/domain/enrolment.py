"""The enrolment file: a person's name and key, on their way from their workstation to the office and to the server.

It is a statement with a detached signature by the very key that it carries. This proves that the maker of the
file holds the key, and nothing of who that is: the office compares the fingerprint with what the person reads out by
telephone. At the server a file counts only if the signed roster already names its key for the person.

A stolen file tells a name, a public key and the public half of a key for the gateway's onion service: no secret.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto import signing
from crypto.errors import CryptoError, StatementError
from crypto.gpg.certificate import inspect
from crypto.gpg.errors import GpgFaultError
from crypto.gpg.invocation import end_of
from crypto.gpg.signatures import verify_with
from crypto.signing import Signed, decoder_ready
from store.domain.errors import EnrolmentError, EnrolmentKeyError, EnrolmentNameError
from store.domain.fields import Struct
from store.domain.hidden_characters import is_plain_line
from store.domain.labels import Label
from store.domain.roster import MOST_CERTIFICATE_BYTES

SUFFIX: Final = ".enrolment"
MOST_BYTES: Final = 32 * 1024
MOST_DIGITS: Final = 3
MOST_NAME: Final = 120  # a roster takes more, but a page and a telephone call do not

# 32 bytes in base32 without padding: the last letter holds one bit.
ClientKey = Annotated[str, Meta(pattern=r"\A[A-Z2-7]{51}[AQ]\Z")]


class Enrolment(Struct, frozen=True):
    """A person's name as they write it, the day, and their public keys.

    `certificate` is the binary OpenPGP certificate. `gateway_client_key` is the public x25519 key (base32) by which
    Tor on this workstation reaches the gateway's onion service; None where the gateway is in the internal network.
    """

    name: Annotated[str, Meta(min_length=1, max_length=MOST_NAME)]
    day: date
    certificate: Annotated[bytes, Meta(min_length=1, max_length=MOST_CERTIFICATE_BYTES)]
    gateway_client_key: ClientKey | None = None

    @property
    def fingerprint(self) -> str:
        """The full fingerprint of the certificate's primary key; raises `CertificateError` if it is none."""
        return inspect(self.certificate).fingerprint


def is_enrolment_name(text: str) -> bool:
    """Return whether this can be the name in an enrolment: one line that hides nothing.

    It is shown before the fingerprint was typed that was heard: one that stands in it would be copied from there.
    """
    digits = sum(letter.isdigit() for letter in text)
    return len(text) <= MOST_NAME and digits <= MOST_DIGITS and is_plain_line(text)


def enrolment_file(enrolment: Enrolment, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the file. `sign` makes a detached signature by the key of the certificate, dated the enrolment's day.

    Raises `EnrolmentNameError`, `EnrolmentKeyError` for a key that cannot be used, what `sign` raises, or
    `EnrolmentError` if another key signed. What it returns was read again.
    """
    if not is_enrolment_name(enrolment.name):
        raise EnrolmentNameError
    _require_usable(enrolment)
    text = signing.compose(Label.ENROLMENT, enrolment)
    data = msgspec.json.encode(Signed(text.decode(), sign(text)))
    read_enrolment(data)
    return data


def read_enrolment_file(path: Path) -> bytes:
    """Return the file's bytes, one more than an enrolment has if it is too large; raises `OSError`."""
    # A pipe on the stick, in place of the file, would hold the command up for ever.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read(MOST_BYTES + 1)


def read_enrolment(data: bytes) -> Enrolment:
    """Return the enrolment in this file, signed by the key that it carries.

    Raises `EnrolmentKeyError` for a key that cannot be used, `EnrolmentError` for anything else that is not such a
    file, or a `GpgFaultError` if GnuPG does not work. How strong the key is, the office judges when it takes it.
    """
    try:
        if len(data) > MOST_BYTES:
            raise StatementError
        signed = msgspec.json.decode(data, type=decoder_ready(Signed))
        enrolment = signing.parse(Label.ENROLMENT, signed.text, Enrolment)
    except (StatementError, msgspec.MsgspecError, UnicodeError, RecursionError):
        raise EnrolmentError from None
    if not is_enrolment_name(enrolment.name):
        raise EnrolmentError
    _require_usable(enrolment)
    _require_signed(enrolment, signed)
    return enrolment


def _require_usable(enrolment: Enrolment) -> None:
    """Refuse what is not one certificate that can sign and encrypt on the day; `inspect` refuses secret keys."""
    try:
        info = inspect(enrolment.certificate)
    except GpgFaultError:  # it says nothing about the file
        raise
    except CryptoError:
        raise EnrolmentKeyError from None
    end = end_of(enrolment.day)
    if not info.can_encrypt(end) or not info.can_sign(end):
        raise EnrolmentKeyError


def _require_signed(enrolment: Enrolment, signed: Signed) -> None:
    try:
        verify_with(
            enrolment.certificate, enrolment.fingerprint, signed.text, signed.signature, enrolment.day
        )
    except GpgFaultError:
        raise
    except CryptoError:
        raise EnrolmentError from None
