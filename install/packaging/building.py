"""Debian's own tools make the packages out of staged files, in a folder of the build's own."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from install.packaging.contents import PACKAGES, DebianPackage
from install.packaging.errors import PackagingError
from install.packaging.running import run
from install.packaging.staging import stage
from install.packaging.wheels import fetch, require_python

_LOCK: Final = "requirements.lock"
_DEBIAN: Final = "install/packaging/debian"
_MAINTAINER: Final = "MAINTAINER <ADDRESS>"
# The caller's language and Python stay out of what is built.
_ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    "DEB_BUILD_OPTIONS": "noautodbgsym nocheck",
    "PYTHONSAFEPATH": "1",
}


def build(checkout: Path, work: Path, packages: Sequence[DebianPackage], maintainer: str) -> list[Path]:
    """Build packages out of a checkout in a new folder `work`; return the .deb files in it.

    `maintainer`, a name and an address, answers for them.
    """
    require_python()
    source = work / "kentongan"
    shutil.copytree(checkout / _DEBIAN, source / "debian")
    (source / "debian/rules").chmod(0o755)
    for name in ("control", "changelog"):
        _fill_in(source / "debian" / name, maintainer)
    wheels = work / "wheels"
    fetch(checkout / _LOCK, wheels)
    for package in packages:
        stage(package, checkout, wheels, source / "staged" / package.name)
    _leave_out(source / "debian/control", [package.name for package in PACKAGES if package not in packages])
    run(["dpkg-buildpackage", "--build=binary", "--no-sign"], folder=source, **_ENVIRONMENT)
    made = sorted(work.glob("*.deb"))
    if len(made) != len(packages):
        raise PackagingError(f"Debian's tools made {len(made)} of {len(packages)} packages.")
    return made


def _fill_in(file: Path, maintainer: str) -> None:
    file.write_text(file.read_text("utf-8").replace(_MAINTAINER, maintainer), "utf-8")


def _leave_out(control: Path, names: Sequence[str]) -> None:
    """Take the paragraphs of packages that are not asked for out of the file that names all."""
    paragraphs = control.read_text("utf-8").split("\n\n")
    kept = [text for text in paragraphs if not any(text.startswith(f"Package: {name}\n") for name in names)]
    control.write_text("\n\n".join(kept), "utf-8")


def check(packages: Sequence[Path]) -> str:
    """Return what lintian says; raise `PackagingError` with it if it finds an error."""
    return run(["lintian", "--fail-on", "error", "--tag-display-limit", "0", *packages], LC_ALL="C.UTF-8")
