"""A message says to which keys it is encrypted, and a certificate which keys are its own."""

from pathlib import Path

import pytest

from crypto.gpg.certificate import inspect
from crypto.gpg.decrypt import recipient_keys
from crypto.gpg.encrypt import encrypt_bytes
from tests.crypto.gpg.conftest import TODAY, KeyOwner


def keys_of(certificate: Path) -> frozenset[str]:
    return inspect(certificate.read_bytes()).keys


def test_a_message_names_a_key_of_each_recipient_and_no_other(owner: KeyOwner, stranger: KeyOwner) -> None:
    mine = recipient_keys(encrypt_bytes(b"isi", [owner.certificate], TODAY))
    assert len(mine) == 1
    assert mine <= keys_of(owner.certificate)
    assert not mine & keys_of(stranger.certificate)
    both = recipient_keys(encrypt_bytes(b"isi", [owner.certificate, stranger.certificate], TODAY))
    assert both > mine
    assert both & keys_of(stranger.certificate)


def test_the_names_are_read_from_a_beginning_and_without_any_key(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"x" * 300_000, [owner.certificate], TODAY)
    assert recipient_keys(message) == recipient_keys(message[:4096])


@pytest.mark.parametrize("data", [b"", b"bukan pesan", b"\x85\x01"])
def test_what_is_no_message_names_no_key(data: bytes) -> None:
    assert recipient_keys(data) == frozenset()
