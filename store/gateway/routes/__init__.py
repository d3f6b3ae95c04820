"""The gateway's routes. Each declares its roles; `docs/protocol.md` tells their story."""

from store.gateway.access import GatewayApp
from store.gateway.routes import blobs, cases, replies, roster, sign_in


def register_routes(app: GatewayApp) -> None:
    """Add all of them."""
    for module in (roster, sign_in, cases, blobs, replies):
        app.register_blueprint(module.routes)
