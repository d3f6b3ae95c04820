"""Decryption with the officer's key, or with the session key of one message (RFC 9580, 2.1).

Nothing counts as decrypted before GnuPG has said so in the right order. A person who can decrypt a message learns its
session key from the beginning of the message and gives it, encrypted, to a colleague, so that the message is opened to
one more reader without encrypting it again. The colleague decrypts with it, and with no other key. A session key opens
this one message.
"""

import contextlib
import os
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from crypto.gpg.bounds import MESSAGE, Bounds
from crypto.gpg.errors import (
    DecryptionError,
    GpgStatusError,
    KeyLockedError,
    NotForThisKeyError,
    SessionKeyError,
    WrongPassphraseError,
)
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import NO_HOME, NO_KEYRING, filled_pipe
from crypto.gpg.packets import MessageWalker, read_recipients
from crypto.gpg.process import GpgProcess, run_gpg
from crypto.gpg.status import LOCKED, WRONG_PASSPHRASE, Finished, only

_DECRYPT: Final = ("--output", "-", "--decrypt")
_SHOW_KEY: Final = ("--show-session-key", *_DECRYPT)
_NOTHING: Final = 1024  # bytes of output that lists recipients: there are none
# GnuPG's doc/DETAILS; each exactly once, in this order. A second message, a plain literal, a signed one: refused.
GOOD: Final = (
    "DECRYPTION_KEY",
    "BEGIN_DECRYPTION",
    "PLAINTEXT",
    "DECRYPTION_OKAY",
    "GOODMDC",
    "END_DECRYPTION",
)
# The course of a decryption: every line with one of these keywords counts for the order, expected or not.
_COURSE: Final = frozenset(GOOD) | {"SESSION_KEY"}
_BAD: Final = ("ERROR", "FAILURE", "NODATA", "BADMDC", "DECRYPTION_FAILED", "NEWSIG", "UNEXPECTED")
HEAD_BYTES: Final = 128 * 1024  # gpg is silent about the key until it has read the first 64 KiB
SESSION_KEY_PATTERN: Final = r"\A[0-9]{1,2}:[0-9A-F]{32,64}\Z"
_FORM: Final = re.compile(SESSION_KEY_PATTERN)
_MOST_BYTES: Final = 16 * HEAD_BYTES  # of plaintext that a compressed head may unpack to
SHOWN: Final = (*GOOD[:2], "SESSION_KEY", *GOOD[2:])
_SHOWN_BEFORE_THE_CUT: Final = (*GOOD[:2], "SESSION_KEY", "PLAINTEXT", "END_DECRYPTION")
_GIVEN: Final = GOOD[1:]  # no person's key takes part
# Other signs against a message; a cut one ends with BADMDC, DECRYPTION_FAILED and gpg's FAILURE alone.
_NOT_A_CUT: Final = ("ERROR", "NEWSIG", "UNEXPECTED", "NODATA")


def decrypt_bytes(home: GnupgHome, ciphertext: bytes, max_size: int, passphrase: str | None = None) -> bytes:
    """Return the plaintext of one encrypted message, at most `max_size` bytes.

    Raises `NotForThisKeyError`, `KeyLockedError`, `WrongPassphraseError`, `TooLargeError`, `DecryptionError`, or
    `UnprocessableError` if gpg fails over it.
    """
    read_recipients(ciphertext)  # gpg sees nothing but one encrypted message
    plaintext, end = run_gpg(home.path, _DECRYPT, ciphertext, max_size, passphrase=passphrase, bounds=MESSAGE)
    require_good(end)
    return plaintext


