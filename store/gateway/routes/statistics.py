"""The statistics records, for leadership."""

from typing import Final

from flask import Blueprint, Response

from store.cases import statistics
from store.gateway.auth.access import LEADERS, current_user
from store.gateway.bodies import PageQuery, answer, read_query
from store.gateway.services import services

routes: Final = Blueprint("statistics", __name__)


@routes.get("/v1/statistics", roles=LEADERS)
def page() -> Response:
    """Return a page of the records encrypted for this leader."""
    query = read_query(PageQuery)
    return answer(statistics.statistics(services().database, current_user().person.id, query.cursor))
