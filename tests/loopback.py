"""The settings of httpx for traffic that stays on this machine."""

import ssl
from typing import Final

import httpx

from install.demonstration.ports import LOOPBACK

NO_AUTHORITIES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no authority: httpx would otherwise read the certificates of all authorities for each client and request."""


class LoopbackTransport(httpx.HTTPTransport):
    """A transport that sends names under localhost to this machine, as browsers do, whatever the resolver says."""

    def __init__(self) -> None:
        super().__init__(verify=NO_AUTHORITIES)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to this machine, with the head that it has."""
        return super().handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=LOOPBACK),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )
