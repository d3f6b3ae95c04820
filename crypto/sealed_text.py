"""A short text stored for the holder of a random token: without the token it cannot even be found."""

from dataclasses import dataclass
from typing import Self

from nacl.exceptions import CryptoError as SodiumError
from nacl.secret import Aead

from crypto.derive import Derivation, derived
from crypto.errors import SealedTextError


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text sealed with XChaCha20-Poly1305 (libsodium) under one value derived from the token, found by another."""

    lookup: bytes
    sealed: bytes

    def __repr__(self) -> str:
        return "SealedText(…)"

    @classmethod
    def write(cls, token: bytes, text: str) -> Self:
        """Return this text sealed for the holder of this token, 32 random bytes."""
        lookup = cls.lookup_of(token)
        return cls(lookup, bytes(_box(token).encrypt(text.encode("utf-8", "surrogatepass"), aad=lookup)))

    @staticmethod
    def lookup_of(token: bytes) -> bytes:
        """Return the value by which the note of this token is found."""
        return derived(token, Derivation.NOTE_LOOKUP)

    def read(self, token: bytes) -> str:
        """Return the text again, or raise `SealedTextError` for any other token."""
        try:
            return bytes(_box(token).decrypt(self.sealed, aad=self.lookup)).decode("utf-8", "surrogatepass")
        except (SodiumError, ValueError):
            raise SealedTextError from None


def _box(token: bytes) -> Aead:
    return Aead(derived(token, Derivation.NOTE_KEY))
