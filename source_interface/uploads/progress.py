"""Progress of an upload: the fate of each file, and how much has arrived, for the frame that shows it meanwhile.

It is kept in memory alone, by mailbox: the running uploads, and for some minutes the end of the last one, so that a
reporter whose connection broke learns what was kept. Nothing of it is written anywhere, and a timer forgets it even if
no request comes.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, Self

from flask_babel import gettext, ngettext

from crypto.errors import KentonganError
from source_interface.errors import BodyTooLargeError, FileTooLargeError, MailboxFullError
from source_interface.metadata.kinds import MetadataWarning
from store.errors import StoreFullError
from store.web.bounded_cache import BoundedCache

ENDED_SECONDS: Final = 600.0
WATCHED_SECONDS: Final = 1800.0
TIDY_SECONDS: Final = 60.0
MOST_MAILBOXES: Final = 512
_LOOKS: Final = 20
_PACE_SECONDS: Final = 20.0
"""The pace is measured over this time, or since the last look if that is longer ago."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A durable file, with its true size in bytes, and warnings about what may tell who sent it.

    `sent_as` is the name that a cleaned photo had before, and None for every other file. `sequence` is its place in the
    conversation, and `blob` names what is stored. `pictures` is how many a cleaned photo holds. `left_film` is set if a
    film or a sound was left out of it.
    """

    name: str
    size: int
    warnings: tuple[MetadataWarning, ...]
    sent_as: str | None = None
    sequence: int = 0
    blob: str = ""
    pictures: int = 1
    left_film: bool = False


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken, and the reason."""

    name: str
    reason: type[KentonganError]


