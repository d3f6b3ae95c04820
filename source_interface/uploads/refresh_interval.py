"""How often the frame of the progress looks: soon at first, ever rarer as what it waits for grows old.

Each look is paid for over Tor, by the reporter whose upload it delays.
"""

from dataclasses import dataclass
from typing import Final

NEAR_THE_END: Final = 3.0
"""So soon, if an upload is about to end: what arrived whole must not stand beside a bar that still waits."""


@dataclass(frozen=True, slots=True)
class RefreshInterval:
    """Seconds between two looks: a share of the age, between two bounds."""

    soonest: float
    latest: float
    share: float

    def after(self, age: float, left: float | None = None) -> float:
        """Until the next look, so many seconds after the beginning, and before the end if that can be told."""
        wait = min(self.latest, max(self.soonest, age * self.share))
        return wait if left is None else min(wait, max(NEAR_THE_END, left))


SENDING: Final = RefreshInterval(1.0, 60.0, 1 / 8)
"""While something arrives."""
WAITING: Final = RefreshInterval(3.0, 30.0, 1 / 5)
"""While the page for files is open and nothing arrives."""
GROWING_SECONDS: Final = 60.0
"""Only a younger upload is shown by a page that grows: to an older one no thread is lent between two looks."""
TURN_SECONDS: Final = 15.0
"""So long a page grows at most; then others have their turn."""
