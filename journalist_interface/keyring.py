"""The officer's GnuPG key, open from the sign-in until the officer leaves, and how often it is used at a time."""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from functools import cached_property, partial
from typing import Final, TypeVar

from crypto.errors import CryptoError
from crypto.gpg.bounds import with_second_try
from crypto.gpg.decrypt import (
    SessionKey,
    decrypt_bytes,
    decrypt_bytes_with_key,
    decrypt_stream,
    decrypt_stream_with,
    decrypt_with,
    session_key,
)
from crypto.gpg.decrypt_many import decrypt_many
from crypto.gpg.errors import DecryptionError, KeyLockedError, NotForThisKeyError, UnprocessableError
from crypto.gpg.home import GnupgHome
from crypto.gpg.nested_pgp import decrypt_foreign_bytes, decrypt_foreign_stream
from crypto.gpg.signatures import sign_detached
from crypto.gpg.unlock import require_working_key, unlock
from store.api.messages import MAX_ENVELOPE_BYTES, EntryRow
from store.domain.clock import Clock
from store.domain.labels import Label

A = TypeVar("A")
T = TypeVar("T")
AT_ONCE: Final = min(4, os.cpu_count() or 1)  # each is a separate gpg process, and all ask one agent
# Small messages wait for the agent, which serves one at a time: others start their gpg meanwhile.
SMALL_AT_ONCE: Final = min(12, 3 * (os.cpu_count() or 1))
_alone: ContextVar[bool] = ContextVar("one_at_a_time", default=False)
OpenedRow = tuple[EntryRow, bytes | CryptoError]
"""A row with its padded content, or with the error that GnuPG gave."""


