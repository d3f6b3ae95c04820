"""A person with the office key, who publishes rosters of two officers."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from crypto import signing
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from store.domain.clock import Clock
from store.domain.labels import Label
from store.domain.roster import Office, Person, Position, Roster, RosterCertificate
from store.web.roster_keeper import RosterKeeper
from tests.clocks import TODAY

PHRASE = "frasa sandi contoh"


@dataclass
class Publisher:
    """A person with the office key and two officers' keys; `publish` lays a roster before the keeper."""

    home: GnupgHome
    office: str
    officers: list[str]
    folder: Path
    clock_file: Path
    published: list[bytes] = field(default_factory=list)

    def roster(self, serial: int = 1, days: int = 365) -> Roster:
        people = tuple(
            Person(
                f"petugas-{place}", f"Petugas {place}", f"pos-{place}", ("officer",), (self.certificate(key),)
            )
            for place, key in enumerate(self.officers)
        )
        positions = tuple(Position(person.position, person.position, person.position) for person in people)
        office = Office("Dinas Contoh", "WBS", "gateway-contoh")
        return Roster(serial, TODAY, TODAY + timedelta(days=days), office, positions, people)

    def certificate(self, key: str) -> RosterCertificate:
        return RosterCertificate(key, self.home.certificate(key))

    def publish(self, roster: Roster, key: str | None = None) -> None:
        text = signing.compose(Label.ROSTER, roster)
        (self.folder / "roster.txt").write_bytes(text)
        (self.folder / "roster.sig").write_bytes(self.sign(text, key or self.office))

    def sign(self, text: bytes, key: str) -> bytes:
        return sign_detached(self.home, key, text, TODAY, PHRASE)

    def keeper(self, fingerprint: str | None = None) -> RosterKeeper:
        return RosterKeeper(
            self.folder,
            self.folder / "office.gpg",
            fingerprint or self.office,
            self.folder / "state.json",
            self.folder / "certificates",
            Clock(offset_file=self.clock_file),
        )
