"""Values that several parts write into the store: a stored blob, a new slot and its kinds."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A durable ciphertext: its name (32 hex digits) and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A wrapped seed (72 bytes) and its lookup (32 bytes): see `crypto.mailbox.Wrapping`."""

    lookup: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


class SlotKind(StrEnum):
    """The kinds of a slot: under a codename, under a form, or under a form that no longer opens anything."""

    CODENAME = "codename"
    FORM = "form"
    SPENT = "spent"
