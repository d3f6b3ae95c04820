"""Appending where others append too: when they were faster, trying again for the next place, a few times."""

from collections.abc import Callable
from typing import Final, TypeVar

from journalist_interface.gateway_client.errors import GatewayConflictError, HostileGatewayError

MOST_TRIES: Final = 5

T = TypeVar("T")


def retry_on_conflict(attempt: Callable[[], T], went_on: Callable[[], bool]) -> T:
    """Return what the attempt returns, trying again after a `GatewayConflictError` if the case `went_on`.

    Raises `HostileGatewayError` if it did not: such a gateway could collect the same words signed for many places.
    Raises `GatewayConflictError` when others were faster several times.
    """
    for _ in range(MOST_TRIES):
        try:
            return attempt()
        except GatewayConflictError:
            if not went_on():
                raise HostileGatewayError from None
    raise GatewayConflictError
