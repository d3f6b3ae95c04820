"""Messages that a reporter encrypted beforehand open, signed or not; messages of this system do not."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crypto.gpg.armor import armor, dearmor
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import (
    DecryptionError,
    HiddenRecipientsError,
    NotEncryptedMessageError,
    NotForThisKeyError,
    OwnMessageError,
    TooLargeError,
)
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import program
from crypto.gpg.nested_pgp import decrypt_foreign_bytes, decrypt_foreign_stream
from crypto.gpg.packets import MAX_GUESSES
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner

LIMIT = 1_000_000


def binary(message: bytes) -> bytes:
    """The octets of a message, armoured or not."""
    return dearmor(message) if message.startswith(b"-----") else message


WAYS: list[Callable[[GnupgHome, bytes], bytes]] = [
    lambda home, message: decrypt_foreign_bytes(home, binary(message), LIMIT),
    lambda home, message: b"".join(decrypt_foreign_stream(home, [message])),
]
either_way = pytest.mark.parametrize("opened", WAYS)


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GnupgHome]:
    """A reporter who has a key that no one of the office knows."""
    with GnupgHome(tmp_path_factory.mktemp("pengirim") / "home") as home:
        home.generate("Pengirim <pengirim@contoh.invalid>", PHRASE)
        yield home


def made_by(home: GnupgHome, recipient: Path, *options: str, data: bytes = b"laporan") -> bytes:
    """Return what the reporter's own gpg makes."""
    command = [
        program("gpg"),
        "--homedir",
        str(home.path),
        "--batch",
        "--quiet",
        "--pinentry-mode",
        "loopback",
    ]
    command += ["--passphrase", PHRASE, "--recipient-file", str(recipient), *options]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


@either_way
@pytest.mark.parametrize("options", [("--encrypt",), ("--sign", "--encrypt"), ("--sign", "--encrypt", "-a")])
def test_it_opens_whether_it_is_signed_or_not(
    owner: KeyOwner, sender: GnupgHome, opened: Callable[..., bytes], options: tuple[str, ...]
) -> None:
    assert opened(owner.home, made_by(sender, owner.certificate, *options)) == b"laporan"


@either_way
@pytest.mark.parametrize("is_first", [True, False])
def test_hidden_recipients_hinder_no_one_in_whatever_order(
    owner: KeyOwner, stranger: KeyOwner, sender: GnupgHome, opened: Callable[..., bytes], *, is_first: bool
) -> None:
    """Such a message was called damaged by all but its last recipient."""
    first, second = (owner, stranger) if is_first else (stranger, owner)
    options = ("--encrypt", "--throw-keyids", "--recipient-file", str(second.certificate))
    good = made_by(sender, first.certificate, *options, data=bytes(5_000))
    assert opened(owner.home, good) == bytes(5_000)
    damaged = bytearray(good)
    damaged[-30] ^= 1
    for bad in (bytes(damaged), good[:-5]):
        with pytest.raises(DecryptionError):
            opened(owner.home, bad)
    ours = made_by(sender, first.certificate, *options, "--faked-system-time", f"{TODAY:%Y%m%d}T235959!")
    with pytest.raises(OwnMessageError):
        opened(owner.home, ours)


@either_way
def test_what_this_system_encrypted_is_refused_whatever_is_in_it(
    owner: KeyOwner, opened: Callable[..., bytes]
) -> None:
    for data in (b'{"statement":""}', b"berkas mentah", b""):
        with pytest.raises(OwnMessageError):
            opened(owner.home, encrypt_bytes(data, [owner.certificate], TODAY))


@either_way
def test_what_is_damaged_cut_doubled_only_signed_or_for_others_is_refused(
    owner: KeyOwner, stranger: KeyOwner, sender: GnupgHome, opened: Callable[..., bytes]
) -> None:
    good = made_by(sender, owner.certificate, "--sign", "--encrypt", data=bytes(5_000))
    damaged = bytearray(good)
    damaged[-30] ^= 1
    signed = made_by(sender, owner.certificate, "--sign")
    for bad in (bytes(damaged), good[:-5], good + good, signed, b"", b"-----BEGIN PGP MESSAGE-----"):
        with pytest.raises(DecryptionError) as refused:
            opened(owner.home, bad)
        assert refused.type in {DecryptionError, NotEncryptedMessageError}
    with pytest.raises(NotForThisKeyError):
        opened(stranger.home, good)


def test_a_signed_plaintext_beyond_the_limit_is_refused(owner: KeyOwner, sender: GnupgHome) -> None:
    message = made_by(sender, owner.certificate, "--sign", "--encrypt", data=bytes(5_000))
    with pytest.raises(TooLargeError):
        decrypt_foreign_bytes(owner.home, message, 4_999)


@either_way
def test_a_message_for_many_hidden_recipients_is_refused_before_the_agent_tries_them(
    owner: KeyOwner, sender: GnupgHome, opened: Callable[..., bytes]
) -> None:
    """As a file, 3,000 of them held the agent for fifteen seconds at each try to save it."""
    good = made_by(sender, owner.certificate, "--encrypt", "--throw-keyids")
    hidden, rest = good[:96], good[96:]
    assert opened(owner.home, hidden * MAX_GUESSES + rest) == b"laporan"
    for many in (hidden * (MAX_GUESSES + 1) + rest, armor(hidden * 1_000 + rest)):
        with pytest.raises(HiddenRecipientsError):
            opened(owner.home, many)


@either_way
def test_what_follows_a_message_for_somebody_else_is_not_tried(
    owner: KeyOwner, stranger: KeyOwner, sender: GnupgHome, opened: Callable[..., bytes]
) -> None:
    """gpg would go on with the next message: its session keys were without a limit again."""
    first = made_by(sender, stranger.certificate, "--encrypt")
    second = made_by(sender, owner.certificate, "--encrypt", "--throw-keyids")
    for both in (first + second, armor(first + second)):
        with pytest.raises(NotEncryptedMessageError):
            opened(owner.home, both)
