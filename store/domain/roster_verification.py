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
from store.domain.errors import RosterForkError, RosterFormError, RosterRollbackError, RosterSignatureError
from store.domain.labels import Label
from store.domain.roster import REPORTER, Roster, RosterCertificate, digest


@dataclass(frozen=True, slots=True)
class SeenRoster:
    """A process's memory of the newest roster it accepted."""

    serial: int
    digest: str

    @classmethod
    def of(cls, roster: Roster, text: bytes) -> Self:
        """Return the memory of this roster and its signed text."""
        return cls(roster.serial, digest(text))

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
            raise RosterFormError(f"No person in the roster may be called {REPORTER}.")
        if person.position not in known:
            raise RosterFormError(f"The position of {person.id} is not in the roster.")
        if person.left is None and not person.certificates:
            raise RosterFormError(f"The roster has no certificate for {person.id}.")
        for key in (key for certificate in person.certificates for key in certificate_info(certificate).keys):
            if owners.setdefault(key, person.id) != person.id:
                raise RosterFormError(f"A certificate of {person.id} has a key of {owners[key]} in it.")


def _require_few(roster: Roster) -> None:
    """Refuse more certificates than one message may go to: its readers would not open it."""
    count = sum(len(person.in_use()) for person in roster.active())
    if count > MAX_RECIPIENTS:
        raise RosterFormError(
            f"The roster has {count} certificates in use. One message goes to at most {MAX_RECIPIENTS}: retire some."
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
        raise RosterFormError(f"The certificate {certificate.fingerprint} is damaged.") from None
    if info.fingerprint != certificate.fingerprint:
        raise RosterFormError(f"The certificate {certificate.fingerprint} has another fingerprint.")
    return info


def _unique(names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise RosterFormError(f"The roster names {twice[0]} twice.")
