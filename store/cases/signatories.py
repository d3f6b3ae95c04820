"""Refusal of second signatures by people whom a report excludes, as far as the store can know them.

The exclusions are encrypted. The store sees some of them all the same: nothing of the report is encrypted to these
people. It keeps those when a report comes in, before any officer could change them. Else a reader in bad faith could
let an excluded leader sign, and a message that two people signed away is destroyed at once.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.domain.envelope import Excluded
from store.domain.event import Event
from store.domain.procedure.destruction import CONFIRMATIONS
from store.domain.procedure.errors import SignatoryError
from store.domain.procedure.permissions import PROPOSALS, may_sign_destruction
from store.domain.roster import Roster
from store.errors import NotFoundError
from store.model import ExcludedSignatory


def require_signatories(session: Session, roster: Roster, events: Sequence[Event]) -> None:
    """Refuse to ask a person whom the case excludes for a second signature, or to take it from them.

    Raises `SignatoryError` to a reader of the case. The person themselves gets the `NotFoundError` of no such case.
    """
    for event in events:
        if event.kind in PROPOSALS and not _may_sign(session, roster, event.case, event.person):
            raise SignatoryError
        if event.kind in CONFIRMATIONS and not _may_sign(session, roster, event.case, event.actor):
            raise NotFoundError


def excluded_signatories_in(session: Session, case: str) -> tuple[Excluded, ...]:
    """Return whom the store knows to be excluded from a case, in a transaction."""
    query = select(ExcludedSignatory).where(ExcludedSignatory.case == case)
    rows = session.scalars(query.order_by(ExcludedSignatory.person))
    return tuple(Excluded(row.person, row.position) for row in rows)


def excluded_signatory_rows(case: str, excluded: Iterable[Excluded]) -> Iterator[ExcludedSignatory]:
    """Yield the rows of a case that comes in."""
    for exclusion in excluded:
        yield ExcludedSignatory(case=case, person=exclusion.person, position=exclusion.position)


def _may_sign(session: Session, roster: Roster, case: str, person_id: str | None) -> bool:
    person = None if person_id is None else roster.person(person_id)
    return person is not None and may_sign_destruction(roster, excluded_signatories_in(session, case), person)
