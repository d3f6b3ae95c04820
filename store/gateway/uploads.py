"""What one person's uploads may take of the disk: counted while they arrive, in memory, as long as the process lives.

Else one officer, or whoever sits at their workstation, fills the disk down to its reserve, and nobody can send a file.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Final

from store.domain.clock import Clock
from store.gateway.errors import DayUsedUpError, UnsentFilesError
from store.values import StoredBlob

LEAST_BYTES: Final = 1024 * 1024  # what a file counts at least: rows and names of tiny ones fill a disk too


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one person may have lying there that no message names yet, and what they may upload in a day."""

    unsent_bytes: int
    day_bytes: int


@dataclass(slots=True)
class _Account:
    """One person's uploads; `unsent` are the blobs that nothing spoke of when it was looked last."""

    day: date
    of_day: int = 0
    arriving: int = 0
    unsent: dict[str, int] = field(default_factory=dict)


class Uploads:
    """The uploads of everybody; `still_unsent` says which of these blobs neither an entry nor an event names."""

    def __init__(
        self, allowance: Allowance, clock: Clock, still_unsent: Callable[[Sequence[str]], frozenset[str]]
    ) -> None:
        self._allowance = allowance
        self._clock = clock
        self._still_unsent = still_unsent
        self._accounts: dict[str, _Account] = {}
        self._lock = Lock()

    @contextmanager
    def one(self, person: str) -> Iterator["Upload"]:
        """An upload that begins; unless it is `stored` before the end, it counts for nothing.

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
        """What was sent, or swept, since the last upload does not lie there unsent any more."""
        with self._lock:
            known = tuple(self._of(person).unsent)
        gone = set(known) - self._still_unsent(known)
        with self._lock:
            for name in gone:
                self._of(person).unsent.pop(name, None)

    def count(self, person: str, size: int) -> None:
        """So many bytes more are about to be written."""
        with self._lock:
            account = self._of(person)
            if account.of_day + account.arriving + size > self._allowance.day_bytes:
                raise DayUsedUpError
            if sum(account.unsent.values()) + account.arriving + size > self._allowance.unsent_bytes:
                raise UnsentFilesError
            account.arriving += size

    def keep(self, person: str, blob: StoredBlob) -> None:
        """This blob lies there now."""
        size = max(blob.size, LEAST_BYTES)
        with self._lock:
            account = self._of(person)
            account.of_day += size
            account.unsent[blob.name] = size

    def _of(self, person: str) -> _Account:
        today = self._clock.today()
        account = self._accounts.setdefault(person, _Account(today))
        if account.day != today:
            account.day, account.of_day = today, 0
        return account


class Upload:
    """One upload while it arrives."""

    def __init__(self, uploads: Uploads, person: str) -> None:
        self._uploads = uploads
        self._person = person
        self._size = 0
        self.counted = 0

    def passes(self, size: int) -> None:
        """So many bytes are about to be written; `UnsentFilesError`, `DayUsedUpError`."""
        self._size += size
        more = max(self._size, LEAST_BYTES) - self.counted
        self._uploads.count(self._person, more)
        self.counted += more

    def stored(self, blob: StoredBlob) -> None:
        """It is durable and registered."""
        self._uploads.keep(self._person, blob)
