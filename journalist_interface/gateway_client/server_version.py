"""The version of the server, which is asked for before anything is signed."""

from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayError
from store.domain.version import VERSION, understand


class OtherVersionError(GatewayError):
    """The server and this computer have different versions of Kentongan. Nothing was signed."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self.server = server


def require_understood(client: GatewayClient) -> str:
    """Return the server's version; raise `OtherVersionError` if it speaks another protocol, or a `GatewayError`."""
    server = client.version().version
    if not understand(server, VERSION):
        raise OtherVersionError(server)
    return server
