"""A layer that the reporter encrypted before sending: OpenPGP inside what the reporter's voice signed.

It is opened with the officer's own key alone, when the officer asks for it, and its content is a stranger's like all
the rest. What could be a message of this system is not shown: somebody may have copied it from another case.
"""

import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, TooLargeError
from crypto.voice import Attachment
from journalist_interface.keyring import OpenKey
from store.contract.downloads import HELD_BACK_BYTES

MOST_MESSAGES: Final = 6
_MESSAGE: Final = re.compile(
    r"-----BEGIN PGP MESSAGE-----\s.{1,1000000}?-----END PGP MESSAGE-----", re.DOTALL
)
_NAMES: Final = re.compile(r"(.*)\.(?:gpg|pgp|asc)", re.DOTALL | re.IGNORECASE)
_OURS: Final = b'{"statement":'
_MOST_TIMES_LARGER: Final = 100  # what a text compresses to at best; a bomb has a thousand and more
_LEAST_BOUND: Final = 16 * 1024 * 1024


class InnerEnvelopeError(CryptoError):
    """This is a message of this system that was put where it does not belong. It is not shown."""


class InnerTextError(CryptoError):
    """What is inside is no text. Ask the reporter to send it as a file."""


@dataclass(frozen=True, slots=True)
class Inner:
    """What one encrypted message holds, or why it could not be opened."""

    text: str = ""
    problem: type[CryptoError] | None = None


def has_message(text: str) -> bool:
    """Whether an encrypted message stands in the text."""
    return _MESSAGE.search(text) is not None


def inner_name(name: str) -> str | None:
    """The name of an encrypted file without its last ending; None if it does not look encrypted."""
    found = _NAMES.fullmatch(name)
    return None if found is None else found[1]


def open_messages(key: OpenKey, text: str) -> list[Inner]:
    """The first `MOST_MESSAGES` messages in a text, each opened or with its problem; `KeyLockedError`, gpg's faults."""
    found = (match[0] for match, _place in zip(_MESSAGE.finditer(text), range(MOST_MESSAGES), strict=False))
    return [_opened(key, message) for message in found]


def _opened(key: OpenKey, message: str) -> Inner:
    try:
        plain = key.decrypt(message.encode("utf-8", "replace"))
        if plain.startswith(_OURS):
            raise InnerEnvelopeError
        return Inner(plain.decode("utf-8"))
    except UnicodeDecodeError:
        return Inner(problem=InnerTextError)
    except (KeyLockedError, GpgFaultError):
        raise
    except CryptoError as error:
        return Inner(problem=type(error))


def open_file(key: OpenKey, ciphertext: Iterator[bytes], file: Attachment) -> Generator[bytes]:
    """What an encrypted file holds; the last 64 KiB come once gpg has said that all of it is good.

    Raises what `ciphertext` and gpg raise, `TooLargeError` when it unpacks to far more than it is, and
    `InnerEnvelopeError`.
    """
    left = max(_LEAST_BOUND, _MOST_TIMES_LARGER * file.size)
    held = bytearray()
    begun = False
    with closing(_generator(key.decrypt_stream(ciphertext))) as plaintext:
        for piece in plaintext:
            left -= len(piece)
            if left < 0:
                raise TooLargeError
            held += piece
            if not begun and len(held) >= len(_OURS):
                begun = True
                _refuse_ours(held)
            ready = len(held) - HELD_BACK_BYTES
            if ready > 0:
                yield bytes(held[:ready])
                del held[:ready]
    yield bytes(held)


def _refuse_ours(beginning: bytearray) -> None:
    if beginning.startswith(_OURS):
        raise InnerEnvelopeError


def _generator(pieces: Iterator[bytes]) -> Generator[bytes]:
    yield from pieces
