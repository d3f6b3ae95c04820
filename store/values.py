"""Values that several parts of the store hand around."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A durable ciphertext: its name (32 hex digits) and its size in bytes."""

    name: str
    size: int
