"""The version of the server, so that a workstation of another one says so before it signs anything."""

from typing import Final

from flask import Blueprint, Response

from store.api.server_version import ServerVersion
from store.domain.version import VERSION
from store.gateway.auth.access import ANYONE
from store.gateway.bodies import answer

routes: Final = Blueprint("version", __name__)


@routes.get("/v1/version", roles=ANYONE)
def read() -> Response:
    """Return the version; this address and its answer stay as they are in every version."""
    return answer(ServerVersion(VERSION))
