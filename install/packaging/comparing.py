"""Two builds of one package, compared byte by byte; what differs is named by its path."""

import hashlib
import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from install.packaging.errors import PackagingError

_PARTS: Final = ("--ctrl-tarfile", "--fsys-tarfile")


def require_same(first: Path, second: Path) -> None:
    """Raise `PackagingError` unless both files have the same bytes."""
    if first.read_bytes() == second.read_bytes():
        return
    differing = sorted(set(_members(first)) ^ set(_members(second)))
    names = sorted({name for name, *_ in differing}) or ["only in how they are compressed"]
    raise PackagingError(f"Two builds of {first.name} differ:\n" + "\n".join(f"    {name}" for name in names))


def _members(package: Path) -> Iterator[tuple[str, str, int, int, str]]:
    """Yield path, kind with owner, mode, time and digest of what the package holds, its control files too."""
    for part in _PARTS:
        archive = subprocess.run(["dpkg-deb", part, package], stdout=subprocess.PIPE, check=True).stdout  # noqa: S607
        with tarfile.open(fileobj=BytesIO(archive)) as opened:
            for member in opened:
                file = opened.extractfile(member) if member.isfile() else None
                content = hashlib.sha256(file.read()).hexdigest() if file else member.linkname
                kind = f"{member.type!r} {member.uname}:{member.gname}"
                yield member.name, kind, member.mode, int(member.mtime), content
