"""The backup key: its certificate for the server, and the secret key, under its passphrase, for the safe."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crypto.gpg.errors import GpgError
from crypto.gpg.home import GnupgHome
from crypto.gpg.process import run_gpg
from install.backups.secret_key import memory_folder
from install.errors import InstallError
from install.language import Sentence
from store.web.durable import replace_file

CERTIFICATE: Final = "backup.gpg"
SECRET_KEY: Final = "backup-key.gpg"  # noqa: S105 - the name of its file
_NEVER: Final = "never"  # a backup of ten years ago must still open
_MOST_BYTES: Final = 64 * 1024
_THERE: Final = Sentence(
    "Sudah ada kunci cadangan di {folder}. Tidak ada yang dibuat.",
    "There is a backup key in {folder} already. Nothing was made.",
)


@dataclass(frozen=True, slots=True)
class BackupKeyFiles:
    """The folder with both halves of a backup key, and its fingerprint."""

    folder: Path
    fingerprint: str

    @property
    def certificate(self) -> Path:
        """The public half, which goes to the server."""
        return self.folder / CERTIFICATE

    @property
    def secret_key(self) -> Path:
        """The secret half under its passphrase, which never goes to a server."""
        return self.folder / SECRET_KEY


def make_backup_key(folder: Path, name: str, secret: str) -> BackupKeyFiles:
    """Make a backup key in a folder that has none; its home of GnuPG lies in memory, and goes."""
    if any((folder / file).exists() for file in (CERTIFICATE, SECRET_KEY)):
        raise InstallError(_THERE.told(folder=folder))
    with memory_folder() as place, GnupgHome(place) as home:
        fingerprint = home.generate(name, secret, _NEVER)
        certificate = home.certificate(fingerprint)
        exported, end = run_gpg(
            home.path, ["--export-secret-keys", fingerprint], b"", _MOST_BYTES, passphrase=secret
        )
    if end.exit_code or not exported:
        raise GpgError
    replace_file(folder / SECRET_KEY, exported, 0o600)
    replace_file(folder / CERTIFICATE, certificate, 0o644)
    return BackupKeyFiles(folder, fingerprint)
