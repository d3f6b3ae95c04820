"""Derivations are what the protocol says they are, for ever."""

import hashlib

from crypto.derive import Derivation, codename_root, derived, fingerprint
from crypto.mailbox import Mailbox, form_root
from store.domain.labels import Label

SALT = bytes(range(16))


def test_a_derived_key_is_keyed_personalised_blake2b() -> None:
    expected = hashlib.blake2b(b"", digest_size=32, key=b"k" * 32, person=b"kentongan mbox".ljust(16, b"\0"))
    assert derived(b"k" * 32, Derivation.MAILBOX) == expected.digest()


def test_a_public_digest_is_personalised_blake2b() -> None:
    expected = hashlib.blake2b(b"data", digest_size=16, person=b"kentongan case".ljust(16, b"\0"))
    assert fingerprint(b"data", Derivation.MAILBOX_ID, 16) == expected.digest()


def test_the_root_of_a_codename_never_changes() -> None:
    root = codename_root("angin benang cermin dahan gelas jendela kapas lumut", SALT)
    assert root.hex() == "6abfe74563a1a62080b1387d29fc7f2c165b4bc597fc4226720b7fa3c964ef7f"


def test_the_keys_of_a_seed_never_change() -> None:
    mailbox = Mailbox(bytes(range(32)))
    assert mailbox.sealing_key.hex() == "6bc40e932b9fa92538226a48f01d6ff8698b183618ab8695ac615cf5c84a0454"
    assert mailbox.voice_key.hex() == "2b373c7af8b202f71d5b8dbf81564ec6e34173fb1a63eec767fd363ccc097520"
    assert mailbox.id == "b0d7bc5d31d10fdb6a567d9c56954a37"


def test_the_root_of_a_form_never_changes() -> None:
    assert (
        form_root(bytes(range(32))).hex()
        == "84394be0c2d96a06885ee690d60f25e4b1d5c6d447fd511e999f0b85a5cf1bfa"
    )


def test_no_two_purposes_share_a_label() -> None:
    assert len({label.value for label in Derivation}) == len(Derivation)
    assert len({label.value for label in Label}) == len(Label)
    assert all(len(label.encode()) <= 16 for label in Derivation)
