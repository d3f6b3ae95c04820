"""The gateway's answers as they come: bounded, and told apart from a gateway that only went away."""

from collections.abc import Iterator

import httpx

from journalist_interface.gateway_client.errors import HostileGatewayError


def pieces_of(response: httpx.Response, most: int) -> Iterator[bytes]:
    """Yield the bytes as they come; more than `most` raises `HostileGatewayError`."""
    left = most
    for piece in response.iter_raw():  # as they come: collected pieces would hide a trickle
        left -= len(piece)
        if left < 0:
            raise HostileGatewayError
        yield piece


def hung_up(error: Exception) -> bool:
    """Return whether the gateway only went away, as at a restart; httpx has no separate error for that."""
    return str(error).startswith(("Server disconnected", "peer closed connection"))
