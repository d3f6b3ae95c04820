"""Reading a person's public key from a file, as people hand it in: binary or with ASCII armor."""

import re
from pathlib import Path
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.certificate import inspect
from crypto.gpg.errors import CertificateError, GpgFaultError
from crypto.gpg.invocation import NO_AGENT, NO_HOME
from crypto.gpg.nested_pgp import dearmor
from crypto.gpg.process import run_gpg
from install.errors import InstallError
from store.domain.roster import RosterCertificate

_ARMOR: Final = re.compile(rb"\s*-----BEGIN PGP ((?:PUBLIC|PRIVATE) KEY BLOCK)-----")
_SECRET: Final = re.compile(rb"^:secret (sub )?key packet:", re.MULTILINE)
_LISTED_BYTES: Final = 1024 * 1024
# GnuPG verifies every signature in a certificate at each use: repeated ones would make every report slow.
MOST_BYTES: Final = 16 * 1024
_MOST: Final = 2 * MOST_BYTES


def read_certificate(path: Path) -> RosterCertificate:
    """Return the one public key in this file; raise `InstallError` for anything else, including a secret key."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise InstallError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        armored = _ARMOR.match(data)
        binary = data if armored is None else dearmor(data, armored[1])
        if _is_secret(binary):
            raise InstallError(
                f"{path} holds a secret key, which nobody but its owner may have. Delete it everywhere, and have its "
                "owner make a new one: this one is not secret any more."
            )
        if len(binary) > MOST_BYTES:
            raise CertificateError
        return RosterCertificate(inspect(binary).fingerprint, binary)
    except GpgFaultError:
        raise  # it says nothing about the file
    except CryptoError:
        raise InstallError(
            f"{path} does not hold exactly one public key of at most {MOST_BYTES} bytes. Export it with: "
            "gpg --export-options export-minimal --export FINGERPRINT"
        ) from None


def _is_secret(binary: bytes) -> bool:
    """Return whether it holds a secret key, before or behind a public one."""
    packets, _end = run_gpg(NO_HOME, [*NO_AGENT, "--list-packets"], binary, _LISTED_BYTES)
    return _SECRET.search(packets) is not None
