"""Key derivation: BLAKE2b with a personalisation for each purpose (RFC 7693), Argon2id for codenames (RFC 9106)."""

from enum import StrEnum
from typing import Final

from nacl import pwhash
from nacl.encoding import RawEncoder
from nacl.hash import blake2b

KEY_BYTES: Final = 32
SALT_BYTES: Final = pwhash.argon2id.SALTBYTES
ARGON2_MEMORY_BYTES: Final = 32 * 1024 * 1024
ARGON2_PASSES: Final = 2


class Derivation(StrEnum):
    """The BLAKE2b personalisation of a derived value, at most 16 bytes (RFC 7693, section 2.5)."""

    MAILBOX = "kentongan mbox"
    VOICE = "kentongan voice"
    MAILBOX_ID = "kentongan case"
    REPLY_SEAL = "kentongan seal"
    SLOT_LOOKUP = "kentongan slot-l"
    SLOT_KEY = "kentongan slot-k"
    FORM_ROOT = "kentongan form"
    SESSION_LOOKUP = "kentongan sess-l"
    SESSION_KEY = "kentongan sess-k"
    NOTE_LOOKUP = "kentongan note-l"
    NOTE_KEY = "kentongan note-k"
    FORM_TOKEN = "kentongan csrf"  # noqa: S105 # a label, not a secret
    FORM_MARK = "kentongan form-m"
    PLACE_TAG = "kentongan place"
    BACKUP_OBJECT = "kentongan backup"


def derived(secret: bytes, purpose: Derivation, size: int = KEY_BYTES) -> bytes:
    """Return `size` bytes that only a holder of `secret` (1 to 64 bytes) can compute, different for every purpose."""
    return blake2b(b"", digest_size=size, key=secret, person=purpose.encode(), encoder=RawEncoder)


def fingerprint(data: bytes, purpose: Derivation, size: int = KEY_BYTES) -> bytes:
    """Return a digest of `size` bytes, different for every purpose. Anyone who has or guesses `data` can compute it."""
    return blake2b(data, digest_size=size, person=purpose.encode(), encoder=RawEncoder)


def codename_root(normalised: str, salt: bytes) -> bytes:
    """Return the 32-byte root of a normalised codename: Argon2id, 32 MiB, two passes, about 30 ms.

    `salt` belongs to the instance and is `SALT_BYTES` long. Callers limit how many run at a time: each holds 32 MiB.
    """
    return pwhash.argon2id.kdf(
        KEY_BYTES, normalised.encode(), salt, opslimit=ARGON2_PASSES, memlimit=ARGON2_MEMORY_BYTES
    )
