"""The layout of a backup's folder, and the list by which `sha256sum --check` recognises a whole backup.

store.sqlite3       the store's database; absent where the store is in PostgreSQL
accounts.sqlite3    second factors
blobs/              attachments' ciphertext
roster/             roster.txt, roster.sig and office.gpg
SHA256SUMS          written last: without it the backup broke off
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence

STORE: Final = "store.sqlite3"
ACCOUNTS: Final = "accounts.sqlite3"
BLOBS: Final = "blobs"
ROSTER: Final = "roster"
SUMS: Final = "SHA256SUMS"
PRIVATE: Final = 0o600
DAMAGED: Final = Sentence("{path} rusak. Gunakan cadangan lain.", "{path} is damaged. Take another backup.")
_BROKE_OFF: Final = Sentence(
    "{folder} bukan cadangan utuh: {name} tidak ada. Gunakan yang lain.",
    "{folder} is no whole backup: it has no {name}. Take another one.",
)
_PIECE: Final = 1024 * 1024
_LINE: Final = re.compile(r"([0-9a-f]{64})  ((?:roster/|blobs/)?[0-9A-Za-z_][0-9A-Za-z._-]{0,99})", re.ASCII)


class BackupError(InstallError):
    """This backup cannot be used."""


def copied(source: Path, target: Path, mode: int) -> str:
    """Write a durable new file with the same bytes and time of change; return its SHA-256."""
    digest = hashlib.sha256()
    reading = os.open(source, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    with os.fdopen(reading, "rb") as old:
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        with os.fdopen(writing, "wb") as new:
            os.fchmod(writing, mode)  # whatever the umask
            while piece := old.read(_PIECE):
                digest.update(piece)
                new.write(piece)
            new.flush()
            changed = os.fstat(reading).st_mtime_ns
            os.utime(writing, ns=(changed, changed))
            os.fsync(writing)
    return digest.hexdigest()


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums_text(sums: dict[str, str]) -> bytes:
    """Return the list of a backup's files, by their paths in it."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())).encode("ascii")


def read_sums(folder: Path) -> dict[str, str]:
    """Return the list of a whole backup; raise `BackupError` if it broke off or is damaged."""
    try:
        text = (folder / SUMS).read_text("ascii")
    except FileNotFoundError:
        raise BackupError(_BROKE_OFF.told(folder=folder, name=SUMS)) from None
    except UnicodeError:
        text = "?"
    lines = [_LINE.fullmatch(line) for line in text.splitlines()]
    found = {line[2]: line[1] for line in lines if line is not None}
    if len(found) != len(lines) or ACCOUNTS not in found:
        raise BackupError(DAMAGED.told(path=folder / SUMS))
    return found


def files_in(folder: Path) -> Iterator[str]:
    """Yield the paths of all files in a backup except its list."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name != SUMS and not (path.is_dir() and not path.is_symlink()):
            yield name
