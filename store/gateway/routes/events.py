"""Decisions: signed events at the end of a case's chain, and the chain itself."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from crypto.event import Part
from store.cases import chain
from store.cases.decisions import NewDecision, decide
from store.contract.messages import MAX_DECISION_BYTES, Decision
from store.gateway.answers import answer
from store.gateway.bodies import read_json, read_query
from store.gateway.genuine import officers, require_genuine
from store.gateway.parts import require_part
from store.gateway.roles import SIGNED_IN, STAFF_ROLES
from store.gateway.routes.cases import EntriesQuery
from store.gateway.services import services
from store.gateway.visitor import visitor

routes: Final = Blueprint("events", __name__)


@routes.get("/v1/cases/<hex:case>/events", roles=STAFF_ROLES)
def read(case: str) -> Response:
    """Events of a case, with the contents that the visitor may read."""
    query = read_query(EntriesQuery)
    require_part(case)
    return answer(chain.events(services().database, visitor().person.id, case, query.after))


@routes.post("/v1/cases/<hex:case>/events", roles=SIGNED_IN)
def append(case: str) -> Response:
    """Everything of a decision is durable when this is answered, or nothing of it. Custodians answer here too."""
    here = services()
    current = here.roster.current()
    roster = current.require_valid()
    decision = read_json(Decision, MAX_DECISION_BYTES)
    current.require_encrypted(*decision.messages())
    person = visitor().person
    acts = require_genuine(here, person, case, decision)
    # Whoever lost the role of their part is answered as for no case, whatever else they are.
    if any(act.part is not Part.CUSTODIAN for act in acts):
        require_part(case)
    new = NewDecision(case, person.id, here.clock.today(), decision, officers(roster))
    return answer(decide(here.database, new, here.deadlines), HTTPStatus.CREATED)
