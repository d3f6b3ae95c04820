"""A signed folder repository with the Debian packages that booted machines may install, and nothing else.

It is filled beforehand with what the named packages depend on, as apt finds it for a machine of the bare root. What a
package of ours needs and does not name is not there.
"""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError
from tests.booted.cache_folder import kept
from tests.booted.debian_root import debian_root, sources

KEYRING: Final = "packages.gpg"
_SIGNER: Final = "Packages for booted machines"
_ORIGIN: Final = "-o=APT::FTPArchive::Release::Origin=Booted machines"


def debian_packages(names: Iterable[str], local: Iterable[Path] = ()) -> Path:
    """Return the repository of these packages of Debian, and of what `local` packages depend on (not of these)."""
    files = sorted(local)
    wanted = [*sorted(names), *(f"{_depends(file)}" for file in files)]
    key = repr((str(debian_root()), wanted, sources()))
    return kept(
        "packages",
        hashlib.sha256(key.encode()).hexdigest()[:16],
        lambda folder: _fill(folder, sorted(names), files),
    )


def _fill(folder: Path, names: list[str], local: list[Path]) -> None:
    # Each on its own: of two packages that cannot be installed together, a machine may want either.
    for package in [*names, *map(str, local)]:
        _download(folder, package)
    _said(["apt-ftparchive", "packages", "."], folder, folder / "Packages")
    with tempfile.NamedTemporaryFile() as release:
        _said(["apt-ftparchive", _ORIGIN, "release", "."], folder, Path(release.name))
        _sign(folder, Path(release.name))


def _download(folder: Path, package: str) -> None:
    with tempfile.TemporaryDirectory(prefix="booted-apt-") as place:
        listed = Path(place, "sources.list")
        listed.write_text("\n".join([*sources(), ""]))
        archives = Path(place, "archives")
        (archives / "partial").mkdir(parents=True)
        settings = {
            "Dir::Etc::SourceList": listed,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Cache::Archives": archives,
            "Dir::State::status": debian_root() / "var/lib/dpkg/status",
            "APT::Sandbox::User": "root",
        }
        options = [f"-o={name}={value}" for name, value in settings.items()]
        _said(
            ["apt-get", *options, "install", "--yes", "--quiet", "--no-install-recommends", "--download-only",
             package],
            folder,
        )  # fmt: skip
        for file in archives.glob("*.deb"):
            _said(["cp", "--no-clobber", str(file), str(folder)], folder)


def _sign(folder: Path, release: Path) -> None:
    """Sign with a key that only this repository ever has, and that is forgotten at once."""
    with tempfile.TemporaryDirectory(prefix="booted-gpg-") as home:
        gpg = ["gpg", "--homedir", home, "--batch", "--quiet", "--no-tty", "--passphrase", ""]
        try:
            _said([*gpg, "--quick-generate-key", _SIGNER, "ed25519", "sign", "never"], folder)
            _said([*gpg, "--output", str(folder / KEYRING), "--export"], folder)
            _said([*gpg, "--output", str(folder / "InRelease"), "--clearsign", str(release)], folder)
        finally:
            _said(["gpgconf", "--homedir", home, "--kill", "all"], folder)


def _depends(package: Path) -> str:
    return _said(["dpkg-deb", "--field", str(package), "Package", "Depends", "Pre-Depends"], package.parent)


def _said(command: list[str], folder: Path, output: Path | None = None) -> str:
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    except FileNotFoundError:
        raise MachineError(f"{command[0]} is missing here.") from None
    if done.returncode != 0:
        raise MachineError(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    if output is not None:
        output.write_text(done.stdout, "utf-8")
    return done.stdout
