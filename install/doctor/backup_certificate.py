"""The backup key: that one was named, that it is the one on the paper, and how long backups can be encrypted to it."""

from datetime import UTC, date, datetime
from typing import Final

from crypto.gpg.certificate import CertificateInfo, inspect
from crypto.gpg.errors import CertificateError
from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import server_answers
from install.doctor.host import Host
from install.language import Sentence
from install.server.answers import BackupRecipient

_WARNING_DAYS: Final = 60
_INIT: Final = "kentongan init"
_NONE: Final = Sentence(
    "Kunci cadangan tidak disebutkan: tidak ada cadangan.",
    "No backup key was named: there are no backups.",
)
_NOT_IT: Final = Sentence(
    "{path} bukan kunci publik dengan sidik jari {wanted}.",
    "{path} is not the public key of the fingerprint {wanted}.",
)
_ENDED: Final = Sentence(
    "Kunci cadangan dicabut, sudah berakhir, atau tidak dapat mengenkripsi.",
    "The backup key was revoked, has expired, or cannot encrypt.",
)
_ENDS: Final = Sentence("Kunci cadangan berakhir pada {day}.", "The backup key ends on {day}.")


def _named_key(host: Host) -> BackupRecipient | None:
    """Return the backup key of the administrator's answers, if any."""
    return server_answers(host).backups.key


def _certificate(host: Host) -> CertificateInfo | None:
    """Return what GnuPG says of the certificate; None if it is none, or another than the answers name."""
    key = _named_key(host)
    try:
        info = inspect(host.layout.backup_certificate.read_bytes())
    except (OSError, CertificateError):
        return None
    return info if key is not None and info.fingerprint == key.fingerprint else None


def _look_at_key(host: Host) -> Fault | None:
    key = _named_key(host)
    if key is None:
        return Fault(_NONE.told(), _INIT)
    if _certificate(host) is None:
        return Fault(_NOT_IT.told(path=host.layout.backup_certificate, wanted=key.fingerprint), _INIT)
    return None


def _look_at_end(host: Host) -> Fault | None:
    info = _certificate(host)
    if info is None:
        return None  # the check above says so
    noon = datetime.combine(host.today(), datetime.min.time().replace(hour=12), UTC)
    if not info.can_encrypt(noon):
        return Fault(_ENDED.told(), _INIT)
    end = _end(info)
    if end is None or (end - host.today()).days > _WARNING_DAYS:
        return None
    return Fault(_ENDS.told(day=end), _INIT)


def _end(info: CertificateInfo) -> date | None:
    last = max(stop for _, stop in info.encrypts)
    return None if last == float("inf") else datetime.fromtimestamp(last, UTC).date()


BACKUP_KEY: Final = (
    HostCheck(
        "backup-key",
        Sentence("Cadangan dienkripsi dengan kunci kantor", "Backups are encrypted to the office's key"),
        Sentence(
            "Disk yang rusak menghilangkan semua laporan, dan cadangan dengan kunci lain dibuka oleh orang lain.",
            "A broken disk loses every report, and a backup for another key is opened by others.",
        ),
        _look_at_key,
    ),
    HostCheck(
        "backup-key-end",
        Sentence(
            f"Kunci cadangan berlaku lebih dari {_WARNING_DAYS} hari lagi",
            f"The backup key lasts more than {_WARNING_DAYS} days",
        ),
        Sentence(
            "Setelah hari terakhirnya tidak ada cadangan yang dibuat. Kunci baru, atau hari yang lebih jauh, dibuat di "
            "mesin tanpa jaringan.",
            "After its last day no backup is made. A new key, or a later day, is made on the machine without network.",
        ),
        _look_at_end,
    ),
)