def decrypt_stream(home: GnupgHome, ciphertext: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext as it comes, in constant memory. Do NOT trust it before the iterator ends without error."""
    with GpgProcess(home.path, _DECRYPT) as gpg:
        yield from gpg.stream(iter(ciphertext))
        require_good(gpg.wait())


def recipient_keys(message: bytes) -> frozenset[str]:
    """Return the identifiers (16 hex digits) of the keys, most of them subkeys; empty for what is no message.

    They are not signed: anyone who carries a message can add one and take one away.
    """
    _nothing, end = run_gpg(NO_HOME, [*NO_KEYRING, "--list-only", *_DECRYPT], message, _NOTHING)
    return frozenset(line.arguments[0] for line in end.status if line.keyword == "ENC_TO" and line.arguments)


def require_good(end: Finished, course: Sequence[str] = GOOD) -> None:
    """Raise the fitting error unless the run took exactly this course and nothing spoke against it."""
    if course_of(end) == tuple(course) and end.exit_code == 0 and not end.has(*_BAD):
        return
    if end.has("DECRYPTION_KEY"):
        raise DecryptionError
    if LOCKED & set(end.arguments("ERROR")):
        raise KeyLockedError
    if WRONG_PASSPHRASE & set(end.arguments("ERROR")):
        raise WrongPassphraseError
    error = NotForThisKeyError() if end.has("NO_SECKEY") else DecryptionError()
    error.add_note(end.numbers())  # an agent that cannot be reached looks like a key that is not here
    raise error


def course_of(end: Finished) -> tuple[str, ...]:
    """Return the keywords that tell the course of a decryption, in the order in which they came."""
    return tuple(line.keyword for line in end.status if line.keyword in _COURSE)


@dataclass(frozen=True, slots=True)
class SessionKey:
    """The key of one message as gpg writes it: the cipher's number (RFC 9580, 9.3), a colon, 16 to 32 bytes in hex.

    Raises `SessionKeyError` for any other form.
    """

    text: str = field(repr=False)  # so that no log and no traceback shows it

    def __post_init__(self) -> None:
        if _FORM.fullmatch(self.text) is None:
            raise SessionKeyError


def session_key(home: GnupgHome, head: bytes) -> SessionKey:
    """Return the key of the message that begins with `head`: its first `HEAD_BYTES`, or all of a shorter one.

    Raises `NotForThisKeyError`, `KeyLockedError`, `SessionKeyError` or `DecryptionError`. A key from a head of
    `HEAD_BYTES` says nothing yet about the rest of the message; a shorter message must be whole and good.
    """
    head = head[:HEAD_BYTES]
    walker = MessageWalker()
    walker.feed(head)
    if len(head) < HEAD_BYTES:
        walker.finish()
    _plaintext, end = run_gpg(home.path, _SHOW_KEY, head, _MOST_BYTES, bounds=MESSAGE)
    if len(head) < HEAD_BYTES or not _only_cut(end):
        require_good(end, SHOWN)
    return shown_key(end)


def decrypt_bytes_with_key(home: GnupgHome, ciphertext: bytes, max_size: int) -> tuple[bytes, SessionKey]:
    """Return the plaintext, as `decrypt_bytes` does, and the message's session key, in one run."""
    read_recipients(ciphertext)
    plaintext, end = run_gpg(home.path, _SHOW_KEY, ciphertext, max_size, bounds=MESSAGE)
    require_good(end, SHOWN)
    return plaintext, shown_key(end)


def decrypt_with(key: SessionKey, ciphertext: bytes, max_size: int) -> bytes:
    """Return the plaintext of the one message that this key opens, at most `max_size` bytes.

    Raises `TooLargeError`, `DecryptionError` for a wrong key and for a damaged message, or `UnprocessableError`.
    """
    read_recipients(ciphertext)
    with _given(key, MESSAGE) as gpg:
        plaintext = gpg.exchange(iter((ciphertext,)), max_size)
        require_good(gpg.wait(), _GIVEN)
    return plaintext


def decrypt_stream_with(key: SessionKey, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext as it comes, in constant memory. Do NOT trust it before the iterator ends without error."""
    with _given(key) as gpg:
        yield from gpg.stream(iter(pieces))
        require_good(gpg.wait(), _GIVEN)


@contextlib.contextmanager
def _given(key: SessionKey, bounds: Bounds | None = None) -> Generator[GpgProcess]:
    """Yield a gpg that has this session key, through a pipe (arguments are visible to others), and no other key."""
    with os.fdopen(filled_pipe(key.text.encode("ascii") + b"\n")) as secret:
        number = secret.fileno()
        arguments = [*NO_KEYRING, "--override-session-key-fd", str(number), *_DECRYPT]
        with GpgProcess(NO_HOME, arguments, pass_fds=[number], bounds=bounds) as gpg:
            yield gpg


def _only_cut(end: Finished) -> bool:
    """Return whether nothing is wrong except that the end of the message is missing."""
    failures = [line.arguments[:1] for line in end.status if line.keyword == "FAILURE"]
    return (
        course_of(end) == _SHOWN_BEFORE_THE_CUT
        and end.has("BADMDC")
        and failures == [("gpg-exit",)]
        and not end.has(*_NOT_A_CUT)
    )


def shown_key(end: Finished) -> SessionKey:
    """Return the session key that a run showed, or raise `SessionKeyError` unless it showed one."""
    try:
        arguments = only(end.status, "SESSION_KEY").arguments
    except GpgStatusError:
        raise SessionKeyError from None
    return SessionKey(" ".join(arguments))
