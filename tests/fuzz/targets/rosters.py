"""A roster's statement behind the office's signature: only the office's key gets so far, and even it may err."""

from datetime import date

from crypto import signing
from crypto.errors import StatementError
from store.domain.errors import NoReaderError, RosterError
from store.domain.labels import Label
from store.domain.roster import (
    Office,
    Person,
    Position,
    Roster,
    RosterCertificate,
    custodians,
    exclusion_of,
    is_excluded,
    readers,
)
from store.domain.roster_verification import SeenRoster, check_form
from tests.fuzz.target import Target

_DAY = date(2026, 11, 25)
_OFFICE = Office("Inspektorat", "WBS", "gateway.uji")
_POSITIONS = (Position("petugas-1", "Petugas", "Officer"), Position("kepala", "Kepala", "Head"))
_LEFT = Person("sari", "Sari", "petugas-1", ("officer",), (), left=_DAY)
_STRANGE = RosterCertificate("A" * 40, b"\x99\x01\x0d\x04")


def _roster(*people: Person) -> bytes:
    return signing.compose(Label.ROSTER, Roster(1, _DAY, _DAY, _OFFICE, _POSITIONS, people))


def run(data: bytes) -> None:
    """Whatever is admitted gives readers whom no exclusion names."""
    roster = signing.parse(Label.ROSTER, data, Roster)
    SeenRoster.of(roster, data).admit(SeenRoster.of(roster, data))
    check_form(roster)
    for position in roster.excludable():
        excluded = exclusion_of(roster, (position.id,))
        for chosen in (readers, custodians):
            try:
                assert not any(is_excluded(person, excluded) for person in chosen(roster, excluded))
            except NoReaderError:
                continue


TARGET = Target(
    run,
    (StatementError, RosterError),
    (
        _roster(),
        _roster(_LEFT),
        _roster(_LEFT, _LEFT),
        _roster(Person("budi", "Budi", "kepala", ("officer", "custodian"), (_STRANGE,))),
        _roster(Person("reporter", "R", "kepala", (), ())),
    ),
    details=True,
)
