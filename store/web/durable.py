"""Replacement of a small file: a crash leaves the old one or the new one, never half of either."""

import os
import secrets
from pathlib import Path


def replace_file(path: Path, data: bytes, mode: int = 0o640, owner: tuple[int, int] | None = None) -> None:
    """Write `data` to `path`: new file → fsync → rename → fsync of the folder.

    With an owner (user and group), the file has it, and the mode whatever the umask, before it has its name.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "wb") as file:
            if owner is not None:
                os.fchown(descriptor, *owner)
                os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    fsync_folder(path.parent)


def create_file(path: Path, data: bytes, mode: int = 0o640) -> None:
    """Do as `replace_file`, but raise `FileExistsError` if there is anything at `path` already."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        replace_file(part, data, mode)
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
