"""Protection against forms that another page planted, and against forms that come again in the wrong hands.

Browsers name the page's origin with every posted form, and our `Referrer-Policy: same-origin` lets them. An absent
Origin is accepted: old browsers send none, and a foreign page cannot suppress it. `null` is refused: a foreign page can
produce it at will (a sandboxed frame), so accepting it would be no check at all.

A form before the mailbox carries a nonce: 32 random bytes under the server's mark, in place of a cookie. It does not
expire: a reporter who writes for three days must still be able to send. It identifies a form that is sent twice. It
does not tell who asked for it, so the Origin is what stops foreign pages.

A form of a mailbox carries a token made for one session, and marked so that the mailbox recognises its forms. A browser
can send a form again long after its session. A reporter who is in another mailbox by then must not see its text.
"""

import hashlib
import secrets
from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

from flask import Request
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData

from crypto.derive import KEY_BYTES, Derivation, derived
from crypto.mailbox import Mailbox

OPAQUE: Final = "null"
_OUR_SITES: Final = frozenset({"same-origin", "none"})
NONCE_BYTES: Final = 32
MARK_BYTES: Final = 16


def origin_is_ours(request: Request) -> bool:
    """Return whether Origin and Sec-Fetch-Site are absent or name the host that was asked."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    return (origin is None or _host_of(origin) == request.host) and (site is None or site in _OUR_SITES)


def origin_is_another_page(request: Request) -> bool:
    """Return whether the form names a foreign page: then not even its texts are the reporter's."""
    return not origin_is_ours(request) and request.headers.get("Origin") != OPAQUE


def _host_of(origin: str) -> str | None:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc if parts.scheme in {"http", "https"} and not parts.path else None


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


def form_token(mailbox: Mailbox, session: bytes) -> str:
    """Return the token for the forms of this session, in hex digits."""
    token = derived(session, Derivation.FORM_TOKEN)
    return (token + _mark(mailbox, token)).hex()


def is_token_of(mailbox: Mailbox, token: str) -> bool:
    """Return whether a form with this token was made for any session of this mailbox."""
    made = _bytes_of(token)
    return made is not None and compare_digest(_mark(mailbox, made[:KEY_BYTES]), made[KEY_BYTES:])


def is_token_of_another(mailbox: Mailbox, token: str) -> bool:
    """Return whether this token was made for another mailbox; False for a text that is no such token."""
    return is_mailbox_token(token) and not is_token_of(mailbox, token)


def is_mailbox_token(token: str) -> bool:
    """Return whether this has the form of a token for the forms of a mailbox, whichever it may be."""
    return _bytes_of(token) is not None


def _mark(mailbox: Mailbox, token: bytes) -> bytes:
    return derived(mailbox.seed + token, Derivation.FORM_MARK, MARK_BYTES)


def _bytes_of(token: str) -> bytes | None:
    try:
        made = bytes.fromhex(token)
    except ValueError:
        return None
    return made if len(made) == KEY_BYTES + MARK_BYTES else None
