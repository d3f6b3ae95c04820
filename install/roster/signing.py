"""Signing a roster: everything is checked before the office key is used, and no serial is ever used twice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import msgspec

from crypto import signing
from crypto.errors import CryptoError, StatementError
from crypto.gpg.certificate import inspect
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from install.errors import InstallError
from install.language import Sentence, in_words, reason_of
from install.roster.office_key import OfficeKey
from install.roster.readable import doubtful, unreadable
from install.roster.roster_source import UNREADABLE
from install.roster.strength import short, slow, weak
from install.roster.succession import (
    KEY_FAULT,
    gone,
    newly_retired,
    renamed,
    signatures_lost,
    succession,
    unverifiable,
)
from store.domain.errors import RosterFormError, RosterSignatureError
from store.domain.labels import Label
from store.domain.roster import Person, Roster, RosterCertificate
from store.domain.roster_verification import SeenRoster, certificate_info, check_form, verify_roster
from store.web.durable import replace_file
from store.web.roster_keeper import SIGNATURE_FILE, STATEMENT_FILE

_NO_MEMORY: Final = Sentence(
    "{path} rusak, atau dari versi lain. Tulis lagi ke sana seri terakhir yang ditunjukkan roster sebuah server, di "
    "sini seri 7: {example}",
    "{path} is damaged, or of another version. Write the last serial that a server's roster shows into it again, here "
    "of serial 7: {example}",
)
_SERIAL: Final = Sentence(
    "Seri {serial} tidak mengikuti yang terakhir, {last}. Pakai {next} atau lebih.",
    "Serial {serial} does not follow the last one, {last}. Use {next} or higher.",
)
_EXPIRED: Final = Sentence(
    "Hari terakhir roster, {day}, sudah lewat.", "The roster's last day, {day}, has passed."
)
_NO_OFFICER: Final = Sentence(
    "Tidak ada petugas dengan kunci yang dipakai di roster ini: tidak ada laporan yang dapat diterima.",
    "No person in the roster is an officer with a key in use: no report could be accepted.",
)
_NO_CUSTODIAN: Final = Sentence(
    "Tidak ada pemegang identitas: pelapor tidak dapat menyebutkan namanya.",
    "No person is a custodian: reporters cannot give their name.",
)
_CUSTODIAN_TOO: Final = Sentence(
    "{id} adalah pemegang identitas dan mempunyai peran lain: ia dapat membaca perkara yang nama pelapornya dapat "
    "dibukanya.",
    "{id} is a custodian and has another role too: they may read cases whose reporter's name they can open.",
)
_UNUSABLE: Final = Sentence("Kunci {key} milik {id} {fault}.", "The key {key} of {id} {fault}.")
_KEYS_END: Final = Sentence(
    "Kunci-kunci {id} berakhir sebelum roster.", "The keys of {id} expire before the roster does."
)
_CANNOT_ENCRYPT: Final = Sentence(
    "tidak dapat mengenkripsi, atau sudah berakhir", "cannot encrypt, or has expired"
)
_CANNOT_SIGN: Final = Sentence(
    "tidak dapat menandatangani, atau sudah berakhir", "cannot sign, or has expired"
)
_STRANGE_VALUE: Final = Sentence(
    "Ada nilai di roster yang terlalu panjang, terlalu besar, atau memuat karakter yang tidak boleh.",
    "A value of the roster is too long, too large, or has characters it may not have.",
)


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """The two files that go to the servers."""

    roster: Roster
    statement: bytes
    signature: bytes

    def publish(self, folder: Path) -> None:
        """Write both files, each whole or not at all; until both are there, readers refuse the pair."""
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(folder / SIGNATURE_FILE, self.signature, 0o644)
        replace_file(folder / STATEMENT_FILE, self.statement, 0o644)


@dataclass(frozen=True, slots=True)
class Findings:
    """Problems of a roster, and warnings that a person should know about."""

    problems: tuple[str, ...]
    warnings: tuple[str, ...]


def read_signed(folder: Path, certificate: Path, fingerprint: str) -> SignedRoster:
    """Return the verified roster of a folder; raise a `RosterError`, or `InstallError` where a file is missing."""
    try:
        text, signature = (folder / STATEMENT_FILE).read_bytes(), (folder / SIGNATURE_FILE).read_bytes()
    except OSError as error:
        raise InstallError(UNREADABLE.told(path=error.filename, reason=reason_of(error))) from None
    return SignedRoster(verify_roster(text, signature, certificate, fingerprint), text, signature)


def read_previous(folder: Path, key: OfficeKey) -> SignedRoster | None:
    """Return the last roster, by this key or by the one before it; None if there is none in this folder.

    Raises a `RosterError` for one that neither of them signed.
    """
    if not (folder / STATEMENT_FILE).exists():
        return None
    try:
        return read_signed(folder, key.certificate, key.fingerprint)
    except RosterSignatureError:
        if not key.predecessor.exists():
            raise
    return read_signed(folder, key.predecessor, inspect(key.predecessor.read_bytes()).fingerprint)


def last_signed(key: OfficeKey) -> SeenRoster | None:
    """Return serial and digest of the roster that this key signed last; None if it signed none."""
    try:
        return msgspec.json.decode(key.memory.read_bytes(), type=SeenRoster)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError:
        raise InstallError(_NO_MEMORY.told(path=key.memory, example='{"serial": 7, "digest": ""}')) from None


def sign_roster(key: OfficeKey, secret: str, roster: Roster) -> SignedRoster:
    """Sign the roster; raise `InstallError` unless its serial follows the last one, or a `CryptoError` from GnuPG."""
    last = last_signed(key)
    if last is not None and roster.serial <= last.serial:
        raise InstallError(_SERIAL.told(serial=roster.serial, last=last.serial, next=last.serial + 1))
    text = signing.compose(Label.ROSTER, roster)
    _require_readable(text)
    with GnupgHome(key.home) as home:
        signature = sign_detached(home, key.fingerprint, text, roster.issued, secret)
    verify_roster(text, signature, key.certificate, key.fingerprint)
    # Before anything leaves this machine: a used serial stays used.
    replace_file(key.memory, msgspec.json.encode(SeenRoster.of(roster, text)), 0o600)
    return SignedRoster(roster, text, signature)


def examine(roster: Roster, now: datetime, previous: Roster | None = None) -> Findings:
    """Return everything that would make this roster useless or dangerous, all at once."""
    problems: list[str] = []
    warnings: list[str] = []
    try:
        check_form(roster)
    except RosterFormError as error:
        return Findings((in_words(error),), ())
    if roster.expired(now.date()) or roster.expires < roster.issued:
        problems.append(_EXPIRED.told(day=roster.expires))
    if not any(person.in_use() for person in roster.active("officer")):
        problems.append(_NO_OFFICER.told())
    if not roster.active("custodian"):
        warnings.append(_NO_CUSTODIAN.told())
    warnings += [
        _CUSTODIAN_TOO.told(id=person.id)
        for person in roster.active("custodian")
        if len(person.roles) > 1 or person.alternate
    ]
    problems += unreadable(roster)
    warnings += doubtful(roster)
    for person in roster.active():
        _examine_person(person, roster.expires, now, problems, warnings)
    problems += unverifiable(roster)
    too_slow, known_as_slow = slow(roster, previous)
    problems += too_slow
    warnings += known_as_slow
    if previous is not None:
        problems += gone(roster, previous)
        problems += signatures_lost(roster, previous, now.date())
        warnings += newly_retired(roster, previous)
        warnings += renamed(roster, previous)
    return Findings(tuple(problems), tuple(warnings))


def _examine_person(
    person: Person, expires: date, now: datetime, problems: list[str], warnings: list[str]
) -> None:
    in_use = person.in_use()
    faults = {certificate.fingerprint: _fault(certificate, now) for certificate in in_use}
    unusable = [
        _UNUSABLE.told(key=name, id=person.id, fault=fault) for name, fault in faults.items() if fault
    ]
    replaced = len(unusable) < len(
        faults
    )  # an expired key beside a good one keeps earlier signatures readable
    (warnings if replaced else problems).extend(unusable)
    for certificate in in_use:
        if faults[certificate.fingerprint] is None and (fault := weak(certificate, now.date())):
            problems.append(KEY_FAULT.told(key=certificate.fingerprint, id=person.id, fault=fault))
        elif shortcoming := short(certificate):
            warnings.append(KEY_FAULT.told(key=certificate.fingerprint, id=person.id, fault=shortcoming))
    warnings += succession(person)
    end = datetime(expires.year, expires.month, expires.day, 23, 59, 59, tzinfo=UTC)
    if replaced and all(_fault(certificate, end) for certificate in in_use):
        warnings.append(_KEYS_END.told(id=person.id))


def _fault(certificate: RosterCertificate, at: datetime) -> str | None:
    info = certificate_info(certificate)
    if info.revoked or info.shared:
        return None  # `unverifiable` and `weak` report it
    if not info.can_encrypt(at):
        return _CANNOT_ENCRYPT.told()
    if not info.can_sign(at):
        return _CANNOT_SIGN.told()
    return None


def _require_readable(text: bytes) -> None:
    """Refuse to sign what readers would not accept: TOML allows a few values that they refuse."""
    try:
        signing.parse(Label.ROSTER, text, Roster)
    except (StatementError, CryptoError):
        raise InstallError(_STRANGE_VALUE.told()) from None
