"""Messages and signatures that sessions opened and proved in a case, or failed over, so that nothing is done twice.

The index keeps them across sessions. A plaintext is found only by the SHA-256 of its ciphertext, and a signature by the
digest of text and signature: a store that exchanges either finds nothing here, and is judged as on the first reading.
"""

import hashlib
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crypto.errors import CryptoError, PaddingError
from crypto.gpg.decrypt import SessionKey
from crypto.gpg.errors import DecryptionError, NotForThisKeyError, UnprocessableError
from crypto.gpg.process import spent
from crypto.padding import pad, unpad
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError
from store.domain.event import chain_digest
from store.domain.roster import RosterCertificate

_LEAST_TOGETHER: Final = 2  # of two that failed together, each is opened alone
_MOST_REFUSED: Final = 20_000
_MOST_CLOSED: Final = 20_000
Open = Callable[[bytes, Iterable[SessionKey]], tuple[bytes, SessionKey]]
"""A function that decrypts a message in memory, by a given session key or the officer's key.

It returns the plaintext and the session key.
"""

OpenMany = Callable[[Sequence[bytes]], Sequence[tuple[bytes, SessionKey]] | None]
"""A function that opens small messages together; None if each must be opened alone."""

MOST_OF_ONE_AUTHOR: Final = 3
# Seconds of processor time for one person's messages, beyond what an honest message of any size may take.
MOST_SECONDS_OF_ONE_AUTHOR: Final = 6.0
HONEST_SECONDS: Final = 0.1  # the largest takes a tenth of that here; a slow computer may take more


@dataclass(slots=True)
class Failures:
    """Ciphertexts over which GnuPG failed, by SHA-256, and their authors according to the store. Safe with threads.

    They are in memory only. A busy machine may have been the reason, so the officer can try each again, and a new start
    tries all of them. One person's messages are given up together once some failed or took too much processor time:
    each can cost seconds of a core, and a hundred of them would close the case for all others.
    """

    _failed: dict[str, str] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self._failed)

    def refuse_known(self, ciphertext: str, author: str) -> None:
        """Raise `UnprocessableError` for what failed before, and for anything else from an author given up."""
        if self.refuses(ciphertext, author):
            raise UnprocessableError

    def refuses(self, ciphertext: str, author: str) -> bool:
        """Return whether this failed before or its author was given up, and nobody asked to try it again."""
        with self._lock:
            known = self._are_given_up(author) or ciphertext in self._failed
            return known and ciphertext not in self._again

    def are_given_up(self, author: str) -> bool:
        """Return whether this author's messages are refused together."""
        with self._lock:
            return self._are_given_up(author)

    def _are_given_up(self, author: str) -> bool:
        took_long = self._seconds[author] >= MOST_SECONDS_OF_ONE_AUTHOR
        return took_long or Counter(self._failed.values())[author] >= MOST_OF_ONE_AUTHOR

    def add(self, ciphertext: str, author: str) -> None:
        """Remember that GnuPG failed over this."""
        with self._lock:
            self._failed[ciphertext] = author
            self._again.discard(ciphertext)

    def charge(self, author: str, seconds: float) -> None:
        """Count the processor time that one message of this author took beyond that of any honest one."""
        self.charge_all(author, seconds - HONEST_SECONDS)

    def charge_all(self, author: str, seconds: float) -> None:
        """Count all the time that something took which no honest workstation sends."""
        with self._lock:
            self._seconds[author] += max(0.0, seconds)

    def give_up(self, author: str) -> None:
        """Refuse all further messages of this author."""
        self.charge_all(author, float("inf"))

    def try_again(self, ciphertext: str) -> None:
        """Let GnuPG be asked about this one once more."""
        with self._lock:
            self._failed.pop(ciphertext, None)
            self._again.add(ciphertext)

    def clear(self) -> None:
        """Let GnuPG be asked about all of them once more."""
        with self._lock:
            self._failed.clear()
            self._seconds.clear()
            self._again.clear()


Refused = dict[str, tuple[tuple[frozenset[str], bool], type[AuthorError]]]
"""Signatures that were not good, by signed text: the signer's certificates, and whether they served, and the error."""


Closed = dict[str, tuple[frozenset[SessionKey], type[DecryptionError | PaddingError]]]
"""Ciphertexts that nothing opened, or that are padded wrongly, by SHA-256: the grants' keys that were tried, the error.
"""


