"""Replies of the signed-in person, at the next place of a case."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from store.api.messages import MAX_JSON_BYTES, ReplyReceipt, ReplySubmission
from store.cases.conversation import NewReply, append_reply
from store.domain.event import CaseRole
from store.gateway.answers import answer
from store.gateway.auth.case_access import require_case_access
from store.gateway.auth.current_user import current_user
from store.gateway.auth.roles import READERS
from store.gateway.request_bodies import read_json
from store.gateway.services import services

routes: Final = Blueprint("replies", __name__)


@routes.post("/v1/cases/<hex:case>/replies", roles=READERS)
def reply(case: str) -> Response:
    """Append a reply, durable when this is answered."""
    here = services()
    current = here.roster.current()
    current.require_valid()
    submission = read_json(ReplySubmission, MAX_JSON_BYTES)
    current.require_encrypted(submission.envelope)
    require_case_access(case, frozenset({CaseRole.OFFICER}))
    append_reply(here.database, NewReply.of(submission, case, current_user().person.id, here.clock.today()))
    return answer(ReplyReceipt(submission.sequence), HTTPStatus.CREATED)
