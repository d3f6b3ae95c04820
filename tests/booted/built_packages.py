"""Kentongan's own packages, built from this checkout as it is now."""

import hashlib
import subprocess
from pathlib import Path
from typing import Final

from tests.bare.machine import MachineError
from tests.booted.cache_folder import kept

CHECKOUT: Final = Path(__file__).resolve().parents[2]
_SOURCES: Final = (
    "crypto", "store", "source_interface", "journalist_interface", "install", "requirements.lock", "pyproject.toml",
    "LICENSE", "CHANGELOG.md",
)  # fmt: skip


def package_file(name: str) -> Path:
    """Return the file of a package, which is built anew whenever a source of any of them has changed."""
    (file,) = kept("builds", f"{name}-{state_of_sources()}", lambda folder: _build(name, folder)).iterdir()
    return file


def _build(name: str, folder: Path) -> None:
    done = subprocess.run(
        [CHECKOUT / "install/package", "--package", name, "--output", folder],
        check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise MachineError(f"The package cannot be built:\n{done.stdout}")


def state_of_sources() -> str:
    """Return a digest of all sources that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_SOURCES],
        cwd=CHECKOUT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    digest = hashlib.sha256()
    for name in sorted(set(filter(None, listed.split("\0")))):
        path = CHECKOUT / name
        if path.is_file():  # git lists what was removed and is not committed
            digest.update(f"{name}\0{path.stat().st_mode:o}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
