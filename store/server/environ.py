"""The facts that the front puts into a request's `environ`. Without the front, as in tests, there are none."""

from collections.abc import Callable, Mapping
from typing import Any, Final

CIRCUIT: Final = "kentongan.circuit"
TURNED_AWAY: Final = "kentongan.turned_away"
STREAMS: Final = "kentongan.streams"
HURRY: Final = "kentongan.hurry"
LEAVE_AT_NEXT: Final = "kentongan.leave_at_next"


def circuit_of(environ: Mapping[str, Any]) -> bytes | None:
    """Return the name of the Tor circuit, valid while this process lives, or None where circuits are not told apart."""
    circuit: bytes | None = environ.get(CIRCUIT)
    return circuit


def is_turned_away(environ: Mapping[str, Any]) -> bool:
    """Return whether this request waited in vain for one of few places: its answer is to say so, and nothing else."""
    return bool(environ.get(TURNED_AWAY))


def streams(environ: Mapping[str, Any]) -> bool:
    """Return whether a thread reads the body as it arrives: the request did not wait in the lane of the codes."""
    return bool(environ.get(STREAMS))


def hurry(environ: Mapping[str, Any], seconds: float) -> None:
    """Bound the wait for the rest of the body to `seconds` in all; after that it counts as broken off."""
    bound: Callable[[float], None] | None = environ.get(HURRY)
    if bound is not None:
        bound(seconds)


def leave_at_next(environ: Mapping[str, Any], step: float) -> None:
    """Send the answer a whole number of `step` seconds after the request arrived; holds no thread meanwhile."""
    wait: Callable[[float], None] | None = environ.get(LEAVE_AT_NEXT)
    if wait is not None:
        wait(step)
