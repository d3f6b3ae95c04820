"""Messages about what a person of the office keeps for themselves, encrypted by their workstation."""

from typing import Annotated, Final

from msgspec import Meta

from store.domain.fields import Digest, Struct

# 64 KiB, encrypted to all keys of one person, and how it grows in JSON.
MAX_PRIVATE_BYTES: Final = 256 * 1024
MAX_PRIVATE_JSON_BYTES: Final = 512 * 1024


class PrivateRecordFile(Struct, frozen=True):
    """What a person keeps for themselves, as their workstation encrypted it; None if nothing lies there."""

    record: Annotated[bytes, Meta(min_length=1, max_length=MAX_PRIVATE_BYTES)] | None


class NewPrivateRecord(Struct, frozen=True):
    """A record that takes the place of the one with this SHA-256, or of none."""

    record: Annotated[bytes, Meta(min_length=1, max_length=MAX_PRIVATE_BYTES)]
    replaces: Digest | None
