"""A memory of GnuPG's last fault, for records that a page can do without.

Each try can wait a minute for a gpg that hangs. A page that needs several such records must not wait for each of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from crypto.gpg.errors import GpgFaultError
from store.domain.clock import Clock

_SECONDS: Final = 60


class RecentGpgFault:
    """The fault that the records of a session met last; it counts for a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: tuple[type[GpgFaultError], int] | None = None

    @contextmanager
    def avoided(self) -> Iterator[None]:
        """Raise the fault of the last minute instead of trying again; remember the one that the block meets."""
        last = self._last
        if last is not None and 0 <= self._clock.seconds() - last[1] < _SECONDS:
            raise last[0]
        try:
            yield
        except GpgFaultError as fault:
            self._last = type(fault), self._clock.seconds()
            raise
