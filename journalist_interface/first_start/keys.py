"""The person's key: made on this computer, found in their GnuPG home, or on a smart card; and what it signs first."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crypto.codename import Language, draw, words
from crypto.errors import CryptoError, KentonganError
from crypto.gpg.certificate import first_name
from crypto.gpg.errors import GpgFaultError
from crypto.gpg.home import GnupgHome
from crypto.gpg.strength import find_fault
from journalist_interface.keyring import Keyring
from store.domain.clock import Clock
from store.domain.enrolment import Enrolment, enrolment_file

LASTS: Final = "2y"


class WeakKeyError(KentonganError):
    """The office cannot take this key: it is too weak, slow to check, unusual, or it has expired. Make a new one."""


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key whose secret part is here or on a smart card."""

    fingerprint: str
    name: str
    on_card: bool


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The keys in the GnuPG home at this path."""

    path: Path
    clock: Clock

    def found(self) -> list[FoundKey]:
        """Return the keys that are there; a folder is not made for that."""
        if not self.path.is_dir():
            return []
        with GnupgHome(self.path) as home:
            return [
                FoundKey(fingerprint, first_name(home.certificate(fingerprint)), home.is_on_card(fingerprint))
                for fingerprint in home.secret_keys()
            ]

    def look_at_card(self) -> None:
        """Let GnuPG look at the smart card that is plugged in."""
        with GnupgHome(self.path) as home:
            home.learn_card()

    def make(self, name: str, passphrase: str) -> str:
        """Make a key with this name and passphrase, and return its fingerprint."""
        with GnupgHome(self.path) as home:
            return home.generate(name, passphrase, LASTS)

    def require_good(self, fingerprint: str) -> None:
        """Raise `WeakKeyError` for a key that the office would refuse, `MissingSecretKeyError` if it is not here."""
        with GnupgHome(self.path) as home:
            certificate = home.certificate(fingerprint)
        try:
            fault = find_fault(certificate, self.clock.today())
        except GpgFaultError:
            raise
        except CryptoError:
            raise WeakKeyError from None
        if fault is not None:
            raise WeakKeyError

    def enrolment(self, name: str, fingerprint: str, client_key: str | None, passphrase: str) -> bytes:
        """Return the enrolment file, signed by the key that it carries.

        Raises `WrongPassphraseError`, another `GpgError`, or an `EnrolmentError`.
        """
        with GnupgHome(self.path) as home:
            certificate = home.certificate(fingerprint)
            key = Keyring(home, self.clock).unlock(fingerprint, passphrase)
            enrolment = Enrolment(name, self.clock.today(), certificate, client_key)
            return enrolment_file(enrolment, key.sign)


class DrawnPassphrase:
    """The passphrase that was drawn last and has no key yet, in memory alone: a restart forgets it."""

    def __init__(self) -> None:
        self._words = ""

    def __repr__(self) -> str:
        return "DrawnPassphrase(…)"

    def draw(self, language: Language) -> list[str]:
        """Draw other words, as many as a code of the reporters has, and return them."""
        self._words = draw(words(language))
        return self._words.split()

    @property
    def waits(self) -> bool:
        """Return whether words were drawn that still await their key."""
        return bool(self._words)

    def typed_back(self, text: str) -> str | None:
        """Return the passphrase if these are its words; None for other ones."""
        typed = " ".join(text.split())
        return typed if self._words and typed == self._words else None

    def forget(self) -> None:
        """Forget the words."""
        self._words = ""
