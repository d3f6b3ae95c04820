"""The wrapping of a mailbox seed under a secret that the store never keeps: a slot's, or a reporter's session's.

A 32-byte root gives two values that do not reveal one another: the `lookup` by which the store finds the row, and the
key that seals the seed with XChaCha20-Poly1305 (libsodium). The lookup is associated data, so rows cannot be exchanged.
"""

from dataclasses import dataclass
from typing import Final, Self

from nacl.exceptions import CryptoError as SodiumError
from nacl.secret import Aead

from crypto.derive import derived
from crypto.errors import WrappedSeedError
from crypto.labels import Derivation

SEED_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Wrapping:
    """The value by which a wrapped seed is found, and the key that opens it."""

    lookup: bytes
    _key: bytes

    def __repr__(self) -> str:
        return "Wrapping(…)"  # a key in a traceback or a log would open the mailbox

    @classmethod
    def of_slot(cls, root: bytes) -> Self:
        """Return the wrapping of a slot, from the root of a codename or of a form."""
        return cls(derived(root, Derivation.SLOT_LOOKUP), derived(root, Derivation.SLOT_KEY))

    @classmethod
    def of_session(cls, token: bytes) -> Self:
        """Return the wrapping of a reporter's session, from the 32 random bytes in the cookie."""
        return cls(derived(token, Derivation.SESSION_LOOKUP), derived(token, Derivation.SESSION_KEY))

    def seal(self, seed: bytes) -> bytes:
        """Return the seed (32 bytes) as 72 bytes of nonce and ciphertext."""
        return bytes(Aead(self._key).encrypt(seed, aad=self.lookup))

    def open(self, sealed: bytes) -> bytes:
        """Return the seed again, or raise `WrappedSeedError` if the row was altered or belongs to another lookup."""
        try:
            seed = Aead(self._key).decrypt(sealed, aad=self.lookup)
        except (SodiumError, ValueError):
            raise WrappedSeedError from None
        if len(seed) != SEED_BYTES:
            raise WrappedSeedError
        return bytes(seed)


def form_root(nonce: bytes) -> bytes:
    """Return the root of a form's slot: the form's 32 random bytes need no slow derivation."""
    return derived(nonce, Derivation.FORM_ROOT)
