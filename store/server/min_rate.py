"""How slowly somebody may send or receive before we hang up."""

import errno


class TooSlowError(TimeoutError):
    """The other side was too slow, and the connection was given up."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "too slow")  # for gunicorn a reset: nothing of it is logged


class MinRate:
    """At least `least` bytes in every `window` seconds that *we waited*: our own slowness is nobody's fault."""

    def __init__(self, window: float, least: int) -> None:
        self._window = window
        self._least = least
        self._waited = 0.0
        self._moved = 0

    @property
    def patience(self) -> float:
        """For how many seconds we may still wait before `waited` decides."""
        return max(0.0, self._window - self._waited)

    def moved(self, size: int) -> None:
        """So many bytes came, or went."""
        self._moved += size

    def waited(self, seconds: float) -> None:
        """So long nothing moved; `TooSlowError` at the end of a window in which too little did."""
        self._waited += seconds
        if self._waited < self._window:
            return
        if self._moved < self._least:
            raise TooSlowError
        self._waited, self._moved = 0.0, 0