@dataclass(slots=True)
class UploadOutcome:
    """The fate of the files of a request; `ended_by` is set if the rest of it could not be read.

    `arriving` is the name of a file that is not whole yet. `skipping` means that the rest of a refused file is read
    away. `exceeds_one_file` means that more is coming than one file may have.
    """

    received: list[ReceivedFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    arriving: str = ""
    skipping: bool = False
    ended_by: type[KentonganError] | None = None
    exceeds_one_file: bool = False

    def redacted(self) -> Self:
        """Return what the frame may tell after the answer: no warnings, and names only if the request broke off."""
        if self.ended_by is None:
            return replace(
                self,
                received=[ReceivedFile("", 0, ()) for _file in self.received],
                refused=[],
            )
        return replace(self, received=[replace(file, warnings=(), sent_as=None) for file in self.received])

    @property
    def too_large(self) -> bool:
        """Return whether a size was the reason for any refusal."""
        ended = self.ended_by is not None and issubclass(self.ended_by, BodyTooLargeError)
        return ended or any(file.reason is FileTooLargeError for file in self.refused)

    @property
    def lacked_room(self) -> bool:
        """Return whether the disk, or the mailbox, had no room for a file."""
        return any(issubclass(file.reason, StoreFullError | MailboxFullError) for file in self.refused)

    @property
    def is_taking(self) -> bool:
        """Return whether the bytes that arrive now are kept."""
        return not self.skipping and self.ended_by is None

    @property
    def may_be_refused(self) -> bool:
        """Return whether the arriving bytes are too large if they are one file."""
        return self.exceeds_one_file and not self.received and not self.refused and self.ended_by is None


class Transfer:
    """One request with files. The thread that reads it counts; other threads only look."""

    def __init__(self, expected: int | None) -> None:
        self.expected = expected
        self.began = time.monotonic()
        self.arrived = 0
        self.upload = UploadOutcome()
        self.ended: float | None = None
        self.is_forgotten = False
        self.withdrawn: set[str] = set()
        self._looks: deque[tuple[float, int]] = deque([(self.began, 0)], maxlen=_LOOKS)

    def count(self, size: int) -> None:
        """Count this many bytes more."""
        self.arrived += size

    @property
    def percent(self) -> int | None:
        """The share of the whole request; None where the browser did not announce its size."""
        return None if not self.expected else min(100, self.arrived * 100 // self.expected)

    @property
    def keeps_end(self) -> bool:
        """Return whether its end may be told: not if it names what was withdrawn or erased while it ran."""
        return not self.is_forgotten and all(file.blob not in self.withdrawn for file in self.upload.received)

    def seconds_left(self) -> float | None:
        """Return the time left at the recent pace; None if nothing came or the size is unknown."""
        now, arrived = time.monotonic(), self.arrived
        looks = tuple(self._looks)
        since, before = next((look for look in reversed(looks) if look[0] <= now - _PACE_SECONDS), looks[0])
        self._looks.append((now, arrived))
        if not self.expected or arrived <= before or now <= since:
            return None
        return (self.expected - arrived) * (now - since) / (arrived - before)


@dataclass(frozen=True, slots=True)
class ShownTransfer:
    """A transfer as the frame shows it at this moment; `left` tells in words how long it may still take."""

    age: float
    arrived: int
    expected: int | None
    percent: int | None
    seconds_left: float | None
    left: str
    upload: UploadOutcome

    @classmethod
    def at(cls, transfer: Transfer) -> Self:
        """Return the transfer as it is now, in the language of the page."""
        left = transfer.seconds_left()
        words = "" if left is None else time_left(left)
        age = time.monotonic() - transfer.began
        return cls(age, transfer.arrived, transfer.expected, transfer.percent, left, words, transfer.upload)


def time_left(seconds: float) -> str:
    """Return the time left in words that do not change every second."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return gettext("Less than a minute left.")
    if minutes < 60:
        return ngettext("About one minute left.", "About %(num)s minutes left.", minutes)
    return ngettext("About one hour left.", "About %(num)s hours left.", round(minutes / 60))


class Transfers:
    """The transfers of every mailbox, known by its case."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, list[Transfer]] = {}
        self._ended = BoundedCache[str, Transfer](MOST_MAILBOXES, ENDED_SECONDS)
        self._watched = BoundedCache[str, float](MOST_MAILBOXES, WATCHED_SECONDS)
        self._timer: threading.Timer | None = None

    @contextmanager
    def track(self, case: str, expected: int | None) -> Iterator[Transfer]:
        """Track a request of `expected` bytes while it is read; the end of an earlier one is forgotten."""
        transfer = Transfer(expected)
        with self._lock:
            self._ended.pop(case)
            self._running.setdefault(case, []).append(transfer)
        try:
            yield transfer
        finally:
            with self._lock:
                self._running[case].remove(transfer)
                if not self._running[case]:
                    del self._running[case]
                transfer.ended = time.monotonic()
                transfer.upload = transfer.upload.redacted()
                if transfer.keeps_end:
                    self._ended.set(case, transfer)
                    self._forget_later()

    def running(self, case: str) -> list[Transfer]:
        """Return the transfers that run in this mailbox now."""
        with self._lock:
            return list(self._running.get(case, ()))

    def last(self, case: str) -> Transfer | None:
        """Return the transfer that ended last, for some minutes."""
        return self._ended.get(case)

    def has_begun(self, case: str) -> bool:
        """Return whether a transfer runs in this mailbox, or ended some minutes ago."""
        return bool(self.running(case)) or self.last(case) is not None

    def watch(self, case: str) -> None:
        """Note that the page for files was shown: its frame may ask for half an hour."""
        with self._lock:
            self._watched.set(case, time.monotonic())
            self._forget_later()

    def watched_for(self, case: str) -> float | None:
        """Return seconds since the page for files was shown; None after half an hour, when its frame stops asking."""
        since = self._watched.get(case)
        return None if since is None else time.monotonic() - since

    def sent_since_watched(self, case: str) -> bool:
        """Return whether an upload runs, or ended in any way, since the page for files was last shown."""
        with self._lock:
            last, since = self._ended.get(case), self._watched.get(case)
            # What was shown longer ago than is known was shown before the end that is known.
            return case in self._running or (last is not None and (last.ended or 0.0) >= (since or 0.0))

    def forget(self, case: str) -> None:
        """Forget the mailbox, since its reporter left; of an upload that runs the end will not be kept."""
        with self._lock:
            self._ended.pop(case)
            self._watched.pop(case)
            for transfer in self._running.get(case, ()):
                transfer.is_forgotten = True

    def forget_file(self, case: str, blob: str) -> None:
        """Forget how an upload ended, or will, if it brought this file: a withdrawn one is neither named nor kept."""
        with self._lock:
            for transfer in self._running.get(case, ()):
                transfer.withdrawn.add(blob)
            last = self._ended.get(case)
            if last is not None and any(file.blob == blob for file in last.upload.received):
                self._ended.pop(case)

    def _forget_later(self) -> None:
        """Let a timer forget what is too old, even if no request comes; the caller holds the lock."""
        if self._timer is None and len(self._ended) + len(self._watched):
            self._timer = threading.Timer(TIDY_SECONDS, self._forget)
            self._timer.daemon = True
            self._timer.start()

    def _forget(self) -> None:
        with self._lock:
            self._timer = None
            self._forget_later()  # to count the entries forgets those that are too old
