"""The nonce of a form before the mailbox: 32 random bytes under the server's mark, in place of a cookie.

It does not expire: a reporter who writes for three days must still be able to send. It identifies a form that is sent
twice. It does not tell who asked for it, so the Origin is what stops foreign pages (`csrf_origin`).
"""

import hashlib
import secrets
from typing import Final

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData

NONCE_BYTES: Final = 32


class BadNonceError(ValueError):
    """This is not a nonce that this server gave out."""


class FormNonces:
    """A maker of nonces that recognises them again; `key` is the instance's secret."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(
            key, salt=b"kentongan form nonce", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def new(self) -> str:
        """Return a fresh nonce, as text for a hidden field."""
        return self._signer.sign(base64_encode(secrets.token_bytes(NONCE_BYTES))).decode("ascii")

    def open(self, token: str) -> bytes:
        """Return the 32 bytes; raise `BadNonceError` unless this server made them."""
        try:
            nonce = base64_decode(self._signer.unsign(token))
        except (BadSignature, BadData, UnicodeError):
            raise BadNonceError from None
        if len(nonce) != NONCE_BYTES:
            raise BadNonceError
        return nonce

    def recognises(self, token: str) -> bool:
        """Return whether `open` would succeed."""
        try:
            self.open(token)
        except BadNonceError:
            return False
        return True
