"""The office's secret backup key, brought to a restore on a medium: a home of GnuPG, or one exported key in a file.

An exported key is laid into a home of its own in memory (`/dev/shm`), which ends with the restore.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from crypto.gpg.home import GnupgHome
from crypto.gpg.process import run_gpg
from crypto.gpg.status import Finished
from install.errors import InstallError
from install.language import Sentence

_MEMORY: Final = Path("/dev/shm")  # noqa: S108  # nosec B108 - a folder of this process is made in it
_MOST_BYTES: Final = 1024 * 1024
_SECRET_BIT: Final = 16
_NO_KEY: Final = Sentence(
    "{path} bukan kunci rahasia yang diekspor dengan `gpg --export-secret-keys`.",
    "{path} is no secret key that was exported with `gpg --export-secret-keys`.",
)
_NO_HOME: Final = Sentence("{path} bukan map GnuPG.", "{path} is no home of GnuPG.")


class SecretKeyError(InstallError):
    """This is no secret key."""


@contextmanager
def home_of(folder: Path) -> Iterator[GnupgHome]:
    """Yield the home of GnuPG in this folder."""
    if not folder.is_dir():
        raise SecretKeyError(_NO_HOME.told(path=folder))
    with GnupgHome(folder) as home:
        yield home


@contextmanager
def home_with(file: Path) -> Iterator[GnupgHome]:
    """Yield a home that has the secret key in this file alone; nothing of it stays."""
    with file.open("rb") as opened:
        data = opened.read(_MOST_BYTES)
    with memory_folder() as folder, GnupgHome(folder) as home:
        home.start_agent()
        _, end = run_gpg(home.path, ["--import"], data, _MOST_BYTES)
        if not _has_secret(end):
            raise SecretKeyError(_NO_KEY.told(path=file))
        yield home


@contextmanager
def memory_folder() -> Iterator[Path]:
    """Yield a private folder that ends with the context, in memory where the system has such a place."""
    memory = str(_MEMORY) if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="kentongan-", dir=memory) as folder:
        yield Path(folder)


def _has_secret(end: Finished) -> bool:
    """Return whether gpg took in a secret key (doc/DETAILS in GnuPG: the first field of IMPORT_OK is a set of bits)."""
    taken = [line.arguments[0] for line in end.status if line.keyword == "IMPORT_OK" and line.arguments]
    return end.exit_code == 0 and any(bits.isdecimal() and int(bits) & _SECRET_BIT for bits in taken)
