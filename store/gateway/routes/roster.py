"""The signed roster, as the office published it and this gateway verified it, and the certificate of its key."""

from typing import Final

from flask import Blueprint, Response

from store.api.messages import RosterFiles
from store.api.office_certificate import OfficeCertificateFile
from store.gateway.auth.access import ANYONE
from store.gateway.bodies import answer
from store.gateway.services import services

routes: Final = Blueprint("roster", __name__)


@routes.get("/v1/roster", roles=ANYONE)
def read() -> Response:
    """Return the roster, even an expired one: workstations go on reading with it."""
    current = services().roster.current()
    return answer(RosterFiles(current.statement, current.signature, services().roster.key_change()))


@routes.get("/v1/office-certificate", roles=ANYONE)
def office_certificate() -> Response:
    """Return the office certificate, for a person who has its fingerprint on paper."""
    return answer(OfficeCertificateFile(services().roster.office_certificate()))
