"""A person's cases: the list, the envelopes, and how far the person has read."""

from typing import Annotated, Final

from flask import Blueprint, Response
from msgspec import Meta

from store.api.messages import Cursor, Seen
from store.cases import case_list
from store.cases.case_list import Filter
from store.domain.fields import Struct
from store.domain.stages import Stage
from store.gateway.answers import answer, done
from store.gateway.auth.case_access import allowed_roles, require_case_access
from store.gateway.auth.current_user import current_user
from store.gateway.auth.roles import SIGNED_IN, STAFF_ROLES
from store.gateway.request_bodies import read_json, read_query
from store.gateway.services import services

routes: Final = Blueprint("cases", __name__)


class ListQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """A query in which `?cursor=…` continues a list.

    The other parameters select: a stage, and with `=true` the person's cases, overdue cases, and unread cases.
    """

    cursor: Cursor | None = None
    stage: Stage | None = None
    mine: bool = False
    overdue: bool = False
    unread: bool = False


class EntriesQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """A query in which `?after=N` gives the entries after a place."""

    after: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


@routes.get("/v1/cases", roles=SIGNED_IN)
def page() -> Response:
    """Return a page of the list: empty for a person without cases, whatever their role."""
    query = read_query(ListQuery)
    here = services()
    wanted = Filter(
        stage=query.stage,
        mine=query.mine,
        due_before=here.clock.today() if query.overdue else None,
        unread=query.unread,
        parts=allowed_roles(),
    )
    return answer(case_list.page(here.database, current_user().person.id, query.cursor, wanted))


@routes.get("/v1/cases/<hex:case>", roles=STAFF_ROLES)
def entries(case: str) -> Response:
    """Return envelopes of a case."""
    query = read_query(EntriesQuery)
    require_case_access(case)
    return answer(case_list.entries(services().database, current_user().person.id, case, query.after))


@routes.post("/v1/cases/<hex:case>/seen", roles=STAFF_ROLES)
def seen(case: str) -> Response:
    """Record how far this person has read. This is part of reading, so an expired roster does not stop it."""
    read_up_to = read_json(Seen)
    require_case_access(case)
    case_list.mark_seen(services().database, current_user().person.id, case, read_up_to.sequence)
    return done()
