"""Copies of the office's keys on media: written through, read back from the medium, compared, and tried.

A copy is a folder like the office's own, so it serves as that folder when the first is lost. It is tried with what was
read back, in memory: a medium need not keep modes or sockets.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgFaultError, WrongPassphraseError
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached, verify_detached
from crypto.signing import UNLOCK
from install.backups.secret_key import home_with, memory_folder
from install.ceremony.new_backup_key import CERTIFICATE, SECRET_KEY
from install.errors import InstallError
from install.language import Sentence, in_words
from install.roster.office_key import OfficeKey, open_office_key
from store.web.durable import fsync_folder, replace_file

_TRIED: Final = b"kentongan: a copy of the backup key opens this\n"
_NEITHER: Final = (".lock", ".tmp", ".part")
_PRIVATE: Final = 0o600
_NO_FOLDER: Final = Sentence("{path} bukan map.", "{path} is no folder.")
_SAME_DEVICE: Final = Sentence(
    "{one} dan {other} ada di media yang sama: bila rusak, keduanya hilang. Pasang media lain, atau sebut "
    "--same-device bila Anda mengetahuinya.",
    "{one} and {other} are on the same medium: if it breaks, both are lost. Put in another, or say --same-device if "
    "you know.",
)
_OTHER_KEY: Final = Sentence(
    "Di {path} ada kunci kantor lain. Ia tidak ditimpa.",
    "{path} has another office key. It is not overwritten.",
)
_DIFFERS: Final = Sentence(
    "{path} terbaca lain daripada yang ditulis. Media itu rusak: pakai yang lain.",
    "{path} reads otherwise than it was written. That medium is broken: take another.",
)
_USELESS: Final = Sentence(
    "Salinan di {path} tidak dapat dipakai: {reason}", "The copy at {path} cannot be used: {reason}"
)


class CopyError(InstallError):
    """A copy of the key cannot be made, or cannot be used."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The passphrases of the keys in an office folder; that of the backup key is None where there is none to try."""

    office: str
    backup: str | None = None


def require_apart(folders: Sequence[Path]) -> None:
    """Raise `CopyError` if two of these folders are on one medium."""
    seen = dict[int, Path]()
    for folder in folders:
        if not folder.is_dir():
            raise CopyError(_NO_FOLDER.told(path=folder))
        device = folder.stat().st_dev
        if device in seen:
            raise CopyError(_SAME_DEVICE.told(one=seen[device], other=folder))
        seen[device] = folder


def copy_of(key: OfficeKey, medium: Path) -> Path:
    """Return where on a medium the copy of this key lies."""
    return medium / f"kentongan-{key.fingerprint[-8:].lower()}"


def write_copy(key: OfficeKey, medium: Path, secrets: Secrets, day: date) -> Path:
    """Write a copy, or bring the one that is there up to date, and try it; raise `CopyError`, or `OSError`."""
    target = copy_of(key, medium)
    if (target / key.certificate.name).exists() and open_office_key(target).fingerprint != key.fingerprint:
        raise CopyError(_OTHER_KEY.told(path=target))
    written = dict[PurePosixPath, bytes]()
    for path in _files(key.folder):
        name = PurePosixPath(path.relative_to(key.folder))
        written[name] = path.read_bytes()
        for folder in reversed((target / name).relative_to(medium).parents[:-1]):
            (medium / folder).mkdir(mode=0o700, exist_ok=True)
        replace_file(target / name, written[name], _PRIVATE)
    fsync_folder(medium)
    _require_same(target, written)
    try_copy(target, secrets, day)
    return target


def try_copy(folder: Path, secrets: Secrets, day: date) -> OfficeKey:
    """Sign and open something with the keys of this copy; raise `CopyError` unless both can be used.

    Raises a `WrongPassphraseError` for a passphrase that is not theirs.
    """
    key = open_office_key(folder)
    with memory_folder() as place:
        for path in _files(folder):
            there = place / path.relative_to(folder)
            there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(path, there)
        _sign(OfficeKey(place, key.fingerprint), folder, secrets.office, day)
        if secrets.backup is not None:
            _open(place, folder, secrets.backup, day)
    return key


def _sign(key: OfficeKey, folder: Path, secret: str, day: date) -> None:
    text = f"{UNLOCK}\n".encode()
    with _told(folder), GnupgHome(key.home) as home:
        signature = sign_detached(home, key.fingerprint, text, day, secret)
        verify_detached(key.certificate, key.fingerprint, text, signature, day)


def _open(place: Path, folder: Path, secret: str, day: date) -> None:
    with _told(folder), home_with(place / SECRET_KEY) as home:
        message = encrypt_bytes(_TRIED, [place / CERTIFICATE], day)
        if decrypt_bytes(home, message, len(_TRIED), secret) != _TRIED:
            raise CopyError(_DIFFERS.told(path=folder / SECRET_KEY))


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Raise `CopyError` for what is wrong with a copy; not for a wrong passphrase, or a GnuPG that does not work."""
    try:
        yield
    except (GpgFaultError, WrongPassphraseError):
        raise
    except CryptoError as error:
        raise CopyError(_USELESS.told(path=folder, reason=in_words(error))) from None


def _require_same(target: Path, written: dict[PurePosixPath, bytes]) -> None:
    """Raise `CopyError` unless the medium gives back what was written, as far as the system lets it be asked anew."""
    for name, data in written.items():
        with (target / name).open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            if file.read() != data:
                raise CopyError(_DIFFERS.told(path=target / name))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that a copy has: no sockets, locks or links, and no seed of randomness."""
    for path in sorted(folder.rglob("*")):
        hidden = any(name.startswith(".") for name in path.relative_to(folder).parts)
        passing = hidden or path.is_symlink() or path.suffix in _NEITHER or path.name == "random_seed"
        if path.is_file() and not passing:
            yield path
