"""Limits on the disk space of one person's uploads: counted as they arrive, in memory, while the process lives.

Without them one officer, or an intruder at their workstation, could fill the disk down to its reserve, and then no
reporter could send a file.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from store.domain.clock import Clock
from store.gateway.day_counts import DayCounts
from store.gateway.errors import DayUsedUpError, UnsentFilesError
from store.values import StoredBlob

LEAST_BYTES: Final = 1024 * 1024  # the least that a file counts: rows and names of tiny ones fill a disk too


@dataclass(frozen=True, slots=True)
class Allowance:
    """The bytes of one person that may wait until a message names them, and those that may come in a day."""

    unsent_bytes: int
    day_bytes: int


@dataclass(slots=True)
class _Account:
    """One person's uploads; `unsent` are the blobs that nothing referred to at the last look."""

    arriving: int = 0
    unsent: dict[str, int] = field(default_factory=dict)


class Uploads:
    """The uploads of all people; `still_unsent` returns those of the given blobs that no entry or event names."""

    def __init__(
        self, allowance: Allowance, clock: Clock, still_unsent: Callable[[Sequence[str]], frozenset[str]]
    ) -> None:
        self._unsent_bytes = allowance.unsent_bytes
        self._days = DayCounts(allowance.day_bytes, clock, DayUsedUpError)
        self._still_unsent = still_unsent
        self._accounts: dict[str, _Account] = {}
        self._lock = Lock()

    @contextmanager
    def one(self, person: str) -> Iterator["Upload"]:
        """Begin an upload; unless it is `stored` before the end, it counts for nothing.

        Raises `UnsentFilesError` or `DayUsedUpError`, here or from `Upload.passes`.
        """
        self._look_again(person)
        upload = Upload(self, person)
        try:
            upload.passes(0)
            yield upload
        finally:
            with self._lock:
                self._of(person).arriving -= upload.counted

    def _look_again(self, person: str) -> None:
        """Forget the blobs that were sent or swept since the last upload."""
        with self._lock:
            known = tuple(self._of(person).unsent)
        gone = set(known) - self._still_unsent(known)
        with self._lock:
            for name in gone:
                self._of(person).unsent.pop(name, None)

    def count(self, person: str, size: int) -> None:
        """Count bytes that are about to be written. Raises `DayUsedUpError` or `UnsentFilesError`."""
        with self._lock:
            account = self._of(person)
            self._days.require(person, account.arriving + size)
            if sum(account.unsent.values()) + account.arriving + size > self._unsent_bytes:
                raise UnsentFilesError
            account.arriving += size

    def keep(self, person: str, blob: StoredBlob) -> None:
        """Count a blob that is stored now."""
        size = max(blob.size, LEAST_BYTES)
        with self._lock:
            self._days.add(person, size)
            self._of(person).unsent[blob.name] = size

    def _of(self, person: str) -> _Account:
        return self._accounts.setdefault(person, _Account())


class Upload:
    """One upload while it arrives."""

    def __init__(self, uploads: Uploads, person: str) -> None:
        self._uploads = uploads
        self._person = person
        self._size = 0
        self.counted = 0

    def passes(self, size: int) -> None:
        """Count bytes that are about to be written. Raises `UnsentFilesError`, `DayUsedUpError`."""
        self._size += size
        more = max(self._size, LEAST_BYTES) - self.counted
        self._uploads.count(self._person, more)
        self.counted += more

    def stored(self, blob: StoredBlob) -> None:
        """Count the blob, which is durable and registered."""
        self._uploads.keep(self._person, blob)
