"""What a session has opened and proved of a case, so that neither is done twice: for the index, across sessions.

A plaintext is found by the SHA-256 of its ciphertext alone, and a signature by the digest of text and signature: a
store that exchanges either finds nothing here, and is judged as if it were read for the first time.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crypto.errors import CryptoError, PaddingError
from crypto.gpg.cost import spent
from crypto.gpg.errors import UnprocessableError
from crypto.gpg.session_key import SessionKey
from crypto.padding import pad, unpad
from journalist_interface.cache.failures import Failures
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError
from store.domain.event import chain_digest
from store.domain.roster import RosterCertificate

_MOST_REFUSED: Final = 20_000
Open = Callable[[bytes, Iterable[SessionKey]], tuple[bytes, SessionKey]]
"""Decrypts a message in memory, by a given session key or the own key, and gives the session key too."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that was decrypted, without its padding, and its session key."""

    message: bytes = field(repr=False)
    key: SessionKey = field(repr=False)


@dataclass(slots=True)
class VerificationCache:
    """`opened` by ciphertext; `proven` by signed text: the certificates (SHA-256 each) that its signer had then.

    `refused` are signatures that were not good while their signer had these certificates and served or not, `failures`
    what GnuPG failed over; neither is kept in the index.
    """

    opened: dict[str, Opened] = field(default_factory=dict, repr=False)
    proven: dict[str, frozenset[str]] = field(default_factory=dict)
    refused: dict[str, tuple[tuple[frozenset[str], bool], type[AuthorError]]] = field(default_factory=dict)
    failures: Failures = field(default_factory=Failures, repr=False)

    def open(
        self, ciphertext: bytes, given: Iterable[SessionKey], opener: Open, author: str
    ) -> tuple[bytes, SessionKey]:
        """As the opener, which is not asked again for what it opened or failed over before."""
        name = hashlib.sha256(ciphertext).hexdigest()
        known = self.opened.get(name)
        if known is not None:
            return pad(known.message), known.key
        self.failures.refuse_known(name, author)
        before = spent()
        try:
            padded, key = opener(ciphertext, given)
        except UnprocessableError:
            self.failures.add(name, author)
            raise
        except CryptoError:
            self.failures.charge(author, spent() - before)
            raise
        self.failures.charge(author, spent() - before)
        try:
            self.opened[name] = Opened(unpad(padded), key)
        except PaddingError:
            return padded, key  # whoever reads it names it as damaged; there is nothing to remember
        return padded, key

    def verify(
        self, current: CurrentRoster, person: str, statement: bytes, signature: bytes, day: date
    ) -> None:
        """As `CurrentRoster.verify_by`; GnuPG is not asked again while the signer still has those certificates."""
        name, certificates = chain_digest(statement, signature), certificates_of(current, person)
        before, served = self.proven.get(name), current.served(person, day)
        if before and before <= certificates and served:
            return
        standing = (certificates, served)
        refused = self.refused.get(name)
        if refused is not None and refused[0] == standing:
            raise refused[1]
        try:
            current.verify_by(person, statement, signature, day)
        except AuthorError as error:
            if len(self.refused) >= _MOST_REFUSED:
                self.refused.clear()
            self.refused[name] = standing, type(error)
            raise
        self.proven[name] = certificates


def certificates_of(current: CurrentRoster, person: str) -> frozenset[str]:
    """The SHA-256 of each certificate that the roster has for this person: a renewed or retired one differs."""
    found = current.roster.person(person)
    held = () if found is None else found.certificates
    return frozenset(_digest(one) for one in held)


def _digest(certificate: RosterCertificate) -> str:
    last_day = "" if certificate.retired is None else certificate.retired.isoformat()
    return hashlib.sha256(certificate.data + last_day.encode()).hexdigest()
