"""The officer's own GnuPG key, open from the sign-in until the officer leaves."""

from collections.abc import Iterable, Iterator

from crypto.gpg.decrypt import decrypt_bytes, decrypt_stream
from crypto.gpg.errors import KeyLockedError, NotForThisKeyError
from crypto.gpg.home import GnupgHome
from crypto.gpg.sign import sign_detached
from crypto.labels import Label
from store.contract.clock import Clock
from store.contract.messages import MAX_ENVELOPE_BYTES


class OpenKey:
    """An unlocked key: the agent holds its passphrase until `lock`."""

    def __init__(self, home: GnupgHome, fingerprint: str, clock: Clock) -> None:
        self._home = home
        self._fingerprint = fingerprint
        self._clock = clock

    def decrypt(self, ciphertext: bytes) -> bytes:
        """An envelope's content, in memory; raises a `GpgError`, `KeyLockedError` only if it is this key."""
        try:
            return decrypt_bytes(self._home, ciphertext, MAX_ENVELOPE_BYTES)
        except KeyLockedError:
            self.sign(
                Label.UNLOCK.encode()
            )  # raises KeyLockedError if this key is locked; else it is an older key
            raise NotForThisKeyError from None

    def decrypt_stream(self, ciphertext: Iterable[bytes]) -> Iterator[bytes]:
        """An attachment as it comes; not to be believed before it has ended without an error."""
        return decrypt_stream(self._home, ciphertext)

    def sign(self, statement: bytes) -> bytes:
        """A detached signature, dated today."""
        return sign_detached(self._home, self._fingerprint, statement, self._clock.today())

    def lock(self) -> None:
        """Forget the passphrase."""
        self._home.lock()


class Keyring:
    """The officer's GnuPG home."""

    def __init__(self, home: GnupgHome, clock: Clock) -> None:
        self._home = home
        self._clock = clock

    def unlock(self, fingerprint: str, passphrase: str) -> OpenKey:
        """Open a key; raises `MissingSecretKeyError` or `WrongPassphraseError`."""
        self._home.unlock(fingerprint, passphrase)
        return OpenKey(self._home, fingerprint, self._clock)

    def close(self) -> None:
        """Lock everything; the home stays where it is."""
        self._home.close()
