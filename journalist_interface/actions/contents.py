"""Decrypting what an event says, for those who do not read the chain."""

from collections.abc import Callable

from crypto.padding import unpad
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.keyring import OpenKey
from store.domain.errors import MisplacedError
from store.domain.event import (
    Content,
    Event,
    content_digest,
    read_content,
)


def opened_content(key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Return what the event says; raises a `CryptoError`, and `MisplacedError` if it belongs to another event."""
    return _content(event, ciphertext, key.decrypt)


def remembered_content(cache: VerificationCache, key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Do as `opened_content`, decrypting once a session."""
    return _content(event, ciphertext, lambda sealed: cache.open(sealed, (), key.open, event.actor)[0])


def _content(event: Event, ciphertext: bytes, opener: Callable[[bytes], bytes]) -> Content:
    if content_digest(ciphertext) != event.content:
        raise MisplacedError
    return read_content(unpad(opener(ciphertext)), event)
