"""Debian's packages for a machine without network: all that ours depend on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from install.packaging.running import run

_WORDS: Final = ("--yes", "--quiet", "--no-install-recommends", "--download-only", "install")


def fetch_dependencies(packages: Sequence[Path], folder: Path) -> list[Path]:
    """Fetch the Debian packages that ours depend on into a new folder, as if nothing were installed yet.

    They come from where this machine's apt takes them, which checks Debian's signature. Raises `PackagingError`.
    """
    (folder / "partial").mkdir(parents=True)
    settings = {
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "1",
        "Dir::Cache::Archives": folder,
        "Dir::Cache::PkgCache": "",
        "Dir::State::Status": "/dev/null",
    }
    options = [f"-o={name}={value}" for name, value in settings.items()]
    for package in packages:  # one after the other: a machine has one of ours, and they exclude each other
        run(["apt-get", *options, *_WORDS, package.resolve()])
    return sorted(folder.glob("*.deb"))
