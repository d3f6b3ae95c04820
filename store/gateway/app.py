"""The gateway's app."""

from werkzeug.routing import BaseConverter

from store.gateway.auth.access import GatewayApp
from store.gateway.bodies import register_answers
from store.gateway.config import GatewayConfig
from store.gateway.routes import blobs, cases, roster, sealed_records, sign_in, statistics, version
from store.gateway.services import EXTENSION, Services


class HexConverter(BaseConverter):
    """The converter for `<hex:case>`: a case or a blob is 32 hex digits; any other address does not exist."""

    regex = r"[0-9a-f]{32}"


def create_app(config: GatewayConfig) -> GatewayApp:
    """Return a gateway that is ready to serve. Raises kinds of `StoreError` and `AccountError` if it cannot be."""
    app = GatewayApp(__name__)
    app.url_map.converters["hex"] = HexConverter
    app.extensions[EXTENSION] = Services.start(config)
    register_answers(app)
    for module in (roster, sign_in, cases, blobs, statistics, sealed_records, version):
        app.register_blueprint(module.routes)
    return app
