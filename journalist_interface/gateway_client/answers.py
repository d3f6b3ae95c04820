"""The gateway's answers as they come: bounded, and told apart from a gateway that only went away."""

import time
from collections.abc import Callable, Iterator
from typing import Final

import httpx

from journalist_interface.gateway_client.errors import GatewayDownError, HostileGatewayError

LEAST_BYTES_PER_SECOND: Final = 1_000
"""The pace below which an answer does not come through Tor either, and would keep others waiting for ever."""


def pieces_of(response: httpx.Response, most: int) -> Iterator[bytes]:
    """Yield the bytes as they come; more than `most` raises `HostileGatewayError`."""
    left = most
    for piece in response.iter_raw():  # as they come: collected pieces would hide a trickle
        left -= len(piece)
        if left < 0:
            raise HostileGatewayError
        yield piece


def pieces_in_time(
    response: httpx.Response, most: int, stretch: float, seconds: Callable[[], float] = time.monotonic
) -> Iterator[bytes]:
    """Yield the bytes of an answer as they come, at most `most`; raises as `pieces_of`.

    Only waiting for the gateway counts, since a browser may pause a download. Raises `GatewayDownError` once a stretch
    of so many seconds of it brought less than `LEAST_BYTES_PER_SECOND`.
    """
    waited, came = 0.0, 0
    pieces = pieces_of(response, most)
    while True:
        began = seconds()
        piece = next(pieces, None)
        waited += seconds() - began
        if piece is None:
            return
        came += len(piece)
        if waited > stretch:
            if came < LEAST_BYTES_PER_SECOND * waited:
                raise GatewayDownError
            waited, came = 0.0, 0
        yield piece


def hung_up(error: Exception) -> bool:
    """Return whether the gateway only went away, as at a restart; httpx has no separate error for that."""
    return str(error).startswith(("Server disconnected", "peer closed connection"))
