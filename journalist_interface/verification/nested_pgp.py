"""A layer that the reporter encrypted before sending: OpenPGP inside what the reporter's voice signed.

It is opened only with the officer's key, and only when the officer asks for it. Signed or not, its content is a
stranger's like all the rest. A message or file of this system is not shown: it may have been copied from another case.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.errors import (
    GpgFaultError,
    KeyLockedError,
    OwnMessageError,
    TooLargeError,
    UnprocessableError,
)
from crypto.gpg.nested_pgp import dearmor
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


class NestedTextError(CryptoError):
    """What is inside is not text. Ask the reporter to send it as a file."""


@dataclass(frozen=True, slots=True)
class NestedMessage:
    """The content of one encrypted message, or the reason why it could not be opened."""

    text: str = ""
    problem: type[CryptoError] | None = None


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


def open_messages(key: OpenKey, messages: Iterable[str]) -> list[NestedMessage]:
    """Return messages of one text, each opened or with its problem.

    After one over which gpg fails, no other is tried: each costs seconds. Raises `KeyLockedError` or a `GpgFaultError`.
    """
    found: list[NestedMessage] = []
    for message in messages:
        given_up = any(
            nested.problem is not None and issubclass(nested.problem, UnprocessableError) for nested in found
        )
        found.append(NestedMessage(problem=UnprocessableError) if given_up else _opened(key, message))
    return found


def messages_in(text: str) -> Iterator[str]:
    """Yield each message from its beginning to the next end; any letter of any text is looked at twice at most."""
    done = 0
    while (end := text.find(_END, done)) >= 0:
        begin = text.rfind(_BEGIN, done, end)
        done = end + len(_END)
        if begin >= 0:
            yield text[begin:done]


def _opened(key: OpenKey, message: str) -> NestedMessage:
    try:
        plain = key.decrypt_foreign(dearmor(message.encode("utf-8", "replace")))
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
