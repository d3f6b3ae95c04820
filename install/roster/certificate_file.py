"""Reading a person's public key from a file, as people hand it in: binary or with ASCII armor."""

import subprocess  # nosec B404 # for its constants
import tempfile
from pathlib import Path
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.certificate import MAX_CERTIFICATE_BYTES, inspect
from crypto.gpg.process import GpgProcess
from crypto.roster import RosterCertificate
from install.errors import InstallError

_ARMOR: Final = b"-----BEGIN PGP "
_MOST: Final = 2 * MAX_CERTIFICATE_BYTES


def read_certificate(path: Path) -> RosterCertificate:
    """The one public key in this file; `InstallError` for anything else, a secret key included."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise InstallError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        binary = _without_armor(data) if data.lstrip().startswith(_ARMOR) else data
        return RosterCertificate(inspect(binary).fingerprint, binary)
    except CryptoError:
        raise InstallError(
            f"{path} does not hold exactly one public key of at most {MAX_CERTIFICATE_BYTES} bytes. Export it with: "
            "gpg --export-options export-minimal --export FINGERPRINT"
        ) from None


def _without_armor(data: bytes) -> bytes:
    with (
        tempfile.TemporaryDirectory(prefix="kentongan-gpg-") as home,
        GpgProcess(
            Path(home), ["--output", "-", "--dearmor"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as gpg,
    ):
        binary = gpg.exchange(iter((data,)), _MOST)
        gpg.wait()
    return binary
