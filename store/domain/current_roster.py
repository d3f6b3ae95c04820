"""A verified roster and its people's certificates: who can read, who may reply, and who signed what.

Everything fails closed: anything wrong raises an error, and the caller does not encrypt, admit or believe.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from crypto.errors import CryptoError
from crypto.gpg.certificate import CertificateFolder, CertificateInfo
from crypto.gpg.errors import GpgFaultError, NotEncryptedMessageError, UnprocessableError
from crypto.gpg.invocation import end_of
from crypto.gpg.packets import read_issuers, read_recipients
from crypto.gpg.signatures import verify_detached
from crypto.signing import Signed
from store.domain.clock import Clock
from store.domain.envelope import Excluded
from store.domain.errors import AuthorError, NoReaderError, ReplyError, RetiredKeyError, RosterExpiredError
from store.domain.procedure.permissions import case_readers
from store.domain.procedure.state import CaseState
from store.domain.reply import Reply
from store.domain.roster import (
    WARNING_DAYS,
    Person,
    Roster,
    RosterCertificate,
    answers_reporters,
    custodians,
    digest,
    is_excluded,
    readers,
)


@dataclass(frozen=True, slots=True)
class OfficeCertificate:
    """The certificate of the office key, and its pinned full fingerprint.

    `vouched` are the SHA-256 of texts that an earlier office key signed, and that stay the office's.
    """

    path: Path
    fingerprint: str
    vouched: frozenset[str] = frozenset()

    def signed(self, signed: Signed) -> bool:
        """Return whether the office signed this text; raises a `GpgFaultError` if GnuPG does not work."""
        if digest(signed.text) in self.vouched:
            return True
        try:
            verify_detached(self.path, self.fingerprint, signed.text, signed.signature)
        except GpgFaultError:
            raise
        except CryptoError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class CurrentRoster:
    """A verified roster, with its people's certificates laid out for GnuPG."""

    roster: Roster
    statement: bytes
    signature: bytes
    _folder: CertificateFolder
    _certificates: Mapping[str, CertificateInfo]
    _clock: Clock
    _office: OfficeCertificate

    def expired(self) -> bool:
        """Return whether the roster has expired, so that only reading may go on."""
        return self.roster.expired(self._clock.today())

    def require_valid(self) -> None:
        """Raise `RosterExpiredError` if only reading may go on."""
        if self.expired():
            raise RosterExpiredError

    def days_left(self) -> int:
        """Return the whole days until the last one, negative once it has passed."""
        return (self.roster.expires - self._clock.today()).days

    def ends_soon(self) -> bool:
        """Return whether it is time to say that the office must sign a new one."""
        return self.days_left() <= WARNING_DAYS

    def recipients(self, people: Iterable[Person]) -> list[Path]:
        """Return the files of these people's usable certificates, or raise `NoReaderError` if there are none."""
        files = [path for person in people for path in self._usable(person)]
        if not files:
            raise NoReaderError
        return files

    def require_encrypted(self, *messages: bytes) -> None:
        """Refuse messages not encrypted to people of this roster alone, with `NotEncryptedMessageError`.

        A retired certificate counts, and so does that of a person who left: an honest writer may still have the
        previous roster, and their words must not be lost. The exact recipients are not checked, because they differ
        between writers.
        """
        for message in messages:
            self.require_known(read_recipients(message))

    def require_known(self, recipients: Sequence[str]) -> None:
        """Refuse keys if one is not in this roster, or if there are more of them than it has certificates.

        Raises `NotEncryptedMessageError`.
        """
        known = {key for info in self._certificates.values() for key in info.keys}
        if len(recipients) > len(self._certificates) or not known.issuperset(recipients):
            raise NotEncryptedMessageError

    def usable_readers(self, excluded: Iterable[Excluded]) -> tuple[Person, ...]:
        """Return `roster.readers` among those with a usable certificate, or raise `NoReaderError` without any."""
        return readers(self._only_usable(), excluded)

    def usable_custodians(self, excluded: Iterable[Excluded]) -> tuple[Person, ...]:
        """Return `roster.custodians` among those with a usable certificate, or raise `NoReaderError` without any."""
        return custodians(self._only_usable(), excluded)

    def has_reader(self, excluded: Iterable[Excluded]) -> bool:
        """Return whether a person could read a report."""
        return _is_possible(self.usable_readers, excluded)

    def has_custodian(self, excluded: Iterable[Excluded]) -> bool:
        """Return whether a person could keep an identity."""
        return _is_possible(self.usable_custodians, excluded)

    def case_readers(self, excluded: Iterable[Excluded], state: CaseState) -> tuple[Person, ...]:
        """Return `permissions.case_readers` among those with a usable certificate, or raise `NoReaderError`."""
        return case_readers(self._only_usable(), tuple(excluded), state)

    def usable_leaders(self, excluded: Iterable[Excluded]) -> tuple[Person, ...]:
        """Return the leaders, perhaps none, who are not excluded and have a usable certificate.

        They see a case's statistics record.
        """
        record = tuple(excluded)
        leaders = self._only_usable().active("leadership")
        return tuple(person for person in leaders if not is_excluded(person, record))

    def is_usable(self, person: Person) -> bool:
        """Return whether anything can be encrypted to this person now."""
        return bool(self._usable(person))

    def verify_by(self, person_id: str, statement: bytes, signature: bytes, day: date) -> None:
        """Raise `AuthorError` unless a certificate of this person signed the statement, on a day of their service.

        The error is a `RetiredKeyError` if only a certificate that was retired before this day signed it. Raises
        `UnprocessableError` if gpg fails over the signature.
        """
        signers = self._signers(person_id, statement, signature, day)
        if signers and not any(certificate.counts_on(day) for certificate in signers):
            raise RetiredKeyError
        if not signers:
            raise AuthorError

    def signing_fingerprint(self, person_id: str, signature: bytes) -> str:
        """Return the fingerprint of this person's certificate that made a signature which verified before.

        The signature names it, so gpg is not asked: an export shows a thousand of one person. If it names keys of
        several, as its maker or a store can bring about, all of these are returned.
        """
        person = self.roster.person(person_id)
        held = () if person is None else person.certificates
        if len(held) > 1:
            named = read_issuers(signature)
            held = tuple(each for each in held if named & self._certificates[each.fingerprint].keys) or held
        return " / ".join(certificate.fingerprint for certificate in held)

    def verify_new_by(self, person_id: str, statement: bytes, signature: bytes, day: date) -> str:
        """Return the fingerprint of this person's certificate that signed a statement that arrives now.

        Raises `AuthorError` unless one did, on a day of their service. It is a `RetiredKeyError` if only a retired
        certificate did: that signs nothing new, not even on its last day.
        """
        try:
            signers = self._signers(person_id, statement, signature, day)
        except UnprocessableError:
            raise AuthorError from None
        if not signers:
            raise AuthorError
        in_use = next((certificate for certificate in signers if certificate.retired is None), None)
        if in_use is None:
            raise RetiredKeyError
        return in_use.fingerprint

    def is_of_office(self, signed: Signed) -> bool:
        """Return whether the office key, which signs the roster, signed this text too."""
        return self._office.signed(signed)

    def served_on(self, person_id: str, day: date) -> bool:
        """Return whether this is a person of the roster who had not left before this day."""
        person = self.roster.person(person_id)
        return person is not None and (person.left is None or day <= person.left)

    def may_reply(self, person_id: str, excluded: Iterable[Excluded]) -> bool:
        """Return whether this person's replies count in a case with these exclusions."""
        person = self.roster.person(person_id)
        return person is not None and answers_reporters(person) and not is_excluded(person, excluded)

    def reply_verifier(self, excluded: Iterable[Excluded]) -> Callable[[Reply, bytes, bytes], None]:
        """Return the check for `read_reply`: a person of the roster signed, and the reporter did not exclude them.

        A person who moves into an excluded position is no longer believed, for earlier replies too: the roster does not
        tell since when they have held it.
        """
        record = tuple(excluded)

        def verify(reply: Reply, statement: bytes, signature: bytes) -> None:
            try:
                self.verify_by(reply.officer, statement, signature, reply.day)
            except AuthorError:
                raise ReplyError from None
            if not self.may_reply(reply.officer, record):
                raise ReplyError

        return verify

    def _signers(
        self, person_id: str, statement: bytes, signature: bytes, day: date
    ) -> tuple[RosterCertificate, ...]:
        """Return the certificates of this person that signed it, on a day of their service.

        Every name costs the same, even a stranger's: as many certificates are tried as any one person has.
        """
        person = self.roster.person(person_id)
        mine = person.certificates if person is not None and self.served_on(person_id, day) else ()
        signers, failure = [], None
        for certificate in (*mine, *self._decoys(len(mine))):
            try:
                if self._signed(certificate.fingerprint, statement, signature, day) and certificate in mine:
                    signers.append(certificate)
            except UnprocessableError as error:  # another certificate may still be the one that signed
                failure = error
        if failure is not None and not signers:
            raise failure
        return tuple(signers)

    def _signed(self, fingerprint: str, statement: bytes, signature: bytes, day: date) -> bool:
        try:
            verify_detached(self._folder.path_of(fingerprint), fingerprint, statement, signature, day)
        except (GpgFaultError, UnprocessableError):
            raise
        except CryptoError:
            return False
        return True

    def _decoys(self, asked: int) -> Iterator[RosterCertificate]:
        """Return certificates to try for nothing, so that the time does not tell who is in the roster."""
        widest = max((person.certificates for person in self.roster.people), key=len, default=())
        return iter(widest[asked:])

    def key_identifiers(self, person: Person) -> frozenset[str]:
        """Return the identifiers (16 hex digits) of all keys in this person's certificates, the retired ones too."""
        return frozenset(
            key
            for certificate in person.certificates
            for key in self._certificates[certificate.fingerprint].keys
        )

    def usable_fingerprints(self, person: Person) -> list[str]:
        """Return the full fingerprints of this person's certificates to which something can be encrypted now."""
        # gpg is told this moment, so it would refuse a key that ends earlier today.
        at = end_of(self._clock.today())
        return [
            certificate.fingerprint
            for certificate in person.in_use()
            if self._certificates[certificate.fingerprint].can_encrypt(at)
        ]

    def _usable(self, person: Person) -> list[Path]:
        return [self._folder.path_of(fingerprint) for fingerprint in self.usable_fingerprints(person)]

    def _only_usable(self) -> Roster:
        people = tuple(
            person for person in self.roster.people if person.left is not None or self._usable(person)
        )
        return msgspec.structs.replace(self.roster, people=people)


def _is_possible(
    choose: Callable[[Iterable[Excluded]], tuple[Person, ...]], excluded: Iterable[Excluded]
) -> bool:
    try:
        choose(excluded)
    except NoReaderError:
        return False
    return True
