"""A person's cases: the list, the envelopes, and how far they have read."""

from typing import Annotated, Final

from flask import Blueprint, Response
from msgspec import Meta

from crypto.fields import Struct
from store.cases import caseload
from store.cases.caseload import Filter
from store.contract.messages import Cursor, Seen
from store.contract.stages import Stage
from store.gateway.answers import answer, done
from store.gateway.bodies import read_json, read_query
from store.gateway.parts import allowed_parts, require_part
from store.gateway.roles import SIGNED_IN, STAFF_ROLES
from store.gateway.services import services
from store.gateway.visitor import visitor

routes: Final = Blueprint("cases", __name__)


class ListQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """`?cursor=…` continues a list. The others choose: a stage, and with `=true` one's own, overdue, and unread."""

    cursor: Cursor | None = None
    stage: Stage | None = None
    mine: bool = False
    overdue: bool = False
    unread: bool = False


class EntriesQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """`?after=N` gives the entries beyond a place."""

    after: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


@routes.get("/v1/cases", roles=SIGNED_IN)
def page() -> Response:
    """A page of the list: empty for whom no case was given to, whatever their role."""
    query = read_query(ListQuery)
    here = services()
    wanted = Filter(
        stage=query.stage,
        mine=query.mine,
        due_before=here.clock.today() if query.overdue else None,
        unread=query.unread,
        parts=allowed_parts(),
    )
    return answer(caseload.page(here.database, visitor().person.id, query.cursor, wanted))


@routes.get("/v1/cases/<hex:case>", roles=STAFF_ROLES)
def entries(case: str) -> Response:
    """Envelopes of a case."""
    query = read_query(EntriesQuery)
    require_part(case)
    return answer(caseload.entries(services().database, visitor().person.id, case, query.after))


@routes.post("/v1/cases/<hex:case>/seen", roles=STAFF_ROLES)
def seen(case: str) -> Response:
    """How far this person has read; belongs to reading, so an expired roster does not stop it."""
    read_up_to = read_json(Seen)
    require_part(case)
    caseload.mark_seen(services().database, visitor().person.id, case, read_up_to.sequence)
    return done()
