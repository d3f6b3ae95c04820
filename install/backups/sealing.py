"""Objects under a run's key: the streams that `crypto.attachment_stream` makes of attachments, in constant memory.

A stream is padded to its Padmé size. What it holds is padded already, so its size tells no more than the store's.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from crypto.attachment_stream import decrypt, encrypt, sealed_size, unsealed_size
from crypto.errors import AttachmentStreamError
from install.backups.errors import UnusableBackupError
from install.backups.repository import Repository, StoredFile, new_name, open_file
from install.backups.run_keys import RunKey
from install.language import Sentence

_PIECE: Final = 256 * 1024
_DAMAGED: Final = Sentence(
    "Objek {name} dari cadangan ini rusak atau tidak ada. Ambil salinan cadangan yang lain, atau hari yang lain dengan "
    "--of. Tidak ada yang dipulihkan.",
    "The object {name} of this backup is damaged or missing. Take another copy of the backups, or another day with "
    "--of. Nothing was restored.",
)


def damaged_object(name: str) -> UnusableBackupError:
    """Return the refusal of a backup because of this object."""
    return UnusableBackupError(_DAMAGED.told(name=name))


def seal(
    repository: Repository, key: RunKey, pieces: Iterable[bytes], size: int = 0, name: str | None = None
) -> StoredFile:
    """Write what the pieces hold (`size` bytes, as far as it is known) as a new object, under this name if any."""
    name = name or new_name()
    return repository.add_object(name, encrypt(key.object_key(name), pieces), sealed_size(size))


def unseal(repository: Repository, key: RunKey, name: str, size: int | None = None) -> Iterator[bytes]:
    """Yield the first `size` bytes of an object, or all of it with its padding; raise `UnusableBackupError`.

    Whatever was yielded before an error is authentic.
    """
    try:
        with open_file(repository.objects / name) as file:
            whole = unsealed_size(os.fstat(file.fileno()).st_size) if size is None else size
            yield from decrypt(key.object_key(name), iter(lambda: file.read(_PIECE), b""), whole)
    except (AttachmentStreamError, FileNotFoundError):
        raise damaged_object(name) from None


def read_file(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file of the store."""
    with open_file(path) as file:
        while piece := file.read(_PIECE):
            yield piece
