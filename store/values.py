"""What is written into the store from outside, by several of its parts: a stored blob, a new slot and its kinds."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A durable ciphertext: its name (32 hex digits) and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A wrapped seed (72 bytes) and the lookup (32 bytes) where it is found: see `crypto.wrap.Wrapping`."""

    lookup: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


class SlotKind(StrEnum):
    """What a slot is under: a codename, a form, or a form that opens nothing any more."""

    CODENAME = "codename"
    FORM = "form"
    SPENT = "spent"
