"""The pace below which we hang up on a sender or a receiver."""

import errno


class TooSlowError(TimeoutError):
    """The other side was too slow, and the connection was given up."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "too slow")  # gunicorn takes it for a reset and logs nothing


class MinRate:
    """A pace of `least` bytes in every `window` seconds that *we waited*: our slowness is not their fault."""

    def __init__(self, window: float, least: int) -> None:
        self._window = window
        self._least = least
        self._waited = 0.0
        self._moved = 0

    @property
    def patience(self) -> float:
        """The seconds that we may still wait before `waited` decides."""
        return max(0.0, self._window - self._waited)

    def moved(self, size: int) -> None:
        """Count bytes that came or went."""
        self._moved += size

    def waited(self, seconds: float) -> None:
        """Count seconds without movement. Raises `TooSlowError` at the end of a window in which too little moved."""
        self._waited += seconds
        if self._waited < self._window:
            return
        if self._moved < self._least:
            raise TooSlowError
        self._waited, self._moved = 0.0, 0
