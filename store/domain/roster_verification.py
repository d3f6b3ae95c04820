"""Verification of a roster: signed by the pinned office key, well formed, and not older than one already seen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from crypto import signing
from crypto.errors import CryptoError, StatementError
from crypto.gpg.certificate import CertificateInfo, inspect
from crypto.gpg.errors import GpgFaultError
from crypto.gpg.packets import MAX_RECIPIENTS
from crypto.gpg.signatures import verify_detached
from store.domain.envelope import MOST_EXCLUDED
from store.domain.errors import RosterForkError, RosterFormError, RosterRollbackError, RosterSignatureError
from store.domain.labels import Label
from store.domain.roster import REPORTER, Roster, RosterCertificate, digest


@dataclass(frozen=True, slots=True)
class SeenRoster:
    """A process's memory of the newest roster it accepted, and of the office key that signed it.

    The empty text stands for the key in use. What another key signed does not bind: a thief of the old one could
    otherwise close a machine to the new one by a very high serial.
    """

    serial: int
    digest: str
    office: str = ""

    @classmethod
    def of(cls, roster: Roster, text: bytes, office: str = "") -> Self:
        """Return the memory of this roster and its signed text, by the office key of this fingerprint."""
        return cls(roster.serial, digest(text), office)

    def is_by(self, office: str) -> bool:
        """Return whether it is of a roster by the office key of this fingerprint."""
        return self.office in {"", office}

    def admit(self, newer: "SeenRoster") -> None:
        """Raise `RosterRollbackError` or `RosterForkError` unless `newer` may follow."""
        if newer.serial < self.serial:
            raise RosterRollbackError
        if newer.serial == self.serial and newer.digest != self.digest:
            raise RosterForkError


def verify_roster(text: bytes, signature: bytes, office_certificate: Path, fingerprint: str) -> Roster:
    """Return the roster if the office key of this full fingerprint signed exactly this text.

    Raises `RosterSignatureError` or `RosterFormError`, or a `GpgFaultError` if GnuPG does not work. Expiry and order
    are checked elsewhere.
    """
    try:
        verify_detached(office_certificate, fingerprint, text, signature)
    except GpgFaultError:
        raise
    except CryptoError:
        raise RosterSignatureError from None
    try:
        roster = signing.parse(Label.ROSTER, text, Roster)
    except StatementError:
        raise RosterFormError from None
    check_form(roster)
    return roster


def check_form(roster: Roster) -> None:
    """Raise `RosterFormError` unless names are unique, positions exist, and certificates are what they claim.

    No two people share a key: one who borrows a colleague's would pass for a reader of messages encrypted to it.
    """
    _unique(person.id for person in roster.people)
    _unique(position.id for position in roster.positions)
    _unique(certificate.fingerprint for person in roster.people for certificate in person.certificates)
    _require_few(roster)
    known = {position.id for position in roster.positions}
    owners: dict[str, str] = {}
    for person in roster.people:
        if person.id == REPORTER:  # the store writes this name beside what a reporter sends
            raise RosterFormError("No person in the roster may be called {person}.", person=REPORTER)
        if person.position not in known:
            raise RosterFormError("The position of {person} is not in the roster.", person=person.id)
        if person.left is None and not person.certificates:
            raise RosterFormError("The roster has no certificate for {person}.", person=person.id)
        for key in (key for certificate in person.certificates for key in certificate_info(certificate).keys):
            if owners.setdefault(key, person.id) != person.id:
                raise RosterFormError(
                    "A certificate of {person} has a key of {other} in it.",
                    person=person.id,
                    other=owners[key],
                )


def _require_few(roster: Roster) -> None:
    """Refuse more certificates than one message may go to, and more people than one report may exclude."""
    people = len(roster.active())
    if people >= MOST_EXCLUDED:
        raise RosterFormError(
            "The roster has {count} people who have not left. It may have fewer than {most}.",
            count=people,
            most=MOST_EXCLUDED,
        )
    count = sum(len(person.in_use()) for person in roster.active())
    if count > MAX_RECIPIENTS:
        raise RosterFormError(
            "The roster has {count} certificates in use. One message goes to at most {most}: retire some.",
            count=count,
            most=MAX_RECIPIENTS,
        )


def certificate_info(certificate: RosterCertificate) -> CertificateInfo:
    """Return what GnuPG says of a certificate.

    Raises `RosterFormError` if it is not exactly the one of this fingerprint.
    """
    try:
        info = inspect(certificate.data)
    except GpgFaultError:
        raise
    except CryptoError:
        raise RosterFormError("The certificate {key} is damaged.", key=certificate.fingerprint) from None
    if info.fingerprint != certificate.fingerprint:
        raise RosterFormError("The certificate {key} has another fingerprint.", key=certificate.fingerprint)
    return info


def _unique(names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise RosterFormError("The roster names {name} twice.", name=twice[0])
