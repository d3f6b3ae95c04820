"""What the front tells the app about a request, in its `environ`. Without the front, as in tests, there is nothing."""

from collections.abc import Callable, Mapping
from typing import Any, Final

CIRCUIT: Final = "kentongan.circuit"
TURNED_AWAY: Final = "kentongan.turned_away"
STREAMS: Final = "kentongan.streams"
HURRY: Final = "kentongan.hurry"
LEAVE_AT_NEXT: Final = "kentongan.leave_at_next"


def circuit_of(environ: Mapping[str, Any]) -> bytes | None:
    """The name of the Tor circuit, good while this process lives; None where circuits are not told apart."""
    circuit: bytes | None = environ.get(CIRCUIT)
    return circuit


def is_turned_away(environ: Mapping[str, Any]) -> bool:
    """Whether this request waited in vain for one of few places: it is to be told so, and nothing else."""
    return bool(environ.get(TURNED_AWAY))


def streams(environ: Mapping[str, Any]) -> bool:
    """Return whether a thread reads the body as it arrives: the request did not wait in the line of the codes."""
    return bool(environ.get(STREAMS))


def hurry(environ: Mapping[str, Any], seconds: float) -> None:
    """From now on the rest of the body is waited for so long in all: then it has broken off."""
    bound: Callable[[float], None] | None = environ.get(HURRY)
    if bound is not None:
        bound(seconds)


def leave_at_next(environ: Mapping[str, Any], step: float) -> None:
    """Send the answer when a whole number of `step` seconds has passed since the request was here; holds no thread."""
    wait: Callable[[float], None] | None = environ.get(LEAVE_AT_NEXT)
    if wait is not None:
        wait(step)
