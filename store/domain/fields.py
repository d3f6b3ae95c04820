"""Field types of signed, encrypted and sent values: strict forms, every size bounded."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

MAX_SEQUENCE: Final = 1_000_000  # of entries and of events in one case
MAX_SHORT_CHARACTERS: Final = 4_096

CaseId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
BlobName = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Sequence = Annotated[int, Meta(ge=1, le=MAX_SEQUENCE)]
Size = Annotated[int, Meta(ge=0, le=1 << 50)]
Text = Annotated[str, Meta(max_length=1_000_000)]
ShortText = Annotated[str, Meta(max_length=MAX_SHORT_CHARACTERS)]
Identifier = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[a-z0-9][a-z0-9._-]*\Z")]


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that crosses a trust boundary: immutable, and strict about what it may hold."""


class FileDigest(Struct, frozen=True):
    """A file as it was before any encryption: name, size in bytes and SHA-256."""

    name: ShortText
    size: Size
    sha256: Digest
