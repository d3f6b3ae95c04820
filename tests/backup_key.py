"""The office's backup key for tests: made with real GnuPG, exported as a person brings it on a medium."""

import os
import subprocess
from pathlib import Path
from typing import Final

from crypto.gpg.home import GnupgHome
from tests.secret_watch import WATCH

PASSPHRASE: Final = "cadangan hanya dibuka di komputer tanpa jaringan"


class BackupKey:
    """A key with its certificate for the server, and its secret half in a file and in a home of GnuPG."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        WATCH.plant(PASSPHRASE)
        self.gnupg_home: Final = folder / "gnupg"
        self.certificate: Final = folder / "backup.gpg"
        self.exported: Final = folder / "backup-key.gpg"
        with GnupgHome(self.gnupg_home) as home:
            fingerprint = home.generate("Kunci Cadangan", PASSPHRASE, "never")
            self.certificate.write_bytes(home.certificate(fingerprint))
            command = ["gpg", "--homedir", str(home.path), "--batch", "--pinentry-mode", "loopback"]
            command += ["--passphrase-fd", "0", "--output", str(self.exported)]
            subprocess.run(
                [*command, "--export-secret-keys", fingerprint], input=PASSPHRASE.encode(), check=True
            )


def passphrase_pipe(passphrase: str = PASSPHRASE) -> str:
    """The number of a descriptor from which a command reads the passphrase once."""
    reading, writing = os.pipe()
    os.write(writing, f"{passphrase}\n".encode())
    os.close(writing)
    return str(reading)
