"""Many small messages by one gpg: each as it would be alone, and none at all if anything is unusual."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.gpg import decrypt_many as module
from crypto.gpg import process
from crypto.gpg.bounds import MESSAGE
from crypto.gpg.decrypt import decrypt_bytes_with_key
from crypto.gpg.decrypt_many import MOST_AT_ONCE, MOST_BYTES, decrypt_many
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.process import spent
from crypto.padding import pad
from tests.crypto.gpg.conftest import TODAY, KeyOwner
from tests.hostile_packets import encrypted_raw, layer_for_many, silent_packets, swelling_packets

Damage = Callable[[bytes, KeyOwner, KeyOwner], bytes]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pipes are made."""
    folder = tmp_path / "t"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def closed(owner: KeyOwner, *words: str) -> list[bytes]:
    return [encrypt_bytes(pad(word.encode()), [owner.certificate], TODAY) for word in words]


def test_each_is_as_it_would_be_alone(owner: KeyOwner, temporary: Path) -> None:
    messages = closed(owner, *(f"catatan {number}" for number in range(MOST_AT_ONCE)))
    found = decrypt_many(owner.home, messages)
    assert found == [decrypt_bytes_with_key(owner.home, message, 1 << 20) for message in messages]
    assert list(temporary.iterdir()) == [], "nothing is left"


def cut(message: bytes, _owner: KeyOwner, _stranger: KeyOwner) -> bytes:
    return message[:-5]


def altered(message: bytes, _owner: KeyOwner, _stranger: KeyOwner) -> bytes:
    return message[:-40] + bytes([message[-40] ^ 1]) + message[-39:]


def for_another(_message: bytes, _owner: KeyOwner, stranger: KeyOwner) -> bytes:
    return closed(stranger, "rahasia")[0]


def twice(message: bytes, _owner: KeyOwner, _stranger: KeyOwner) -> bytes:
    return message + message


def layered(message: bytes, owner: KeyOwner, _stranger: KeyOwner) -> bytes:
    return encrypted_raw(layer_for_many(message, 3), [owner.certificate], TODAY)


def too_long(_message: bytes, owner: KeyOwner, _stranger: KeyOwner) -> bytes:
    made = encrypt_bytes(bytes(MOST_BYTES), [owner.certificate], TODAY)
    assert len(made) > MOST_BYTES
    return made


def no_message(_message: bytes, _owner: KeyOwner, _stranger: KeyOwner) -> bytes:
    return b"x"


@pytest.mark.parametrize("damage", [cut, altered, for_another, twice, layered, too_long, no_message])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_unusual_lets_none_of_them_count(
    owner: KeyOwner, stranger: KeyOwner, damage: Damage, place: int, temporary: Path
) -> None:
    messages = closed(owner, "satu", "dua", "tiga")
    messages[place] = damage(messages[place], owner, stranger)
    assert decrypt_many(owner.home, messages) is None
    assert list(temporary.iterdir()) == []


@pytest.fixture
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wall clock ends a run: a test that waits for one fails by its own limit."""
    monkeypatch.setattr(module, "_BOUNDS", replace(module._BOUNDS, wall=float("inf")))
    monkeypatch.setattr(process, "PATIENCE", 3600.0)


@pytest.mark.usefixtures("endless_patience")
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_plaintext_that_no_pipe_takes_ends_the_run_at_once(
    owner: KeyOwner, place: int, temporary: Path
) -> None:
    """It was compressed: gpg would wait for room in the pipe."""
    messages = closed(owner, "satu", "dua", "tiga")
    messages[place] = encrypted_raw(swelling_packets(1 << 20), [owner.certificate], TODAY)
    assert len(messages[place]) < MOST_BYTES
    assert decrypt_many(owner.home, messages) is None
    assert list(temporary.iterdir()) == []


def test_what_unpacks_to_more_than_its_length_is_not_opened_together_either(owner: KeyOwner) -> None:
    longer = encrypted_raw(swelling_packets(20_000), [owner.certificate], TODAY)
    assert len(longer) < 20_000
    assert decrypt_many(owner.home, [*closed(owner, "satu"), longer]) is None
    as_long = encrypted_raw(swelling_packets(100), [owner.certificate], TODAY)
    assert len(as_long) > 100
    found = decrypt_many(owner.home, [*closed(owner, "satu"), as_long])
    assert found is not None
    assert found[1][0] == bytes(100)


@pytest.mark.slow
@pytest.mark.usefixtures("endless_patience")
def test_packets_that_put_nothing_out_take_no_more_than_one_message_may(owner: KeyOwner) -> None:
    silent = encrypted_raw(silent_packets(), [owner.certificate], TODAY)
    before = spent()
    assert decrypt_many(owner.home, [*closed(owner, "satu"), silent]) is None
    assert spent() - before < MESSAGE.processor + 1


@pytest.mark.parametrize("number", [0, MOST_AT_ONCE + 1])
def test_none_and_too_many_are_opened_alone(owner: KeyOwner, number: int) -> None:
    assert decrypt_many(owner.home, closed(owner, "satu") * number) is None
