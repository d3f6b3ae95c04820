"""Replies: the signed-in person's, at the next place of a case."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from crypto.event import Part
from store.cases.conversation import NewReply, append_reply
from store.contract.messages import MAX_JSON_BYTES, ReplyReceipt, ReplySubmission
from store.gateway.answers import answer
from store.gateway.bodies import read_json
from store.gateway.parts import require_part
from store.gateway.roles import READERS
from store.gateway.services import services
from store.gateway.visitor import visitor

routes: Final = Blueprint("replies", __name__)


@routes.post("/v1/cases/<hex:case>/replies", roles=READERS)
def reply(case: str) -> Response:
    """Durable when this is answered."""
    here = services()
    current = here.roster.current()
    current.require_valid()
    submission = read_json(ReplySubmission, MAX_JSON_BYTES)
    current.require_encrypted(submission.envelope)
    require_part(case, frozenset({Part.OFFICER}))
    append_reply(here.database, NewReply.of(submission, case, visitor().person.id, here.clock.today()))
    return answer(ReplyReceipt(submission.sequence), HTTPStatus.CREATED)
