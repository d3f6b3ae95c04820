"""The folder in which roots and packages are kept between runs, outside every checkout."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

VARIABLE: Final = "KENTONGAN_BOOTED"
# Not /tmp, which may be in memory, and without programs or devices.
_USUAL: Final = Path("/var/tmp/kentongan-booted")  # noqa: S108 - made by root, and refused if it is another's


_UNUSED_SECONDS: Final = 14 * 24 * 3600


class ForeignCacheError(Exception):
    """The folder of kept roots and packages belongs to another user than root, who could put programs into it."""


def cache_folder() -> Path:
    """Return the folder, which is root's alone to write."""
    folder = Path(os.environ.get(VARIABLE) or _USUAL).absolute()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise ForeignCacheError(f"{folder} is not root's alone. Name another one with {VARIABLE}.")
    return folder


def kept(kind: str, key: str, make: Callable[[Path], None]) -> Path:
    """Return what `make` puts into an empty folder; it is made once for each key, and only whole ones are kept.

    Others of its kind that were not used for two weeks go.
    """
    place = cache_folder() / kind / key
    place.parent.mkdir(exist_ok=True)
    if place.exists():  # whole, and used from now on: another run that makes one need not be waited for
        os.utime(place)
        return place
    with (cache_folder() / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            part = Path(tempfile.mkdtemp(prefix="part-", dir=place.parent))
            part.chmod(0o755)
            try:
                make(part)
                part.rename(place)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        os.utime(place)
        for other in place.parent.iterdir():
            if place.stat().st_mtime - other.stat().st_mtime > _UNUSED_SECONDS:
                shutil.rmtree(other)
    return place
