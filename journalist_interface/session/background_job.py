"""Work that takes a while: one step after another in a separate thread. A page asks for its progress.

It ends with the session: the key is locked then, and nothing further can be opened or signed.
"""

import threading
from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum

from crypto.errors import KentonganError
from store.server.logs import log_unexpected


class JobKind(StrEnum):
    """The kinds of work."""

    OPEN = "open"
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    LABEL = "label"
    ARCHIVE = "archive"
    HAND_OVER = "hand-over"
    RENEW = "renew"
    STATISTICS = "figures"
    PREVIEW = "preview"


class UnexpectedError(KentonganError):
    """Something went wrong here. What was done before it stays done."""


class JobRunningError(KentonganError):
    """Other work is still going on. Wait until it ends, or stop it."""


@dataclass(frozen=True, slots=True)
class JobStep:
    """One step that was done, and the error if it failed. `case` is empty if the step is about no case."""

    case: str
    error: KentonganError | None = None


JobSteps = Generator[JobStep]


class BackgroundJob:
    """A run of steps. `total` is their number as far as known; `landing` is the page to go to at the end."""

    def __init__(self, kind: JobKind, total: int, steps: JobSteps, landing: str) -> None:
        self.kind = kind
        self.total = total
        self.landing = landing
        self.stopped_by: KentonganError | None = None
        self._steps = steps
        self._done: list[JobStep] = []
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._run, name="long-work", daemon=True)

    def start(self) -> None:
        """Start the work."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop the work after the present step."""
        self._cancelled.set()

    def wait(self, seconds: float) -> bool:
        """Return whether the work ended within this many seconds."""
        return self._finished.wait(seconds)

    @property
    def running(self) -> bool:
        """Return whether the work is going on."""
        return not self._finished.is_set()

    @property
    def cancelled(self) -> bool:
        """Return whether the work was stopped before its end."""
        return self._cancelled.is_set() and len(self.done) < self.total

    @property
    def done(self) -> list[JobStep]:
        """The steps so far."""
        with self._lock:
            return list(self._done)

    def _run(self) -> None:
        try:
            self._take_steps()
        except KentonganError as error:
            self.stopped_by = error
        except Exception as error:  # noqa: BLE001 - a thread has no caller: the log and the page say so
            log_unexpected(error)
            self.stopped_by = UnexpectedError()
        finally:
            self._finished.set()

    def _take_steps(self) -> None:
        try:
            for step in self._steps:
                with self._lock:
                    self._done.append(step)
                if self._cancelled.is_set():
                    return
        finally:
            self._steps.close()
