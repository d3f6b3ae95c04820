"""The licences of libraries that a wheel brings without their texts: PostgreSQL's driver brings a dozen of them."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from install.packaging.contents import LIBRARY
from install.packaging.errors import PackagingError

_TEXTS: Final = Path(__file__).with_name("licences")
_COMMON: Final = "/usr/share/common-licenses"
"""Debian has these texts on every machine."""


@dataclass(frozen=True, slots=True)
class BundledLicence:
    """The licence of a project, patterns of its shared objects, and the text: a file of ours, or one of Debian's."""

    project: str
    objects: tuple[str, ...]
    licence: str
    text: str

    @property
    def is_ours(self) -> bool:
        """Return whether the package brings the text."""
        return not self.text.startswith("/")


_OF_FOLDERS: Final = {
    "psycopg_binary.libs": (
        BundledLicence("PostgreSQL", ("libpq-*",), "PostgreSQL", "postgresql.txt"),
        BundledLicence("OpenSSL", ("libssl-*", "libcrypto-*"), "Apache-2.0", f"{_COMMON}/Apache-2.0"),
        BundledLicence(
            "MIT Kerberos",
            ("libgssapi_krb5-*", "libk5crypto-*", "libkrb5-*", "libkrb5support-*", "libcom_err-*.so.3*"),
            "krb5",
            "krb5.txt",
        ),
        BundledLicence("E2fsprogs", ("libcom_err-*.so.2*",), "com_err", "com-err.txt"),
        BundledLicence("OpenLDAP", ("libldap-*", "liblber-*"), "OLDAP-2.8", "openldap.txt"),
        BundledLicence("Cyrus SASL", ("libsasl2-*",), "BSD-4-Clause-CMU", "cyrus-sasl.txt"),
        BundledLicence("keyutils", ("libkeyutils-*",), "LGPL-2.0-or-later", f"{_COMMON}/LGPL-2"),
        BundledLicence("the GNU C Library", ("libcrypt-*",), "LGPL-2.1-or-later", f"{_COMMON}/LGPL-2.1"),
    )
}


def bundled_paragraphs(root: Path, documents: PurePosixPath) -> Iterator[str]:
    """Put the texts below `root` into the folder `documents`, and yield a paragraph of the copyright file for each.

    Raises `PackagingError` for a shared object whose licence is not known here.
    """
    for folder, licences in _OF_FOLDERS.items():
        place = root / LIBRARY / folder
        if not place.is_dir():
            continue
        for found in sorted(path.name for path in place.iterdir()):
            if not any(fnmatchcase(found, pattern) for known in licences for pattern in known.objects):
                raise PackagingError(f"The licence of {folder}/{found} is not known: name it in {__name__}.")
        for known in licences:
            if known.is_ours:
                target = root / documents / "bundled" / known.text
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(_TEXTS / known.text, target)
            yield _paragraph(known, folder, documents)


def _paragraph(known: BundledLicence, folder: str, documents: PurePosixPath) -> str:
    files = " ".join(f"{LIBRARY}/{folder}/{pattern}" for pattern in known.objects)
    where = f"/{documents}/bundled/{known.text}" if known.is_ours else known.text
    return (
        f"Files: {files}\n"
        f"Copyright: the authors of {known.project}, whom the text below names\n"
        f"License: {known.licence}-of-{folder}\n"
        f" {known.licence}. The text lies on this machine:\n"
        f" {where}\n"
    )
