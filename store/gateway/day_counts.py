"""Counts of what each person used up on a day, by the gateway's clock: in memory, while the process lives."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock

from store.domain.clock import Clock
from store.gateway.errors import GatewayRefusalError


class DayCounts:
    """The bytes of each person on the newest day on which something of theirs came: at most `most` of them."""

    def __init__(self, most: int, clock: Clock, refusal: type[GatewayRefusalError]) -> None:
        self._most = most
        self._clock = clock
        self._refusal = refusal
        self._used: dict[str, tuple[date, int]] = {}
        self._lock = Lock()

    def require(self, person: str, size: int) -> None:
        """Raise the refusal if `size` more bytes are too many for today."""
        with self._lock:
            self._require(person, self._clock.today(), size)

    def add(self, person: str, size: int) -> None:
        """Count bytes that are stored now."""
        today = self._clock.today()
        with self._lock:
            self._add(person, today, size)

    @contextmanager
    def counted(self, person: str, size: int) -> Iterator[None]:
        """Count bytes while they are written, so that no two requests take the same room; raise the refusal.

        What fails meanwhile is taken off the count.
        """
        today = self._clock.today()
        with self._lock:
            self._require(person, today, size)
            self._add(person, today, size)
        try:
            yield
        except BaseException:
            with self._lock:
                if self._used[person][0] == today:  # else a later day has begun its own count
                    self._add(person, today, -size)
            raise

    def _require(self, person: str, day: date, size: int) -> None:
        if self._of(person, day) + size > self._most:
            raise self._refusal

    def _add(self, person: str, day: date, size: int) -> None:
        self._used[person] = (day, max(self._of(person, day) + size, 0))

    def _of(self, person: str, day: date) -> int:
        counted, used = self._used.get(person, (day, 0))
        return used if counted == day else 0
