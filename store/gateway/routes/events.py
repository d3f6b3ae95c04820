"""Decisions: signed events at the end of a case's chain, and the chain itself."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from store.api.messages import MAX_DECISION_BYTES, Decision
from store.cases import chain
from store.cases.decisions import NewDecision, decide
from store.domain.event import CaseRole
from store.gateway.answers import answer
from store.gateway.auth.case_access import require_case_access
from store.gateway.auth.current_user import current_user
from store.gateway.auth.roles import SIGNED_IN, STAFF_ROLES
from store.gateway.event_validation import officers, validate_events
from store.gateway.request_bodies import read_json, read_query
from store.gateway.routes.cases import EntriesQuery
from store.gateway.services import services

routes: Final = Blueprint("events", __name__)


@routes.get("/v1/cases/<hex:case>/events", roles=STAFF_ROLES)
def read(case: str) -> Response:
    """Return events of a case, with the contents that the user may read."""
    query = read_query(EntriesQuery)
    require_case_access(case)
    return answer(chain.events(services().database, current_user().person.id, case, query.after))


@routes.post("/v1/cases/<hex:case>/events", roles=SIGNED_IN)
def append(case: str) -> Response:
    """Append a decision, all of it durable when answered, or nothing. Custodians answer here too."""
    here = services()
    current = here.roster.current()
    roster = current.require_valid()
    decision = read_json(Decision, MAX_DECISION_BYTES)
    current.require_encrypted(*decision.messages())
    person = current_user().person
    acts = validate_events(here, person, case, decision)
    # A person who lost the role of their part gets the answer for a missing case, whatever else they are.
    if any(act.part is not CaseRole.CUSTODIAN for act in acts):
        require_case_access(case)
    new = NewDecision(case, person.id, here.clock.today(), decision, officers(roster))
    return answer(decide(here.database, new, here.deadlines), HTTPStatus.CREATED)
