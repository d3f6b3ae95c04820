"""Identifiers in addresses: a case or a blob is 32 hex digits; any other address does not exist."""

from werkzeug.routing import BaseConverter


class HexConverter(BaseConverter):
    """The converter for `<hex:case>`."""

    regex = r"[0-9a-f]{32}"
