"""Messages about records that a workstation seals: for one person, or the texts of all who answer reporters."""

from typing import Annotated, Final, Literal

from msgspec import Meta

from store.domain.fields import Digest, Struct

# 128 KiB, encrypted to 64 keys, and how it grows in JSON.
MAX_SEALED_BYTES: Final = 256 * 1024
MAX_SEALED_JSON_BYTES: Final = 512 * 1024
SealedKind = Literal["private-record", "office-texts"]


class SealedRecordFile(Struct, frozen=True):
    """A record as a workstation encrypted it; None if nothing lies there."""

    record: Annotated[bytes, Meta(min_length=1, max_length=MAX_SEALED_BYTES)] | None


class NewSealedRecord(Struct, frozen=True):
    """A record that takes the place of the one with this SHA-256, or of none."""

    record: Annotated[bytes, Meta(min_length=1, max_length=MAX_SEALED_BYTES)]
    replaces: Digest | None
