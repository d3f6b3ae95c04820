"""All files of a case as one tar archive, made while it is saved: nothing of it is on a disk, or whole in memory.

The sums come first, and each file's size is known beforehand. So the whole length can be declared, and a browser
notices an archive that broke off.
"""

import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from journalist_interface.verification.case_attachments import CaseAttachment
from store.web.file_names import safe_name

SUMS: Final = "SHA256SUMS"
_MODE: Final = 0o644
_END: Final = bytes(2 * tarfile.BLOCKSIZE)


@dataclass(frozen=True, slots=True)
class ArchivedEntry:
    """An entry of an archive: its header, its size, and where its bytes come from once its turn comes."""

    header: bytes
    size: int
    content: Callable[[], Iterable[bytes]]

    @property
    def stored(self) -> int:
        """The bytes that it takes: header, content, and zeros to the end of a block."""
        return len(self.header) + self.size + _rest(self.size)


class CaseArchive:
    """A folder of files with a list of their SHA-256 sums, of `size` bytes. `day` dates the list."""

    def __init__(
        self,
        folder: str,
        attachments: Iterable[CaseAttachment],
        plaintext: Callable[[CaseAttachment], Iterable[bytes]],
        day: date,
    ) -> None:
        files = list(attachments)
        sums = "".join(f"{found.content.sha256}  {archived_name(found)}\n" for found in files).encode()
        self._entries = [
            ArchivedEntry(_header(f"{folder}/{SUMS}", len(sums), day), len(sums), lambda: (sums,)),
            *(
                ArchivedEntry(
                    _header(f"{folder}/{archived_name(found)}", found.content.size, found.day),
                    found.content.size,
                    lambda found=found: plaintext(found),  # type: ignore[misc]  # binds this file, not the last
                )
                for found in files
            ),
        ]

    @property
    def size(self) -> int:
        """The bytes of the archive."""
        return sum(entry.stored for entry in self._entries) + len(_END)

    def __iter__(self) -> Iterator[bytes]:
        for entry in self._entries:
            yield entry.header
            yield from entry.content()
            yield bytes(_rest(entry.size))
        yield _END


def archived_name(found: CaseAttachment) -> str:
    """Return the name of a file in the archive: our label first, so that no two are the same."""
    return f"{found.label}_{safe_name(found.content.name, found.label)}"


def _header(name: str, size: int, day: date) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, _MODE
    entry.mtime = int(datetime.combine(day, time(), UTC).timestamp())
    return entry.tobuf(tarfile.PAX_FORMAT)


def _rest(size: int) -> int:
    return -size % tarfile.BLOCKSIZE
