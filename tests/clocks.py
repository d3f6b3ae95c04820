"""The clocks of the tests: where every day in a test comes from.

    time = MovableClock(folder / "clock")
    time.move(days=3)                       # for all that read `time.clock`, other processes included
    TODAY                                   # where no clock is moved; keys that GnuPG makes now are of this day
    STILL                                   # for what wants a clock, in a test that is about no day

Nothing else tells a test the day: `tests.machine_clock` fails a test that asks the machine.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from store.domain.clock import Clock

STILL: Final = Clock(offset_file=Path("/nonexistent/clock"))
_LATE_HOUR: Final = 18
_TO_TOMORROW: Final = 6 * 3600


def _start() -> int:
    """Return the seconds that all clocks of this run are ahead: late in the evening they begin with the next day.

    So midnight is hours away, and a day that a test remembers is still that day at its end.
    """
    return _TO_TOMORROW if STILL.now().hour >= _LATE_HOUR else 0


START: Final = _start()
TODAY: Final[date] = (STILL.now() + timedelta(seconds=START)).date()


class MovableClock:
    """A clock that a test moves, by its file of seconds to add."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.file.write_text(str(START))
        self.clock = Clock(offset_file=file)

    def move(self, *, days: int = 0, seconds: int = 0) -> None:
        """Set it forward, or back."""
        self.file.write_text(str(int(self.file.read_text()) + days * 86_400 + seconds))


def of_now(file: Path, time: MovableClock) -> None:
    """Give a file the time of this clock, as its writer had; the kernel knows the machine's alone."""
    seconds = time.clock.seconds()
    os.utime(file, (seconds, seconds))
