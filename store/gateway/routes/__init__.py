"""The gateway's routes. Each declares its roles; `docs/protocol.md` explains their order."""

from store.gateway.auth.access import GatewayApp
from store.gateway.routes import blobs, cases, roster, sign_in, statistics


def register_routes(app: GatewayApp) -> None:
    """Register all routes."""
    for module in (roster, sign_in, cases, blobs, statistics):
        app.register_blueprint(module.routes)
