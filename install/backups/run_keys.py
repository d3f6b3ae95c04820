"""The key of one run, from which those of its objects are derived. The repository has it encrypted to the backup key.

One call of gpg a run makes the message, and one opens it.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from crypto.derive import KEY_BYTES, Derivation, derived
from crypto.errors import CryptoError
from crypto.gpg.certificate import inspect
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import CertificateError, DecryptionError, GpgFaultError, NotForThisKeyError
from crypto.gpg.home import GnupgHome
from install.backups.errors import BackupError, UnusableBackupError
from install.backups.repository import MAX_KEY_BYTES, Repository, new_name, open_file
from install.language import Sentence, in_words

_LABEL: Final = b"kentongan/backup-run/1\n"
_MOST_BYTES: Final = 4096
_NO_CERTIFICATE: Final = Sentence(
    "Tidak ada sertifikat kunci cadangan di {path}. Buat kuncinya di komputer tanpa jaringan, dan bawa sertifikatnya "
    "ke sini.",
    "There is no certificate of the backup key at {path}. Make the key on the machine without network, and bring its "
    "certificate here.",
)
_NOT_A_CERTIFICATE: Final = Sentence(
    "{path} bukan satu sertifikat OpenPGP publik, dalam bentuk biner.",
    "{path} is not one public OpenPGP certificate in binary form.",
)
_NOT_ENCRYPTED: Final = Sentence(
    "Tidak dapat mengenkripsi ke sertifikat kunci cadangan di {path}: {reason}",
    "Nothing can be encrypted to the certificate of the backup key at {path}: {reason}",
)
_OTHER_KEY: Final = Sentence(
    "Kunci putaran {run} dienkripsi ke kunci cadangan lain daripada yang dibawa. Bawa kunci yang benar, atau ambil "
    "salinan cadangan yang lain.",
    "The key of the run {run} is encrypted to another backup key than the one that was brought. Bring the right one, "
    "or take another copy of the backups.",
)
_DAMAGED: Final = Sentence(
    "Kunci putaran {run} rusak. Ambil salinan cadangan yang lain, atau hari yang lain dengan --of.",
    "The key of the run {run} is damaged. Take another copy of the backups, or another day with --of.",
)


@dataclass(frozen=True, slots=True)
class RunKey:
    """The name of a run and its secret, which is never written in clear."""

    run: str
    secret: bytes = field(repr=False)

    def object_key(self, name: str) -> bytes:
        """Return the key of the object of this name, and of no other."""
        return derived(self.secret + bytes.fromhex(name), Derivation.BACKUP_OBJECT)


def new_run(certificate: Path, day: date) -> tuple[RunKey, bytes]:
    """Return a new run's key, and the message to the backup key that holds it; raise `BackupError` otherwise."""
    _require_certificate(certificate)
    key = RunKey(new_name(), secrets.token_bytes(KEY_BYTES))
    try:
        message = encrypt_bytes(_LABEL + key.run.encode() + b"\n" + key.secret, [certificate], day)
    except GpgFaultError:
        raise
    except CryptoError as error:
        raise BackupError(_NOT_ENCRYPTED.told(path=certificate, reason=in_words(error))) from None
    return key, message


def open_run(repository: Repository, run: str, home: GnupgHome, passphrase: str | None) -> RunKey:
    """Return the key of a run, opened with the secret backup key in this home.

    Raises `UnusableBackupError`, or another kind of `CryptoError` that says what is wrong with the key or with gpg.
    """
    try:
        with open_file(repository.keys / run) as file:
            message = file.read(MAX_KEY_BYTES)
        opened = decrypt_bytes(home, message, _MOST_BYTES, passphrase)
    except NotForThisKeyError:
        raise UnusableBackupError(_OTHER_KEY.told(run=run)) from None
    except (OSError, DecryptionError):
        raise UnusableBackupError(_DAMAGED.told(run=run)) from None
    before = _LABEL + run.encode() + b"\n"
    if not opened.startswith(before) or len(opened) != len(before) + KEY_BYTES:
        raise UnusableBackupError(_DAMAGED.told(run=run))
    return RunKey(run, opened.removeprefix(before))


def _require_certificate(path: Path) -> None:
    try:
        inspect(path.read_bytes())
    except FileNotFoundError:
        raise BackupError(_NO_CERTIFICATE.told(path=path)) from None
    except CertificateError:
        raise BackupError(_NOT_A_CERTIFICATE.told(path=path)) from None
