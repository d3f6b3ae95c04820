"""Honest people beside a flood: what they do again and again, each time over a circuit of their own."""

import http.client
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.load.visits import Browser, Connector, UnexpectedAnswerError

PAUSE_SECONDS = 0.2
FAILURES = (OSError, http.client.HTTPException, UnexpectedAnswerError)

Errand = Callable[[Browser], object]
"""A person's errand with a browser; raises one of `FAILURES` when it does not succeed."""


@dataclass
class Honest:
    """The results of one errand: `seconds` from the first byte to the page that was wanted, and each failure."""

    what: str
    seconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def sent(self) -> int:
        """Return how many were tried."""
        return len(self.seconds) + self.failures.total()

    def share(self, within: float = float("inf")) -> float:
        """Return the part of them that got through in so many seconds."""
        return sum(seconds <= within for seconds in self.seconds) / self.sent if self.sent else 0.0

    def lines(self) -> list[str]:
        """For people."""
        words = []
        if self.seconds:
            middle, longest = statistics.median(self.seconds), max(self.seconds)
            words.append(f"an honest {self.what} took {middle:.2f} s in the middle, {longest:.2f} s at most")
        return words + [f"honest failure: {why} × {count}" for why, count in self.failures.most_common()]

    def once(self, connect: Connector, circuit: str, errand: Errand) -> None:
        """Do it over this circuit."""
        began = time.monotonic()
        try:
            with Browser(connect, circuit) as browser:
                errand(browser)
        except FAILURES as error:
            self.failures[f"{type(error).__name__}: {error}"] += 1
        else:
            self.seconds.append(time.monotonic() - began)

    def again_and_again(self, connect: Connector, person: str, end: float, errand: Errand) -> None:
        """Until the clock shows `end`, at least once."""
        number = 0
        while not number or time.monotonic() < end:
            number += 1
            self.once(connect, f"honest-{person}-{number}", errand)
            time.sleep(PAUSE_SECONDS)
