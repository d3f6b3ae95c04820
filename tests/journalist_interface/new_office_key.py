"""A key to which an office hands over, and what a gateway offers to workstations then."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from crypto import signing
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from store.api.messages import RosterFiles
from store.domain.labels import Label
from store.domain.office_key_change import OfficeKeyChange, SignedKeyChange, signed_key_change
from tests.office import TestOffice

PHRASE = "frasa kunci baru"


@dataclass
class NewKey:
    """The key that signs for the office from today on, and who else signed that it does."""

    office: TestOffice
    home: GnupgHome
    fingerprint: str
    certificate: bytes

    def sign(self, text: bytes) -> bytes:
        return sign_detached(self.home, self.fingerprint, text, self.office.clock.today(), PHRASE)

    def offered(self, *, by_old: bool = True, serial: int | None = None) -> RosterFiles:
        """The next roster by this key, with the statement about it."""
        day, old = self.office.clock.today(), self.office.keys.office
        known = self.office.roster.serial if serial is None else serial
        text = signing.compose(
            Label.OFFICE_KEY, OfficeKeyChange(day, old.fingerprint, self.fingerprint, known)
        )
        handed = (old.sign(text, day), old.certificate) if by_old else (b"", b"")
        change = SignedKeyChange(text.decode(), self.sign(text), self.certificate, *handed)
        following = msgspec.structs.replace(self.office.roster, serial=self.office.roster.serial + 1)
        statement = signing.compose(Label.ROSTER, following)
        return RosterFiles(statement, self.sign(statement), signed_key_change(change))


@contextmanager
def new_office_key(office: TestOffice, folder: Path) -> Iterator[NewKey]:
    """A new key of this office, made in this folder."""
    with GnupgHome(folder) as home:
        fingerprint = home.generate("Kantor Contoh", PHRASE)
        yield NewKey(office, home, fingerprint, home.certificate(fingerprint))
