"""The statistics records, for leadership."""

from typing import Final

from flask import Blueprint, Response

from store.cases import statistics
from store.gateway.answers import answer
from store.gateway.bodies import PageQuery, read_query
from store.gateway.roles import LEADERS
from store.gateway.services import services
from store.gateway.visitor import visitor

routes: Final = Blueprint("statistics", __name__)


@routes.get("/v1/statistics", roles=LEADERS)
def page() -> Response:
    """A page of the records that were encrypted for this leader."""
    query = read_query(PageQuery)
    return answer(statistics.statistics(services().database, visitor().person.id, query.cursor))
