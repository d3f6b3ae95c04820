"""A layer that the reporter encrypted before sending: OpenPGP inside what the reporter's voice signed.

It is opened only with the officer's key, and only when the officer asks for it. Signed or not, its content is a
stranger's like all the rest. A message or file of this system is not shown: it may have been copied from another case.
The messages of a case have one share of time: one form can bring dozens, each of which holds a core or the agent for
seconds.
"""

import re
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.armor import dearmor
from crypto.gpg.errors import (
    GpgFaultError,
    KeyLockedError,
    NotEncryptedMessageError,
    OwnMessageError,
    TooLargeError,
    UnprocessableError,
)
from crypto.gpg.packets import count_guesses, read_recipients
from crypto.gpg.process import spent
from journalist_interface.cache.verification_cache import Failures
from journalist_interface.keyring import OpenKey
from store.domain.envelope import Attachment
from store.web.verified_stream import HELD_BACK_BYTES

MOST_MESSAGES: Final = 6
_BEGIN: Final = "-----BEGIN PGP MESSAGE-----"
_END: Final = "-----END PGP MESSAGE-----"
_NAMES: Final = re.compile(r"(.*)\.(?:gpg|pgp|asc)", re.DOTALL | re.IGNORECASE)
# Beginnings of envelopes, replies, records and contents of events: refused before one byte of them leaves.
_OURS: Final = (b'{"statement":', b'{"case":')
_OURS_BYTES: Final = max(map(len, _OURS))
_MOST_TIMES_LARGER: Final = 100  # the best that text compresses to; a bomb reaches a thousand and more
_LEAST_BOUND: Final = 16 * 1024 * 1024
_AUTHOR: Final = (
    "inner layer"  # no person's identifier: what the reporter sends otherwise has a share of its own
)
_GUESS_SECONDS: Final = 0.05  # of the agent, for a session key that may be anybody's
_SECONDS_IN_VAIN: Final = 1.0


class NestedTextError(CryptoError):
    """What is inside is not text. Ask the reporter to send it as a file."""


class NotTriedError(UnprocessableError):
    """This was not opened, because messages like it take the encryption program too long. You can try it alone."""


@dataclass(frozen=True, slots=True)
class NestedMessage:
    """The content of one encrypted message, or the reason why it could not be opened."""

    text: str = ""
    problem: type[CryptoError] | None = None

    @property
    def can_retry(self) -> bool:
        """Return whether another try may open it: a busy machine may have been the reason, or other messages."""
        return self.problem is not None and issubclass(self.problem, UnprocessableError)


def has_message(text: str) -> bool:
    """Return whether the text contains an encrypted message."""
    return next(messages_in(text), None) is not None


def inner_name(name: str) -> str | None:
    """Return the name of an encrypted file without its last ending; None if it does not look encrypted."""
    found = _NAMES.fullmatch(name)
    return None if found is None else found[1]


def first_messages(text: str) -> list[str]:
    """Return the first `MOST_MESSAGES` messages in a text, as they came."""
    return list(islice(messages_in(text), MOST_MESSAGES))


def count_left_out(text: str) -> int:
    """Return how many messages of a text are beyond the first `MOST_MESSAGES`."""
    return sum(1 for _message in islice(messages_in(text), MOST_MESSAGES, None))


def open_message(key: OpenKey, failures: Failures, place: str, armor: str) -> NestedMessage:
    """Return a message opened, or with its problem. `place` says which of its case it is, whose failures these are.

    One over which gpg fails uses up the share of all. Otherwise they use it by processor time, and by the clock where
    the agent has to guess: its time is not gpg's. Raises `KeyLockedError` or a `GpgFaultError`.
    """
    try:
        failures.refuse_known(place, _AUTHOR)
    except UnprocessableError:
        return NestedMessage(problem=NotTriedError)
    try:
        message = dearmor(armor.encode("utf-8", "replace"))
        guesses = count_guesses(read_recipients(message, hidden=True))
    except NotEncryptedMessageError as error:
        return NestedMessage(problem=type(error))
    began, before = time.monotonic(), spent()
    opened = _opened(key, message)
    took = time.monotonic() - began - guesses * _GUESS_SECONDS if guesses > 1 else spent() - before
    failures.charge(_AUTHOR, took)
    if opened.can_retry:
        failures.give_up(_AUTHOR)
    if opened.can_retry or (opened.problem is not None and took > _SECONDS_IN_VAIN):
        failures.add(place, _AUTHOR)
    return opened


def messages_in(text: str) -> Iterator[str]:
    """Yield each message from its beginning to the next end; any letter of any text is looked at twice at most."""
    done = 0
    while (end := text.find(_END, done)) >= 0:
        begin = text.rfind(_BEGIN, done, end)
        done = end + len(_END)
        if begin >= 0:
            yield text[begin:done]


def _opened(key: OpenKey, message: bytes) -> NestedMessage:
    try:
        plain = key.decrypt_foreign(message)
        _refuse_ours(plain)
        return NestedMessage(plain.decode("utf-8"))
    except UnicodeDecodeError:
        return NestedMessage(problem=NestedTextError)
    except (KeyLockedError, GpgFaultError):
        raise
    except CryptoError as error:
        return NestedMessage(problem=type(error))


def open_file(key: OpenKey, ciphertext: Iterator[bytes], file: Attachment) -> Generator[bytes]:
    """Yield the content of an encrypted file; the last 64 KiB come once gpg has confirmed that all of it is good.

    Raises what `ciphertext` and gpg raise, `TooLargeError` if it unpacks to far more than its size, and
    `OwnMessageError`.
    """
    left = max(_LEAST_BOUND, _MOST_TIMES_LARGER * file.size)
    held = bytearray()
    begun = False
    with closing(_generator(key.decrypt_foreign_stream(ciphertext))) as plaintext:
        for piece in plaintext:
            left -= len(piece)
            if left < 0:
                raise TooLargeError
            held += piece
            if not begun and len(held) >= _OURS_BYTES:
                begun = True
                _refuse_ours(held)
            ready = len(held) - HELD_BACK_BYTES
            if ready > 0:
                yield bytes(held[:ready])
                del held[:ready]
    yield bytes(held)


def _refuse_ours(beginning: bytes | bytearray) -> None:
    if beginning.startswith(_OURS):
        raise OwnMessageError


def _generator(pieces: Iterator[bytes]) -> Generator[bytes]:
    yield from pieces
