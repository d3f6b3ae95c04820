"""Who reads a case now: computed from the roster, the reporter's exclusions and the verified events."""

import msgspec

from crypto.errors import NoReaderError
from crypto.roster import Person, Roster, is_excluded, readers
from crypto.voice import Excluded
from store.contract.procedure.state import CaseState


def case_readers(roster: Roster, excluded: tuple[Excluded, ...], state: CaseState) -> tuple[Person, ...]:
    """The officers (else the alternates) who were not taken off, and whom the events brought in; never the excluded.

    Raises `NoReaderError` when nobody is left.
    """
    kept = tuple(person for person in roster.people if person.id not in state.dismissed)
    officers = _readers_or_none(msgspec.structs.replace(roster, people=kept), excluded)
    present = {person.id for person in officers}
    brought = {*state.team, *state.leaders, *state.admitted} - present
    others = tuple(
        person
        for person in kept
        if person.id in brought and person.left is None and not is_excluded(person, excluded)
    )
    if not officers and not others:
        raise NoReaderError
    return officers + others


def _readers_or_none(roster: Roster, excluded: tuple[Excluded, ...]) -> tuple[Person, ...]:
    try:
        return readers(roster, excluded)
    except NoReaderError:
        return ()
