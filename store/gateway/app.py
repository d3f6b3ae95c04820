"""The gateway's app."""

from flask import request

from store.errors import StoreBusyError
from store.gateway.answers import register_answers
from store.gateway.auth.route_roles import GatewayApp
from store.gateway.config import GatewayConfig
from store.gateway.identifiers import HexConverter
from store.gateway.routes import register_routes
from store.gateway.services import EXTENSION, Services
from store.server.environ import is_turned_away


def create_app(config: GatewayConfig) -> GatewayApp:
    """Return a gateway that is ready to serve. Raises kinds of `StoreError` and `AccountError` if it cannot be."""
    app = GatewayApp(__name__)
    app.url_map.converters["hex"] = HexConverter
    app.extensions[EXTENSION] = Services.start(config)
    app.before_request(_turn_away)
    register_answers(app)
    register_routes(app)
    return app


def _turn_away() -> None:
    """Refuse a streaming request that found no free place; the workstation says so, and can try again."""
    if is_turned_away(request.environ):
        raise StoreBusyError
