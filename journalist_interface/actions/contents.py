"""Encrypting and decrypting what an event says, bound to the event in both directions."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from crypto.gpg.encrypt import encrypt_bytes
from crypto.padding import pad, unpad
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.keyring import OpenKey
from store.api.messages import NewEvent
from store.domain.errors import MisplacedError
from store.domain.event import (
    Content,
    Event,
    SignedEvent,
    content_digest,
    content_text,
    event_statement,
    read_content,
)


def new_event(
    key: OpenKey, event: Event, says: Content | None = None, recipients: Sequence[Path] = ()
) -> NewEvent:
    """Return the event ready to send: signed, with its content encrypted to these certificates."""
    ciphertext = None
    if says is not None:
        ciphertext = encrypt_bytes(pad(content_text(event, says)), recipients, event.day)
        event = msgspec.structs.replace(event, content=content_digest(ciphertext))
    text = event_statement(event)
    blobs = () if says is None else tuple(one.blob for one in says.attachments)
    return NewEvent(SignedEvent(text, key.sign(text)), ciphertext, blobs)


def opened_content(key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Return what the event says; raises a `CryptoError`, and `MisplacedError` if it belongs to another event."""
    return _content(event, ciphertext, key.decrypt)


def remembered_content(memo: VerificationCache, key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """Do as `opened_content`, decrypting once a session."""
    return _content(event, ciphertext, lambda sealed: memo.open(sealed, (), key.open, event.actor)[0])


def _content(event: Event, ciphertext: bytes, opener: Callable[[bytes], bytes]) -> Content:
    if content_digest(ciphertext) != event.content:
        raise MisplacedError
    return read_content(unpad(opener(ciphertext)), event)
