"""Decryption with the officer's key. Nothing counts as decrypted before GnuPG has said so in the right order."""

import subprocess  # nosec B404 # for its constants
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from crypto.gpg.errors import DecryptionError, KeyLockedError, NotForThisKeyError
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import MESSAGE, NO_HOME, NO_KEYRING, Bounds
from crypto.gpg.packets import read_recipients
from crypto.gpg.process import GpgProcess
from crypto.gpg.status import LOCKED, Finished

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


def decrypt_bytes(home: GnupgHome, ciphertext: bytes, max_size: int, passphrase: str | None = None) -> bytes:
    """Return the plaintext of one encrypted message, at most `max_size` bytes.

    Raises `NotForThisKeyError`, `KeyLockedError`, `TooLargeError`, `DecryptionError`, or `UnprocessableError` if gpg
    fails over it.
    """
    read_recipients(ciphertext)  # gpg sees nothing but one encrypted message
    with _process(home, passphrase, MESSAGE) as gpg:
        plaintext = gpg.exchange(iter((ciphertext,)), max_size)
        require_good(gpg.wait())
    return plaintext


def decrypt_stream(home: GnupgHome, ciphertext: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plaintext as it comes, in constant memory. Do NOT trust it before the iterator ends without error."""
    with _process(home) as gpg:
        yield from gpg.stream(iter(ciphertext))
        require_good(gpg.wait())


def recipient_keys(message: bytes) -> frozenset[str]:
    """Return the identifiers (16 hex digits) of the keys, most of them subkeys; empty for what is no message.

    They are not signed: anyone who carries a message can add one and take one away.
    """
    arguments = [*NO_KEYRING, "--list-only", "--output", "-", "--decrypt"]
    with GpgProcess(NO_HOME, arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as gpg:
        gpg.exchange(iter((message,)), _NOTHING)
        end = gpg.wait()
    return frozenset(line.arguments[0] for line in end.status if line.keyword == "ENC_TO" and line.arguments)


def _process(home: GnupgHome, passphrase: str | None = None, bounds: Bounds | None = None) -> GpgProcess:
    return GpgProcess(
        home.path,
        ["--output", "-", "--decrypt"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        passphrase=passphrase,
        bounds=bounds,
    )


def require_good(end: Finished, course: Sequence[str] = GOOD) -> None:
    """Raise the fitting error unless the run took exactly this course and nothing spoke against it."""
    if course_of(end) == tuple(course) and end.exit_code == 0 and not end.has(*_BAD):
        return
    if end.has("DECRYPTION_KEY"):
        raise DecryptionError
    if LOCKED & set(end.arguments("ERROR")):
        raise KeyLockedError
    if end.has("NO_SECKEY"):
        raise NotForThisKeyError
    raise DecryptionError


def course_of(end: Finished) -> tuple[str, ...]:
    """Return the keywords that tell the course of a decryption, in the order in which they came."""
    return tuple(line.keyword for line in end.status if line.keyword in _COURSE)
