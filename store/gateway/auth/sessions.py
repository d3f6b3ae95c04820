"""Officers' sessions: random tokens, of which the server keeps only the hashes, and the ways in which they end."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from store.domain.clock import Clock
from store.engine.database import Database
from store.gateway.accounts.models import StoredOfficerSession
from store.gateway.errors import RefusedError

TOKEN_BYTES: Final = 32
_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Holder:
    """The person whose session it is, and the full fingerprint of the key that signed in."""

    person: str
    fingerprint: str


class Sessions:
    """The sessions of one gateway. They end when idle, at their longest, or when `end` is called."""

    def __init__(self, accounts: Database, clock: Clock, idle: timedelta, longest: timedelta) -> None:
        self._accounts = accounts
        self._clock = clock
        self._idle = idle
        self._longest = longest

    def begin(self, session: Session, holder: Holder) -> str:
        """Begin a session in the caller's transaction and return its token; delete sessions that have ended."""
        session.execute(
            delete(StoredOfficerSession).where(StoredOfficerSession.idle_until <= self._clock.seconds())
        )
        token = secrets.token_urlsafe(TOKEN_BYTES)
        ends = self._clock.quarter_hour_after(self._longest)
        idle_until = min(self._clock.quarter_hour_after(self._idle), ends)
        session.add(
            StoredOfficerSession(
                token_hash=_hash(token),
                person=holder.person,
                fingerprint=holder.fingerprint,
                idle_until=idle_until,
                ends=ends,
            )
        )
        return token

    def holder_of(self, token: str) -> Holder:
        """Return the holder of this session, which counts as use of it.

        Raises `RefusedError` if there is none or it has ended.
        """
        token_hash = _hash(token)
        with self._accounts.read() as session:
            row = session.get(StoredOfficerSession, token_hash)
            if row is None or row.idle_until <= self._clock.seconds():
                raise RefusedError
            holder = Holder(row.person, row.fingerprint)
            idle_until, ends = row.idle_until, row.ends
        later = min(self._clock.quarter_hour_after(self._idle), ends)
        if later > idle_until:  # at most once in a quarter of an hour
            self._prolong(token_hash, later)
        return holder

    def end(self, token: str) -> None:
        """Sign out; harmless if the session has ended."""
        with self._accounts.write() as session:
            session.execute(
                delete(StoredOfficerSession).where(StoredOfficerSession.token_hash == _hash(token))
            )

    def end_all_of(self, person: str) -> None:
        """Sign a person out everywhere."""
        with self._accounts.write() as session:
            session.execute(delete(StoredOfficerSession).where(StoredOfficerSession.person == person))

    def _prolong(self, token_hash: bytes, until: int) -> None:
        with self._accounts.write() as session:
            session.execute(
                update(StoredOfficerSession)
                .where(StoredOfficerSession.token_hash == token_hash, StoredOfficerSession.idle_until < until)
                .values(idle_until=until)
            )


def token_of(authorization: str | None) -> str:
    """Return the token in an `Authorization` header. Raises `RefusedError` for anything else."""
    found = _BEARER.fullmatch(authorization or "")
    if found is None:
        raise RefusedError
    return found[1]


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
