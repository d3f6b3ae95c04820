"""The clock: the office's day, and seconds for time-outs. Every day that is stored or signed to last comes from here.

A clock file, named in the configuration of a test or a rehearsal, holds a whole number of seconds to add to the
system's time. It is read at every use, so that a running process can be moved from outside.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

OFFICE_ZONE = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as the office sees it."""

    zone: str = OFFICE_ZONE
    offset_file: Path | None = None

    def seconds(self) -> int:
        """Return whole seconds since 1970-01-01 UTC."""
        return int(time.time()) + self.offset()

    def today(self) -> date:
        """Return the office's day."""
        return self.now().date()

    def now(self) -> datetime:
        """Return the office's time, with its zone. It is for computing days and never stored."""
        return datetime.fromtimestamp(self.seconds(), ZoneInfo(self.zone))

    def quarter_hour_after(self, duration: timedelta) -> int:
        """Return the first quarter of an hour, in seconds, at least `duration` from now: expiries tell no fine time."""
        quarter = 15 * 60
        return -(-(self.seconds() + int(duration.total_seconds())) // quarter) * quarter

    def offset(self) -> int:
        """Return the seconds that the clock file adds to the system's time."""
        if self.offset_file is None:
            return 0
        try:
            return int(self.offset_file.read_text("ascii"))
        except FileNotFoundError:
            return 0
