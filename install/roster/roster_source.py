"""The office's handwritten source, and the roster made from it: a TOML file and a folder of certificates.

    [office]
    name = "Inspektorat Contoh"
    unit = "Whistleblowing System (WBS)"
    gateway = "gateway.inspektorat-contoh"    # the identity officers sign in to; it stays as it is

    [[positions]]
    id = "petugas-wbs-1"                      # stays when the holder changes
    title = "Petugas Pengelola WBS I"
    title_en = "WBS Case Officer I"

    [[people]]
    id = "petugas-satu"                       # stays when name, post or key change
    name = "Petugas Contoh Satu"
    position = "petugas-wbs-1"
    roles = ["officer"]                       # officer, investigator, leadership, custodian
    certificates = ["petugas-satu.gpg"]       # in the certificates folder; a new one is added, none is ever removed
    alternate = false                         # true: reads when every officer is excluded
    # retired = { "petugas-satu.gpg" = 2026-05-01 }   # keys that are lost, stolen or replaced: their last day
    # left = 2026-05-01                       # the last day, once the person left; no person is ever removed

    [retention]                               # months for which a report is kept after it was closed, by its outcome
    proven = 120
    partly-proven = 120
    not-proven = 60
    insufficient-evidence = 60
    archived = 24

Certificates are public keys as `gpg --export FINGERPRINT` writes them, one key a file, with or without --armor. People
hand them in as files, and some hand in their secret key by mistake. `kentongan-roster enrol` takes them from the files
that workstations make.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta, field
from msgspec.structs import replace

from crypto.errors import CryptoError
from crypto.gpg.armor import dearmor
from crypto.gpg.certificate import inspect
from crypto.gpg.errors import CertificateError, GpgFaultError
from crypto.gpg.invocation import NO_AGENT, NO_HOME
from crypto.gpg.process import run_gpg
from install.errors import InstallError
from install.language import Sentence, reason_of
from store.domain.fields import Identifier, ShortText
from store.domain.retention import Retention
from store.domain.roster import (
    MOST_CERTIFICATE_BYTES,
    Office,
    Person,
    Position,
    Role,
    Roster,
    RosterCertificate,
)
from store.web.configuration import Settings, read_config

_NOT_LISTED: Final = Sentence(
    "{name} dipensiunkan, tetapi tidak ada di antara sertifikat {id}.",
    "{name} is retired, and not among the certificates of {id}.",
)
_CERTIFICATE: Final = Sentence("Sertifikat {id}: {reason}", "The certificate of {id}: {reason}")
UNREADABLE: Final = Sentence("{path} tidak terbaca: {reason}.", "{path} cannot be read: {reason}.")
_SECRET_KEY: Final = Sentence(
    "{path} memuat kunci rahasia, yang hanya boleh dimiliki pemiliknya. Hapus di mana pun berada, dan minta pemiliknya "
    "membuat kunci baru: yang ini tidak rahasia lagi.",
    "{path} holds a secret key, which only its owner may have. Delete it everywhere, and have its owner make a new "
    "one: this one is not secret any more.",
)
_NO_CERTIFICATE: Final = Sentence(
    "{path} tidak memuat tepat satu kunci publik berukuran paling banyak {most} byte. Ekspor dengan: gpg "
    "--export-options export-minimal --export SIDIK-JARI",
    "{path} does not hold exactly one public key of at most {most} bytes. Export it with: gpg --export-options "
    "export-minimal --export FINGERPRINT",
)
CERTIFICATES_FOLDER: Final = "certificates"
ENROLMENTS_FOLDER: Final = "enrolments"
"""Beside the source: the files by which workstations handed their keys in, for the servers."""
_ARMOR: Final = re.compile(rb"\s*-----BEGIN PGP ((?:PUBLIC|PRIVATE) KEY BLOCK)-----")
_SECRET: Final = re.compile(rb"^:secret (sub )?key packet:", re.MULTILINE)
_LISTED_BYTES: Final = 1024 * 1024
_MOST_READ: Final = 2 * MOST_CERTIFICATE_BYTES

FileName = Annotated[str, Meta(pattern=r"\A[^/\x00-\x1f]{1,200}\Z")]


class SourcePerson(Settings, frozen=True):
    """One person as the office writes it."""

    id: Identifier
    name: ShortText
    position: Identifier
    roles: tuple[Role, ...]
    certificates: tuple[FileName, ...] = ()
    alternate: bool = False
    left: date | None = None
    retired: Mapping[FileName, date] = field(default_factory=dict)


class RosterSource(Settings, frozen=True):
    """The whole file."""

    office: Office
    positions: tuple[Position, ...] = ()
    people: tuple[SourcePerson, ...] = ()
    retention: Retention = field(default_factory=Retention)


def read_source(path: Path) -> RosterSource:
    """Return the office's file; `ConfigurationError` says what is wrong and where."""
    return read_config(path, RosterSource)


def compose(source: RosterSource, certificates: Path, serial: int, issued: date, expires: date) -> Roster:
    """Return the roster that the file describes; raise `InstallError` for a certificate that cannot be read."""
    return Roster(
        serial=serial,
        issued=issued,
        expires=expires,
        office=source.office,
        positions=source.positions,
        people=tuple(_person(person, certificates) for person in source.people),
        retention=source.retention,
    )


def _person(person: SourcePerson, folder: Path) -> Person:
    for name in person.retired:
        if name not in person.certificates:
            raise InstallError(_NOT_LISTED.told(name=name, id=person.id))
    return Person(
        id=person.id,
        name=person.name,
        position=person.position,
        roles=person.roles,
        certificates=tuple(_certificate(person, folder, name) for name in person.certificates),
        alternate=person.alternate,
        left=person.left,
    )


def _certificate(person: SourcePerson, folder: Path, name: str) -> RosterCertificate:
    try:
        certificate = read_certificate(folder / name)
    except InstallError as error:
        raise InstallError(_CERTIFICATE.told(id=person.id, reason=error)) from None
    return replace(certificate, retired=person.retired.get(name))


def read_certificate(path: Path) -> RosterCertificate:
    """Return the one public key in this file; raise `InstallError` for anything else, including a secret key."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_READ + 1)
    except OSError as error:
        raise InstallError(UNREADABLE.told(path=path, reason=reason_of(error))) from None
    try:
        armored = _ARMOR.match(data)
        binary = data if armored is None else dearmor(data, armored[1])
        if _is_secret(binary):
            raise InstallError(_SECRET_KEY.told(path=path))
        if len(binary) > MOST_CERTIFICATE_BYTES:
            raise CertificateError
        return RosterCertificate(inspect(binary).fingerprint, binary)
    except GpgFaultError:
        raise  # it says nothing about the file
    except CryptoError:
        raise InstallError(_NO_CERTIFICATE.told(path=path, most=MOST_CERTIFICATE_BYTES)) from None


def _is_secret(binary: bytes) -> bool:
    """Return whether it holds a secret key, before or behind a public one."""
    packets, _end = run_gpg(NO_HOME, [*NO_AGENT, "--list-packets"], binary, _LISTED_BYTES)
    return _SECRET.search(packets) is not None
