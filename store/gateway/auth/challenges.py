"""Challenges: a ticket goes out and comes back with each, so that the gateway need not remember it meanwhile."""

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import Final

from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy import delete
from sqlalchemy.orm import Session

from store.api.messages import Challenge
from store.domain.clock import Clock
from store.gateway.accounts.models import SpentTicket

VALID_SECONDS: Final = 120
NONCE_BYTES: Final = 32
_SALT: Final = b"kentongan/ticket/1"


class _Signer(TimestampSigner):
    """A signer that makes an HMAC-SHA-256 over nonce and time, taking the time from the office's clock."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        super().__init__(key, salt=_SALT, key_derivation="hmac", digest_method=hashlib.sha256)
        self._clock = clock

    def get_timestamp(self) -> int:
        return self._clock.seconds()


class Challenges:
    """An issuer of challenges, which recognises its tickets for two minutes."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._signer = _Signer(key, clock)

    def issue(self) -> Challenge:
        """Return a fresh nonce with its ticket."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return Challenge(nonce, self._signer.sign(base64.urlsafe_b64encode(nonce)).decode())

    def nonce_of(self, ticket: str) -> bytes | None:
        """Return the nonce of a ticket of ours that is not too old, else None."""
        try:
            return base64.urlsafe_b64decode(self._signer.unsign(ticket, max_age=VALID_SECONDS))
        except (BadSignature, ValueError):  # ValueError: text that is not even UTF-8
            return None


def consume(session: Session, nonce: bytes, clock: Clock) -> bool:
    """Record that this nonce was answered; return False if it was before.

    Nonces that are too old to be answered are deleted.
    """
    session.execute(delete(SpentTicket).where(SpentTicket.expires <= clock.seconds()))
    nonce_hash = hashlib.sha256(nonce).digest()
    if session.get(SpentTicket, nonce_hash) is not None:
        return False
    too_old = clock.quarter_hour_after(timedelta(seconds=VALID_SECONDS + 1))
    session.add(SpentTicket(nonce_hash=nonce_hash, expires=too_old))
    session.flush()
    return True
