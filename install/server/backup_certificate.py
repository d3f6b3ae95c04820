"""The certificate of the backup key that an administrator brings: examined before a backup is encrypted to it.

Its secret half must never be on a server: what opens the backups would lie beside them.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from crypto.gpg.certificate import inspect, listing
from crypto.gpg.errors import CertificateError
from install.errors import InstallError
from install.language import Sentence
from install.roster.strength import weak
from install.server.answers import BackupRecipient
from store.domain.roster import RosterCertificate

_SECRET_KINDS: Final = frozenset({"sec", "ssb"})
_SECRET: Final = Sentence(
    "{path} memuat bagian rahasia kunci cadangan. Hapus dari mesin ini, dan bawa yang publik saja: gpg --export",
    "{path} holds the secret half of the backup key. Delete it from this machine, and bring the public half alone: gpg "
    "--export",
)
_NO_CERTIFICATE: Final = Sentence(
    "{path} bukan satu kunci publik dalam bentuk biner. Buat lagi di mesin tanpa jaringan: gpg --export SIDIK-JARI",
    "{path} is not one public key in binary form. Make it again on the machine without network: gpg --export "
    "FINGERPRINT",
)
_OTHER: Final = Sentence(
    "Kunci di {path} mempunyai sidik jari {found}, lain daripada yang diketik. Bandingkan dengan kertas.",
    "The key in {path} has the fingerprint {found}, which is not the one that was typed. Compare it with the paper.",
)
_USELESS: Final = Sentence(
    "Kunci di {path} tidak dapat mengenkripsi, dicabut, atau sudah habis masa berlakunya. Bawa yang berlaku.",
    "The key in {path} cannot encrypt, was revoked, or has expired. Bring one that is good.",
)
_WEAK: Final = Sentence(
    "Kunci di {path} tidak dapat dipakai: {reason}", "The key in {path} cannot be used: it {reason}"
)


class BackupCertificateError(InstallError):
    """The backup key that was brought cannot be used."""


def brought_certificate(key: BackupRecipient, now: datetime) -> bytes:
    """Return the certificate in this file; raise `BackupCertificateError` unless backups can be encrypted to it."""
    path = key.certificate
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BackupCertificateError(f"{path}: {error.strerror}.") from None
    _require_public(path, data)
    try:
        info = inspect(data)
    except CertificateError:
        raise BackupCertificateError(_NO_CERTIFICATE.told(path=path)) from None
    if info.fingerprint != key.fingerprint:
        raise BackupCertificateError(_OTHER.told(path=path, found=info.fingerprint))
    if not info.can_encrypt(now):
        raise BackupCertificateError(_USELESS.told(path=path))
    if reason := weak(RosterCertificate(info.fingerprint, data), now.date()):
        raise BackupCertificateError(_WEAK.told(path=path, reason=reason))
    return data


def _require_public(path: Path, data: bytes) -> None:
    """Refuse a secret half by name, in whatever form gpg reads it."""
    try:
        kinds = {row[0] for row in listing(data)}
    except CertificateError:
        return  # the next check says what it is not
    if kinds & _SECRET_KINDS:
        raise BackupCertificateError(_SECRET.told(path=path))
