"""A signed apt repository in a folder, which any web server or a medium can offer: reprepro makes it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from install.packaging.errors import PackagingError
from install.packaging.running import run

SUITE: Final = "trixie"
CERTIFICATE: Final = "kentongan-archive-keyring.pgp"
_DISTRIBUTION: Final = """\
Origin: Kentongan
Label: Kentongan
Codename: {suite}
Architectures: {architecture}
Components: main
Description: Kentongan's packages for Debian 13
SignWith: {key}
"""


def publish(packages: Sequence[Path], folder: Path, key_home: Path) -> None:
    """Put packages into the repository in `folder`, which is made if need be, and sign it.

    `key_home` is a home of GnuPG with one secret key, the repository's; gpg asks for its passphrase. The certificate
    that machines need lies in the repository as `CERTIFICATE`. Raises `PackagingError`.
    """
    key = _only_key(key_home)
    configuration = folder / "conf/distributions"
    configuration.parent.mkdir(parents=True, exist_ok=True)
    architecture = run(["dpkg", "--print-architecture"]).strip()
    configuration.write_text(_DISTRIBUTION.format(suite=SUITE, architecture=architecture, key=key), "utf-8")
    run(
        ["reprepro", "--basedir", folder.resolve(), "includedeb", SUITE, *packages],
        GNUPGHOME=str(key_home.resolve()),
    )
    certificate = folder / CERTIFICATE
    certificate.unlink(missing_ok=True)
    run([*_gpg(key_home), "--output", certificate, "--export", key])


def _only_key(key_home: Path) -> str:
    """Return the fingerprint of the only secret key in a home of GnuPG."""
    listed = run([*_gpg(key_home), "--with-colons", "--list-secret-keys"]) if key_home.is_dir() else ""
    found: list[str] = re.findall(r"^sec:.*\n(?:[^:]+:.*\n)*?fpr:+([0-9A-F]{40}):", listed, re.MULTILINE)
    if len(found) != 1:
        raise PackagingError(
            f"{key_home} must be a home of GnuPG with one secret key, which signs the repository. It has {len(found)}."
        )
    return found[0]


def _gpg(key_home: Path) -> list[str | Path]:
    return ["gpg", "--batch", "--quiet", "--homedir", key_home.resolve()]
