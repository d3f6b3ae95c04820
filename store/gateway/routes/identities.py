"""The custodians' view: the requests put to them, and the identity envelopes of those cases."""

from typing import Final

from flask import Blueprint, Response

from store.cases import identities
from store.gateway.answers import answer
from store.gateway.auth.current_user import current_user
from store.gateway.auth.roles import CUSTODIANS
from store.gateway.request_bodies import PageQuery, read_query
from store.gateway.services import services

routes: Final = Blueprint("identities", __name__)


@routes.get("/v1/identity-requests", roles=CUSTODIANS)
def requests() -> Response:
    """Return a page of the requests to this custodian."""
    query = read_query(PageQuery)
    return answer(identities.requests(services().database, current_user().person.id, query.cursor))


@routes.get("/v1/cases/<hex:case>/identity", roles=CUSTODIANS)
def identity(case: str) -> Response:
    """Return the identity envelope while a request to this custodian waits for its answer, 14 days at most."""
    here = services()
    return answer(identities.identity(here.database, current_user().person.id, case, here.clock.today()))
