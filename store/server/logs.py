"""Log entries of unexpected errors: their type and our lines, never their text, values, or an address.

Only errors whose texts are fixed sentences for administrators (`tells_administrators`) add theirs. Bad HTTP requests
are counted: a log line for each would let strangers fill the disk, and tell when they came.
"""

import logging
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

from crypto.errors import KentonganError

_ROOT: Final = Path(__file__).resolve().parents[2]
_OURS: Final = frozenset({"crypto", "store", "source_interface", "journalist_interface", "install"})
"""On a server what we depend on lies in folders beside these."""
_logger: Final = logging.getLogger("kentongan")
_EVERY_SECONDS: Final = 3600.0
_REFUSED: Final = "Invalid request from ip="


class QuietFilter(logging.Filter):
    """A filter for libraries' loggers. It rewrites exceptions, which would show texts, values and source lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record and return True: everything is logged, in our words."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = _words(error), ()
            record.exc_info = record.exc_text = record.stack_info = None
        return True


def log_unexpected(error: BaseException) -> None:
    """Log one line: the exception's type and where it passed through our code."""
    _logger.error("%s", described(error))


def described(error: BaseException) -> str:
    """Return the exception's type and our lines, innermost first, with the error's advice to administrators if any."""
    said = f": {error.args[0]}" if error.args and getattr(error, "tells_administrators", False) else ""
    return f"{type(error).__qualname__} at {our_lines(error.__traceback__)}{said}"


def our_lines(trace: TracebackType | None) -> str:
    """Return `module.py:line` of each of our frames, innermost first; paths are relative, so they name no machine."""
    places = [
        f"{path.relative_to(_ROOT)}:{line}"
        for frame, line in traceback.walk_tb(trace)
        if _is_ours(path := Path(frame.f_code.co_filename))
    ]
    return " < ".join(reversed(places)) or "no line of ours"


def _words(error: BaseException) -> str:
    """Return the text of our errors, which hold no secret; of others, type and place."""
    return str(error) if isinstance(error, KentonganError) else described(error)


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _OURS


class RefusedRequests(logging.Filter):
    """A filter that keeps these lines, with their addresses, out of gunicorn's log, which gets their number instead."""

    def __init__(self, every_seconds: float = _EVERY_SECONDS) -> None:
        super().__init__()
        self.every_seconds = every_seconds
        self._lock = threading.Lock()
        self._count = 0
        self._told = time.monotonic()

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a refused request and return False for it."""
        if not str(record.msg).startswith(_REFUSED):
            return True
        with self._lock:
            self._count += 1
        return False

    def tell_when_due(self, log: logging.Logger) -> None:
        """Log the number once an interval, unless it is zero; to be called often."""
        if time.monotonic() - self._told >= self.every_seconds:
            self.tell(log)

    def tell(self, log: logging.Logger) -> None:
        """Log the number now, as at the end of the process."""
        with self._lock:
            count, self._count, self._told = self._count, 0, time.monotonic()
        if count:
            log.warning("Requests that were not good HTTP, and were refused: %d", count)


REFUSED: Final = RefusedRequests()
"""The filter of this process."""
