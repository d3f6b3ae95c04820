"""One more reader by the key of one message: nothing but that message, and the key is seen nowhere."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.gpg.decrypt import (
    HEAD_BYTES,
    SessionKey,
    decrypt_bytes,
    decrypt_bytes_with_key,
    decrypt_stream_with,
    decrypt_with,
    session_key,
)
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import (
    DecryptionError,
    GpgError,
    KeyLockedError,
    NotForThisKeyError,
    SessionKeyError,
    TooLargeError,
)
from crypto.gpg.unlock import unlock
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner

LIMIT = 1 << 20
LONG = os.urandom(3 * HEAD_BYTES)
NAME = "x\n[GNUPG:] SESSION_KEY 9:" + "0" * 64 + "\n[GNUPG:] DECRYPTION_OKAY\n[GNUPG:] END_DECRYPTION\n"

Ways = tuple[Callable[[SessionKey, bytes], bytes], ...]
WAYS: Ways = (
    lambda key, message: decrypt_with(key, message, LIMIT),
    lambda key, message: b"".join(decrypt_stream_with(key, [message])),
)


def by_hand(owner: KeyOwner, data: bytes, *arguments: str) -> bytes:
    return subprocess.run(
        ["gpg", "--homedir", str(owner.home.path), "--batch", "--no-options", *arguments],
        input=data,
        capture_output=True,
        check=True,
    ).stdout


def encrypted_by_hand(owner: KeyOwner, data: bytes, *options: str) -> bytes:
    return by_hand(owner, data, "--trust-model", "always", *options, "-r", owner.fingerprint, "--encrypt")


@pytest.fixture(scope="module")
def long_message(owner: KeyOwner) -> bytes:
    return encrypt_bytes(LONG, [owner.certificate], TODAY)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [0, 1, 70_000, HEAD_BYTES])
def test_a_colleague_with_the_key_of_a_message_reads_it_without_a_key_of_their_own(
    owner: KeyOwner, way: Callable[[SessionKey, bytes], bytes], size: int
) -> None:
    message = encrypt_bytes(LONG[:size], [owner.certificate], TODAY)
    assert way(session_key(owner.home, message[:HEAD_BYTES]), message) == LONG[:size]


def test_the_beginning_of_a_long_message_is_enough(owner: KeyOwner, long_message: bytes) -> None:
    assert len(long_message) > 2 * HEAD_BYTES
    key = session_key(owner.home, long_message[:HEAD_BYTES])
    pieces = (long_message[start : start + 9999] for start in range(0, len(long_message), 9999))
    assert b"".join(decrypt_stream_with(key, pieces)) == LONG
    assert session_key(owner.home, long_message) == key, "more than the beginning does no harm"


def test_reading_and_learning_the_key_is_one_run_with_one_result(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    assert decrypt_bytes_with_key(owner.home, message, LIMIT) == (
        b"laporan",
        session_key(owner.home, message),
    )


def test_every_message_has_a_key_of_its_own_which_opens_no_other(
    owner: KeyOwner, long_message: bytes
) -> None:
    message = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    key, other = session_key(owner.home, message), session_key(owner.home, long_message)
    assert key != other
    for way in WAYS:
        for wrong, closed in ((other, message), (key, long_message)):
            with pytest.raises(DecryptionError):
                way(wrong, closed)


@pytest.mark.parametrize("way", WAYS)
def test_no_damaged_message_is_believed_under_the_right_key(
    owner: KeyOwner, long_message: bytes, way: Callable[[SessionKey, bytes], bytes]
) -> None:
    key = session_key(owner.home, long_message)
    flipped = bytearray(long_message)
    flipped[200_000] ^= 0x40
    plain = by_hand(owner, b"laporan", "--store")
    cut, doubled = (long_message[:-1], long_message[:HEAD_BYTES]), (long_message * 2, long_message + plain)
    for bad in (bytes(flipped), *cut, *doubled, plain, b"rubbish" * 100, b""):
        with pytest.raises(DecryptionError):
            way(key, bad)


def test_no_key_is_learnt_from_what_is_not_one_good_message(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    flipped = bytearray(message)
    flipped[-10] ^= 1
    for bad in (message * 2, bytes(flipped), message[:-1], message[:150], b"rubbish" * 100, b""):
        for learn in (
            lambda data: session_key(owner.home, data),
            lambda data: decrypt_bytes_with_key(owner.home, data, LIMIT),
        ):
            with pytest.raises(DecryptionError):
                learn(bad)


def test_no_key_is_learnt_from_a_beginning_that_holds_more_than_one_message(
    owner: KeyOwner, long_message: bytes
) -> None:
    short = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    plain = by_hand(owner, b"laporan", "--store")
    for first in (short, plain):
        with pytest.raises(DecryptionError):
            session_key(owner.home, first + long_message)


def test_a_stranger_and_a_locked_key_learn_nothing(owner: KeyOwner, stranger: KeyOwner) -> None:
    message = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    with pytest.raises(NotForThisKeyError):
        session_key(stranger.home, message)
    with pytest.raises(NotForThisKeyError):
        decrypt_bytes_with_key(stranger.home, message, LIMIT)
    owner.home.lock()
    with pytest.raises(KeyLockedError):
        session_key(owner.home, message)
    unlock(owner.home, owner.fingerprint, PHRASE, TODAY)


def test_a_file_name_that_looks_like_status_lines_changes_nothing(owner: KeyOwner) -> None:
    message = encrypted_by_hand(owner, b"laporan", "--set-filename", NAME)
    plaintext, key = decrypt_bytes_with_key(owner.home, message, LIMIT)
    assert plaintext == b"laporan"
    assert key == session_key(owner.home, message)
    assert "0" * 64 not in key.text
    assert decrypt_with(key, message, LIMIT) == b"laporan"
    with pytest.raises(DecryptionError):
        decrypt_with(key, message[:-5], LIMIT)
    with pytest.raises(DecryptionError):
        decrypt_with(SessionKey("9:" + "0" * 64), message, LIMIT)
    long = encrypted_by_hand(owner, LONG, "--set-filename", NAME)
    assert b"".join(decrypt_stream_with(session_key(owner.home, long[:HEAD_BYTES]), [long])) == LONG


def test_a_signed_message_and_another_mode_are_refused(owner: KeyOwner) -> None:
    signed = encrypted_by_hand(owner, b"laporan", "--sign")
    with pytest.raises(DecryptionError):
        session_key(owner.home, signed)
    with pytest.raises(SessionKeyError):
        session_key(owner.home, encrypted_by_hand(owner, b"laporan", "--force-ocb"))


def test_a_plaintext_beyond_the_limit_is_refused(owner: KeyOwner) -> None:
    message = encrypt_bytes(bytes(5000), [owner.certificate], TODAY)
    key = session_key(owner.home, message)
    with pytest.raises(TooLargeError):
        decrypt_with(key, message, 4999)
    with pytest.raises(TooLargeError):
        decrypt_bytes_with_key(owner.home, message, 4999)
    assert decrypt_with(key, message, 5000) == bytes(5000)


def test_a_beginning_that_unpacks_to_a_huge_one_is_stopped(owner: KeyOwner) -> None:
    bomb = encrypted_by_hand(owner, bytes(40 << 20), "-z", "9")
    assert len(bomb) < HEAD_BYTES
    with pytest.raises(TooLargeError):
        session_key(owner.home, bomb)


def test_the_key_is_in_no_argument_no_environment_and_no_text_of_ours(
    owner: KeyOwner, long_message: bytes
) -> None:
    key = session_key(owner.home, long_message)
    secret = key.text.partition(":")[2]
    seen: list[bytes] = []

    def pieces() -> Iterator[bytes]:
        yield long_message[:HEAD_BYTES]
        seen.extend(_shown_of_children(b"--override-session-key-fd"))
        yield long_message[HEAD_BYTES:]

    assert b"".join(decrypt_stream_with(key, pieces())) == LONG
    assert seen
    assert not any(secret.encode() in command_line for command_line in seen)
    assert secret not in f"{key!r} {key}"
    with pytest.raises(DecryptionError) as refused:
        decrypt_with(key, b"rubbish", LIMIT)
    assert secret not in repr(refused.value) + str(refused.value)


def test_a_stream_that_is_given_up_leaves_nothing(
    owner: KeyOwner, long_message: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    key = session_key(owner.home, long_message)
    threads, descriptors = set(threading.enumerate()), len(list(Path("/proc/self/fd").iterdir()))
    pieces = (long_message[start : start + 1000] for start in range(0, len(long_message), 1000))
    plaintext = decrypt_stream_with(key, pieces)
    assert next(plaintext)
    plaintext.close()  # type: ignore[attr-defined] # a generator, which is how a web server gives up
    with pytest.raises(DecryptionError):
        decrypt_with(key, b"rubbish", LIMIT)
    assert set(threading.enumerate()) <= threads
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert not list(tmp_path.iterdir())


def test_a_source_that_fails_in_the_middle_is_named(owner: KeyOwner, long_message: bytes) -> None:
    def pieces() -> Iterator[bytes]:
        yield long_message[:200_000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        list(decrypt_stream_with(session_key(owner.home, long_message), pieces()))


@pytest.mark.parametrize(
    "text",
    [
        *("", "9:", "9:" + "0" * 31, "9:" + "0" * 65, "9:" + "a" * 64, "9:" + "0" * 64 + "\n"),
        *(":" + "0" * 64, "100:" + "0" * 64, "9.2:" + "0" * 64, " 9:" + "0" * 64, "９:" + "0" * 64),
    ],
)
def test_a_key_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(SessionKeyError):
        SessionKey(text)


@given(st.text(max_size=80))
def test_no_text_becomes_a_key_by_chance(text: str) -> None:
    with pytest.raises(SessionKeyError) as refused:
        SessionKey(text)
    assert str(refused.value) == SessionKeyError.__doc__


def test_a_wrong_key_of_every_cipher_and_length_is_refused(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    for cipher in ("0", "2", "7", "9", "99"):
        for length in (32, 33, 64):
            with pytest.raises(GpgError):
                decrypt_with(SessionKey(f"{cipher}:{'5' * length}"), message, LIMIT)
    assert decrypt_bytes(owner.home, message, LIMIT) == b"laporan"


def _shown_of_children(once: bytes) -> list[bytes]:
    """Arguments and environment of this process's gpg, as soon as it shows this argument."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        shown = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = (entry / "stat").read_bytes().rpartition(b")")[2].split()[1]
                if int(parent) == os.getpid():
                    shown.append((entry / "cmdline").read_bytes() + (entry / "environ").read_bytes())
            except OSError:
                continue  # it ended meanwhile
        if any(once in command_line for command_line in shown):
            return shown
    return []
