"""The wheels of `requirements.lock`: fetched by their hashes, then unpacked from the folder where they lie."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from install.packaging.contents import PYTHON
from install.packaging.errors import PackagingError
from install.packaging.running import run

_PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")
# Scripts would name the Python that unpacked them; manuals go with them. ReportLab's fonts are not ours to give away,
# and no page needs them.
_LEFT_OUT: Final = ("../../bin/", "../../share/", "reportlab/fonts/")


def require_python() -> None:
    """Raise `PackagingError` unless this is the Python that the packages are for."""
    if sys.version_info[:2] != PYTHON:
        wanted = ".".join(str(number) for number in PYTHON)
        raise PackagingError(
            f"The packages are for Debian 13 and its Python {wanted}; {sys.executable} is another. Build them there."
        )


def fetch(lock: Path, folder: Path) -> None:
    """Fetch every wheel of the lock into a new folder; one with another hash, or no wheel, is refused."""
    options = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
    run([*_PIP, "download", *options, "--requirement", lock, "--dest", folder])


def unpack(wheels: Path, requirements: Sequence[str], target: Path) -> None:
    """Unpack some requirements, and what they require, into a new folder: out of `wheels` alone.

    What is left out leaves RECORD too: so two builds write the same bytes.
    """
    options = ("--no-index", "--only-binary", ":all:", "--no-compile", "--no-warn-conflicts")
    run([*_PIP, "install", *options, "--find-links", wheels, "--target", target, *requirements])
    for name in _LEFT_OUT:
        shutil.rmtree(target / name.removeprefix("../../"), ignore_errors=True)
    for record in target.glob("*.dist-info/RECORD"):
        lines = record.read_text("utf-8").splitlines(keepends=True)
        record.write_text("".join(line for line in lines if not line.startswith(_LEFT_OUT)), "utf-8")
