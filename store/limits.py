"""How long a stored message may be: what cannot be handed to an officer is never accepted."""

from store.contract.messages import MAX_ENVELOPE_BYTES
from store.errors import TooLongError


def check_ciphertext(*ciphertexts: bytes | None) -> None:
    """Raise `TooLongError` unless each is absent, or of 1 to `MAX_ENVELOPE_BYTES` bytes."""
    for ciphertext in ciphertexts:
        if ciphertext is not None and not 1 <= len(ciphertext) <= MAX_ENVELOPE_BYTES:
            raise TooLongError
