"""The roster: the people of the office, with their positions, roles and certificates.

The office's offline key signs it. Everything that encrypts, verifies or admits consults it. Readers are computed from
it and from the reporter's exclusions, never looked up in the store.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from crypto.gpg.certificate import FINGERPRINT_PATTERN
from store.domain.envelope import Excluded
from store.domain.errors import NoReaderError
from store.domain.fields import Identifier, ShortText, Struct
from store.domain.retention import DEFAULT_RETENTION, Retention

Role = Literal["officer", "investigator", "leadership", "custodian"]
Fingerprint = Annotated[str, Meta(pattern=FINGERPRINT_PATTERN)]
WARNING_DAYS = 30  # before its last day, all who use the roster are told that it ends
# GnuPG verifies every signature in a certificate at each use: repeated ones would make every report slow.
MOST_CERTIFICATE_BYTES = 16 * 1024
REPORTER = "reporter"  # the author of what no person of the roster wrote


class Office(Struct, frozen=True):
    """The office's names on the pages, and the identity of the gateway that officers sign in to."""

    name: ShortText
    unit: ShortText
    gateway: Annotated[str, Meta(min_length=8, max_length=128)]


class Position(Struct, frozen=True):
    """A post in the office; its identifier stays when the holder changes."""

    id: Identifier
    title: ShortText
    title_en: ShortText

    def title_in(self, language: str) -> str:
        """Return the title in Indonesian for `id`, in English for any other language."""
        return self.title if language == "id" else self.title_en


class RosterCertificate(Struct, frozen=True, omit_defaults=True):
    """A public OpenPGP certificate: full fingerprint and binary form.

    A `retired` certificate signs in nowhere, and nothing is encrypted to it. What it signed up to that day stays good.
    A roster without such a day has the same text as before this field existed.
    """

    fingerprint: Fingerprint
    data: Annotated[bytes, Meta(max_length=65_536)]
    retired: date | None = None

    def counts_on(self, day: date) -> bool:
        """Return whether a signature that it made on this day counts."""
        return self.retired is None or day <= self.retired


class Person(Struct, frozen=True):
    """A person of the office. One who has `left` reads nothing new and cannot sign in; earlier signatures stay good."""

    id: Identifier
    name: ShortText
    position: Identifier
    roles: tuple[Role, ...]
    certificates: tuple[RosterCertificate, ...]
    alternate: bool = False
    left: date | None = None

    def in_use(self) -> tuple[RosterCertificate, ...]:
        """Return the certificates that are not retired."""
        return tuple(certificate for certificate in self.certificates if certificate.retired is None)


class Roster(Struct, frozen=True, omit_defaults=True):
    """The signed content of a roster.

    Without periods it has the same text as before this field existed. One that spells the usual periods out keeps them.
    """

    serial: Annotated[int, Meta(ge=1, le=1 << 50)]
    issued: date
    expires: date
    office: Office
    positions: tuple[Position, ...]
    people: tuple[Person, ...]
    retention: Retention = DEFAULT_RETENTION

    def person(self, identifier: str) -> Person | None:
        """Return the person with this identifier, even after leaving, or None."""
        return next((person for person in self.people if person.id == identifier), None)

    def position(self, identifier: str) -> Position:
        """Return the position with this identifier.

        Raises `KeyError` if there is none; a verified roster has all it names.
        """
        return {position.id: position for position in self.positions}[identifier]

    def active(self, role: Role | None = None) -> tuple[Person, ...]:
        """Return the people who have not left, with this role."""
        return tuple(
            person for person in self.people if person.left is None and (role is None or role in person.roles)
        )

    def expired(self, today: date) -> bool:
        """Return whether the last day has passed."""
        return today > self.expires

    def excludable(self) -> tuple[Position, ...]:
        """Return the positions that a reporter can exclude: every one that a person holds now."""
        held = {person.position for person in self.active()}
        return tuple(position for position in self.positions if position.id in held)


def digest(statement: bytes) -> str:
    """Return the SHA-256 of signed bytes, which tells two rosters of one serial apart."""
    return hashlib.sha256(statement).hexdigest()


def exclusion_of(roster: Roster, positions: Iterable[str]) -> tuple[Excluded, ...]:
    """Return the exclusion record for these positions: all people who hold one of them now."""
    chosen = set(positions)
    return tuple(
        Excluded(person.id, person.position) for person in roster.active() if person.position in chosen
    )


def is_excluded(person: Person, excluded: Iterable[Excluded]) -> bool:
    """Return whether a person is excluded, by stable identifier or by position.

    A successor, a new key or a new post does not get round it.
    """
    return any(
        person.id == exclusion.person or person.position == exclusion.position for exclusion in excluded
    )


def answers_reporters(person: Person) -> bool:
    """Return whether this person's replies count: an officer's, or an alternate's, who reads where no officer may."""
    return "officer" in person.roles or person.alternate


def readers(roster: Roster, excluded: Iterable[Excluded]) -> tuple[Person, ...]:
    """Return the readers of a case: the officers not excluded, or the alternates, or raise `NoReaderError`."""
    return _allowed(roster.active("officer"), excluded) or _some(
        _allowed((person for person in roster.active() if person.alternate), excluded)
    )


def custodians(roster: Roster, excluded: Iterable[Excluded]) -> tuple[Person, ...]:
    """Return the readers of identities: the custodians not excluded, or raise `NoReaderError` if there are none."""
    return _some(_allowed(roster.active("custodian"), excluded))


def _allowed(people: Iterable[Person], excluded: Iterable[Excluded]) -> tuple[Person, ...]:
    record = tuple(excluded)
    return tuple(person for person in people if not is_excluded(person, record))


def _some(people: tuple[Person, ...]) -> tuple[Person, ...]:
    if not people:
        raise NoReaderError
    return people
