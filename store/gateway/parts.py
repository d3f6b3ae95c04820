"""In which parts the visitor of a request sees cases: those that the case gives them and the roster still allows."""

from typing import Final

from crypto.event import Part
from store.cases import caseload
from store.contract.messages import CaseRow
from store.contract.procedure.reading import STAFF_PARTS
from store.errors import NotFoundError
from store.gateway.roles import may_be
from store.gateway.services import services
from store.gateway.visitor import visitor

UPLOADERS: Final = frozenset({Part.OFFICER, Part.LEAD, Part.MEMBER})


def allowed_parts() -> frozenset[Part]:
    """The parts that the roster allows the visitor at this moment."""
    person = visitor().person
    return frozenset(part for part in STAFF_PARTS if may_be(person, part))


def require_part(case: str, parts: frozenset[Part] = STAFF_PARTS) -> CaseRow:
    """The case as the visitor's list has it, in one of these parts; `NotFoundError` as for a case that is not there."""
    row = caseload.case_row(services().database, visitor().person.id, case)
    if row.part not in parts & allowed_parts():
        raise NotFoundError
    return row
