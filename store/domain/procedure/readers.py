"""The present readers of a case, computed from the roster, the reporter's exclusions and the verified events."""

from store.domain.envelope import Excluded
from store.domain.errors import NoReaderError
from store.domain.event import CaseRole
from store.domain.procedure.role_eligibility import may_act_as
from store.domain.procedure.state import CaseState
from store.domain.roster import Person, Roster, is_excluded, readers


def case_readers(roster: Roster, excluded: tuple[Excluded, ...], state: CaseState) -> tuple[Person, ...]:
    """Return the officers (else the alternates) who were not taken off, and the people whom events brought in.

    None of them is excluded. Alternates stand in where exclusions leave no officer; taking officers off brings none of
    them in. A person who was brought in reads as long as the roster gives the role of their part. Raises
    `NoReaderError` when none is left.
    """
    office = _readers_or_none(roster, excluded)
    officers = tuple(person for person in office if person.id not in state.dismissed)
    brought = {*state.team, *state.leaders, *state.admitted} - {person.id for person in office}
    others = tuple(
        person
        for person in roster.active()
        if person.id in brought
        and person.id not in state.dismissed
        and may_act_as(person, state.part_of(person.id) or CaseRole.OFFICER)
        and not is_excluded(person, excluded)
    )
    if not officers and not others:
        raise NoReaderError
    return officers + others


def _readers_or_none(roster: Roster, excluded: tuple[Excluded, ...]) -> tuple[Person, ...]:
    try:
        return readers(roster, excluded)
    except NoReaderError:
        return ()
