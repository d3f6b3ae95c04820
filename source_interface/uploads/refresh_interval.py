"""Intervals between the looks of the progress frame: short at first, longer as the awaited upload grows old.

Each look goes over Tor, and delays the reporter's upload.
"""

from dataclasses import dataclass
from typing import Final

NEAR_THE_END: Final = 3.0
"""The interval when an upload is about to end: a complete file must not stand beside a bar that still waits."""


@dataclass(frozen=True, slots=True)
class RefreshInterval:
    """Seconds between two looks: a share of the age, between two bounds."""

    soonest: float
    latest: float
    share: float

    def after(self, age: float, left: float | None = None) -> float:
        """Return seconds to the next look at this age, and at most `left`, the seconds to the end if known."""
        wait = min(self.latest, max(self.soonest, age * self.share))
        return wait if left is None else min(wait, max(NEAR_THE_END, left))


SENDING: Final = RefreshInterval(1.0, 60.0, 1 / 8)
"""The interval while something arrives."""
WAITING: Final = RefreshInterval(3.0, 30.0, 1 / 5)
"""The interval while the page for files is open and nothing arrives."""
GROWING_SECONDS: Final = 60.0
"""The age up to which a growing page shows an upload: an older one gets no thread between two looks."""
TURN_SECONDS: Final = 15.0
"""The longest time that a page grows; then others have their turn."""