@dataclass(frozen=True, slots=True)
class Given:
    """The keys that grants gave for one message, and who gave them."""

    keys: tuple[SessionKey, ...] = field(default=(), repr=False)
    givers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted message without its padding, and its session key."""

    message: bytes = field(repr=False)
    key: SessionKey = field(repr=False)


@dataclass(slots=True)
class VerificationCache:
    """`opened` is by ciphertext; `proven` is by signed text: the certificates (SHA-256 each) that its signer had then.

    `refused` are signatures that were not good while their signer had these certificates and did or did not serve; the
    cases of a session share them, and so their bound. So they do with `closed`, which is what no key opened. `failures`
    are what GnuPG failed over, `alone` what it did not open together with others. `in_vain` is the time that keys of
    grants took without opening anything, by giver. None of these five is kept in the index.
    """

    opened: dict[str, Opened] = field(default_factory=dict, repr=False)
    proven: dict[str, frozenset[str]] = field(default_factory=dict)
    refused: Refused = field(default_factory=dict)
    closed: Closed = field(default_factory=dict, repr=False)
    failures: Failures = field(default_factory=Failures, repr=False)
    alone: set[str] = field(default_factory=set, repr=False)
    in_vain: Failures = field(default_factory=Failures, repr=False)

    def open(
        self, ciphertext: bytes, given: Given, opener: Open, author: str, *, keep: bool = True
    ) -> tuple[bytes, SessionKey]:
        """Open as the opener does, without asking it again about what it opened or failed over before.

        Without `keep` the plaintext is not remembered.
        """
        name = hashlib.sha256(ciphertext).hexdigest()
        known = self.opened.get(name)
        if known is not None:
            return pad(known.message), known.key
        self.failures.refuse_known(name, author)
        keys = frozenset(given.keys)
        closed = self.closed.get(name)
        if closed is not None and keys <= closed[0]:
            raise closed[1]
        before = spent()
        try:
            padded, key = opener(ciphertext, given.keys)
        except UnprocessableError:
            self.failures.add(name, author)
            raise
        except CryptoError as error:
            self._charge(error, given.givers, author, spent() - before)
            if isinstance(error, DecryptionError):
                self._close(name, keys, type(error))
            raise
        try:
            message = unpad(padded)
        except PaddingError:  # the reader reports it as damaged
            self.failures.charge_all(author, spent() - before)
            self._close(name, keys, PaddingError)
        else:
            self.failures.charge(author, spent() - before)
            if keep:
                self.opened[name] = Opened(message, key)
        return padded, key

    def open_ahead(self, ciphertexts: Iterable[bytes], open_many: OpenMany) -> None:
        """Open together what was not opened before, by halves if that fails; `open` judges what stays closed.

        What could not be opened so is not tried so again: it would keep what is new from being opened together.
        """
        names = {hashlib.sha256(ciphertext).hexdigest(): ciphertext for ciphertext in ciphertexts}
        waiting = [[name for name in names if name not in self.opened and name not in self.alone]]
        while waiting:
            group = waiting.pop()
            found = open_many([names[name] for name in group]) if group else ()
            for name, (padded, key) in zip(group, found or (), strict=False):
                with suppress(PaddingError):  # `open` finds it again, and closes it
                    self.opened[name] = Opened(unpad(padded), key)
            if found is None and len(group) > _LEAST_TOGETHER:
                waiting += group[: len(group) // 2], group[len(group) // 2 :]
            elif found is None:
                self.alone.update(group)

    def _charge(self, error: CryptoError, givers: Iterable[str], author: str, seconds: float) -> None:
        for giver in givers:  # each new grant has all that stays closed tried once more
            # What is beyond an honest message is its author's doing: a right key may be too slow on this computer.
            self.in_vain.charge_all(giver, min(seconds, HONEST_SECONDS))
        if isinstance(error, DecryptionError) and not isinstance(error, NotForThisKeyError):
            # No honest workstation sends it: thousands, each within what is free, would take minutes.
            self.failures.charge_all(author, seconds)
        else:
            self.failures.charge(author, seconds)

    def _close(
        self, name: str, keys: frozenset[SessionKey], error: type[DecryptionError | PaddingError]
    ) -> None:
        if len(self.closed) >= _MOST_CLOSED:
            self.closed.clear()
        self.closed[name] = keys, error

    def verify(
        self,
        current: CurrentRoster,
        person: str,
        statement: bytes,
        signature: bytes,
        day: date,
        *,
        before_gpg: Callable[[], None] = lambda: None,
    ) -> None:
        """Verify as `CurrentRoster.verify_by`, not asking GnuPG again while the signer has those certificates.

        `before_gpg` is called where GnuPG has to be asked, and may raise.
        """
        name, certificates = chain_digest(statement, signature), certificates_of(current, person)
        if self.is_proven(current, person, name, day):
            return
        standing = (certificates, current.served_on(person, day))
        refused = self.refused.get(name)
        if refused is not None and refused[0] == standing:
            raise refused[1]
        before_gpg()
        try:
            current.verify_by(person, statement, signature, day)
        except AuthorError as error:
            if len(self.refused) >= _MOST_REFUSED:
                self.refused.clear()
            self.refused[name] = standing, type(error)
            raise
        self.proven[name] = certificates

    def is_proven(self, current: CurrentRoster, person: str, signed: str, day: date) -> bool:
        """Return whether GnuPG need not be asked: the signer has the certificates with which it was good."""
        before = self.proven.get(signed, frozenset())
        known = bool(before) and before <= certificates_of(current, person)
        return known and current.served_on(person, day)


def certificates_of(current: CurrentRoster, person: str) -> frozenset[str]:
    """Return the SHA-256 of each of the person's certificates in the roster: a renewed or retired one differs."""
    found = current.roster.person(person)
    held = () if found is None else found.certificates
    return frozenset(_digest(certificate) for certificate in held)


def _digest(certificate: RosterCertificate) -> str:
    last_day = "" if certificate.retired is None else certificate.retired.isoformat()
    return hashlib.sha256(certificate.data + last_day.encode()).hexdigest()
