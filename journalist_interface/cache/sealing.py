"""Sealing of the workstation's own files: padded, under the key of the index, and bound to what each is for.

XChaCha20-Poly1305 of libsodium; the purpose is its additional data, so that no file passes for another.
"""

from nacl.exceptions import CryptoError as SodiumError
from nacl.secret import Aead

from crypto.errors import PaddingError
from crypto.padding import pad, unpad


class SealError(ValueError):
    """Bytes that were not sealed under this key for this purpose."""


def seal(key: bytes, plain: bytes, purpose: bytes) -> bytes:
    """Return these bytes sealed for this purpose, of a padded length."""
    return bytes(Aead(key).encrypt(pad(plain), aad=purpose))


def unseal(key: bytes, sealed: bytes, purpose: bytes) -> bytes:
    """Return what was sealed for this purpose; raises `SealError` for anything else."""
    try:
        return unpad(Aead(key).decrypt(sealed, aad=purpose))
    except (SodiumError, PaddingError, ValueError):
        raise SealError from None