class OpenKey:
    """An unlocked key: the agent holds its passphrase until `lock`."""

    def __init__(self, home: GnupgHome, fingerprint: str, clock: Clock, known: bytes) -> None:
        self._home = home
        self._fingerprint = fingerprint
        self._clock = clock
        self._known = known

    def decrypt(self, ciphertext: bytes) -> bytes:
        """Return an envelope's content, in memory; raises a `GpgError`, `KeyLockedError` only if this key is locked."""
        return self._tried_twice(lambda: decrypt_bytes(self._home, ciphertext, _most(ciphertext)))

    def open(self, ciphertext: bytes, given: Iterable[SessionKey] = ()) -> tuple[bytes, SessionKey]:
        """Do as `decrypt` and return the session key too; if a key that a grant gave fits, this key is not used."""
        for key in given:
            # A wrong key: another may fit, or the message may be encrypted to this key all the same.
            with contextlib.suppress(DecryptionError, UnprocessableError):
                return self._tried_twice(partial(decrypt_with, key, ciphertext, _most(ciphertext))), key
        return self._tried_twice(lambda: decrypt_bytes_with_key(self._home, ciphertext, _most(ciphertext)))

    def open_many(self, ciphertexts: Sequence[bytes]) -> list[tuple[bytes, SessionKey]] | None:
        """Return what `open` would of each of these small messages, by one gpg; None if each must be opened alone."""
        try:
            return decrypt_many(self._home, ciphertexts)
        except OSError:
            return None

    def session_key(self, head: bytes) -> SessionKey:
        """Return the key of the message that begins so, for a grant; raises as `decrypt`, or `SessionKeyError`."""
        return self._tried_twice(lambda: session_key(self._home, head))

    def decrypt_stream(self, ciphertext: Iterable[bytes], given: SessionKey | None = None) -> Iterator[bytes]:
        """Return an attachment as it comes; not to be believed before it has ended without an error."""
        if given is not None:
            return decrypt_stream_with(given, ciphertext)
        return self._for_this_key(decrypt_stream(self._home, ciphertext))

    def decrypt_foreign(self, ciphertext: bytes) -> bytes:
        """Do as `decrypt` for an outsider's message, perhaps signed; `OwnMessageError` if it is of this system."""
        return self._tried_twice(lambda: decrypt_foreign_bytes(self._home, ciphertext, MAX_ENVELOPE_BYTES))

    def decrypt_foreign_stream(self, ciphertext: Iterable[bytes]) -> Iterator[bytes]:
        """Do as `decrypt_foreign`, as it comes; not to be believed before it has ended without an error."""
        return self._for_this_key(decrypt_foreign_stream(self._home, ciphertext))

    def _for_this_key(self, plaintext: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the pieces; `NotForThisKeyError` for a file to an older key, which is locked while this one is open."""
        try:
            yield from plaintext
        except KeyLockedError:
            self._require_unlocked()
            raise NotForThisKeyError from None

    def _tried_twice(self, run: Callable[[], T]) -> T:
        """Return what `run` returns; `UnprocessableError` is a verdict on its input, not a fault of this computer."""
        try:
            return with_second_try(run, lambda: require_working_key(self._home, self._known))
        except KeyLockedError:
            self._require_unlocked()
            raise NotForThisKeyError from None

    def _require_unlocked(self) -> None:
        """Raise `KeyLockedError` if this key is locked; otherwise what seemed locked is for an older key."""
        self.sign(Label.UNLOCK.encode())

    def sign(self, statement: bytes) -> bytes:
        """Return a detached signature, dated today."""
        today = self._clock.today()
        return sign_detached(self._home, self._fingerprint, statement, today, parts=self._parts)

    @cached_property
    def _parts(self) -> list[str]:
        """The fingerprints of the key and its subkeys: asked for once, since work on many cases signs by thousands."""
        return self._home.secret_parts(self._fingerprint)

    @cached_property
    def on_card(self) -> bool:
        """Return whether the key is on a smart card, which may ask its holder for each use."""
        return self._home.is_on_card(self._fingerprint)

    def lock(self) -> None:
        """Forget the passphrase."""
        self._home.lock()


class Keyring:
    """The officer's GnuPG home."""

    def __init__(self, home: GnupgHome, clock: Clock) -> None:
        self._home = home
        self._clock = clock

    def unlock(self, fingerprint: str, passphrase: str) -> OpenKey:
        """Return an open key; raises `MissingSecretKeyError` or `WrongPassphraseError`."""
        known = unlock(self._home, fingerprint, passphrase, self._clock.today())
        return OpenKey(self._home, fingerprint, self._clock, known)

    @contextlib.contextmanager
    def beside(self) -> Iterator["Keyring"]:
        """Yield the same keys, to be tried without touching what this keyring has unlocked."""
        with self._home.beside() as home:
            yield Keyring(home, self._clock)

    def is_on_card(self, fingerprint: str) -> bool:
        """Return whether a key is on a smart card."""
        return self._home.is_on_card(fingerprint)

    def close(self) -> None:
        """Lock everything; the home stays where it is."""
        self._home.close()


def opened(decrypt: Callable[[EntryRow], bytes], rows: Iterable[EntryRow]) -> Generator[OpenedRow]:
    """Yield the rows as `side_by_side`; one that does not open hides no other."""

    def attempt(row: EntryRow) -> OpenedRow:
        try:
            return row, decrypt(row)
        except CryptoError as error:
            return row, error

    yield from side_by_side(attempt, rows)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let what this thread does `side_by_side` take one core at most: no officer waits for it."""
    before = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(before)


def side_by_side(do: Callable[[A], T], things: Iterable[A], at_once: int = AT_ONCE) -> Generator[T]:
    """Do this to all things, some at a time, and yield the results in order; closing it gives up what is left."""
    if _alone.get():
        yield from map(do, things)
        return
    with ThreadPoolExecutor(at_once, thread_name_prefix="gpg") as threads:
        yield from threads.map(do, things)


def _most(ciphertext: bytes) -> int:
    """Return the most bytes of plaintext: nobody here compresses, so what is larger than its ciphertext is a bomb."""
    return min(MAX_ENVELOPE_BYTES, len(ciphertext))
