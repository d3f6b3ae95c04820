"""What an event says, into its ciphertext and out of it: bound to the event on both ways."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from crypto.errors import MisplacedError
from crypto.event import Content, Event, content_digest, content_text, read_content
from crypto.gpg.encrypt import encrypt_bytes
from crypto.padding import pad, unpad
from journalist_interface.keyring import OpenKey


def encrypted_content(event: Event, says: Content, recipients: Sequence[Path]) -> tuple[Event, bytes]:
    """The event with the digest of what it says, and the ciphertext."""
    ciphertext = encrypt_bytes(pad(content_text(event, says)), recipients, event.day)
    return msgspec.structs.replace(event, content=content_digest(ciphertext)), ciphertext


def opened_content(key: OpenKey, event: Event, ciphertext: bytes) -> Content:
    """What the event says; a `CryptoError`, `MisplacedError` for what belongs to another event."""
    if content_digest(ciphertext) != event.content:
        raise MisplacedError
    return read_content(unpad(key.decrypt(ciphertext)), event)
