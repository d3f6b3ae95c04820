"""The parts in which a request's user sees cases: those that the case gives and the roster still allows."""

from typing import Final

from store.api.messages import CaseRow
from store.cases import case_list
from store.domain.event import CaseRole
from store.domain.procedure.permissions import STAFF_PARTS
from store.errors import NotFoundError
from store.gateway.auth.current_user import current_user
from store.gateway.auth.roles import may_be
from store.gateway.services import services

UPLOADERS: Final = frozenset({CaseRole.OFFICER, CaseRole.LEAD, CaseRole.MEMBER})


def allowed_roles() -> frozenset[CaseRole]:
    """Return the parts that the roster allows the user at this moment."""
    person = current_user().person
    return frozenset(part for part in STAFF_PARTS if may_be(person, part))


def require_case_access(case: str, parts: frozenset[CaseRole] = STAFF_PARTS) -> CaseRow:
    """Return the case as the user's list has it, in one of these parts.

    Raises `NotFoundError`, as for a case that does not exist.
    """
    row = case_list.case_row(services().database, current_user().person.id, case)
    if row.part not in parts & allowed_roles():
        raise NotFoundError
    return row
