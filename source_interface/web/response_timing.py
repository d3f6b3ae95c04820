"""The moment at which a page leaves: a whole number of steps after its request came, whatever its work took.

A right code takes some more work than a wrong one. As long as both are ready before the first step, no time tells. On a
busy machine work takes longer, and some answers miss their step, more of the right than of the wrong. So the step of
answers to a code grows with what the last of them took. It never depends on the answer that is about to leave.
"""

import threading
import time
from collections import deque
from typing import Final

from flask import g, request

from store.server.request_body import leave_at_next

STEP_SECONDS: Final = 0.5
REMEMBERED: Final = 32
REMEMBERED_SECONDS: Final = 60.0
MARGIN: Final = 1.5
MOST_DOUBLINGS: Final = 3


class AdaptiveStep:
    """A step of `least` seconds, or two, four or eight times as much."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._lock = threading.Lock()
        self._taken: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)

    def after(self, seconds: float) -> float:
        """Return the step for an answer, judged by those before it, and remember how long this one took."""
        now = time.monotonic()
        with self._lock:
            longest = max(
                (taken for when, taken in self._taken if now - when < REMEMBERED_SECONDS), default=0.0
            )
            self._taken.append((now, seconds))
        steps = (self._least * 2**power for power in range(MOST_DOUBLINGS))
        return next((step for step in steps if step >= MARGIN * longest), self._least * 2**MOST_DOUBLINGS)


def leave_at_once() -> None:
    """Let the answer to this request go without a wait: nothing that it was made of tells of a mailbox or a code."""
    g.leaves_at_once = True


def leave_at_step(steps: AdaptiveStep) -> None:
    """Let the answer to this request leave at a step that grows with the load; to be called when its work begins."""
    g.work_began, g.steps = time.monotonic(), steps


def hold() -> None:
    """Hold the answer to this request until the moment that was chosen for it, or else until the next step."""
    if "steps" in g:
        leave_at_next(request.environ, g.steps.after(time.monotonic() - g.work_began))
    elif "leaves_at_once" not in g:
        leave_at_next(request.environ, STEP_SECONDS)
