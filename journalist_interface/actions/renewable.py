"""The people whose access to a case can be renewed."""

from typing import Final

from journalist_interface.actions.work import Work
from journalist_interface.verification.problems import EventRemark, remarks_of
from store.domain.event import CaseRole
from store.domain.procedure.participants import Objection
from store.domain.roster import Person

_DOUBTS: Final = frozenset(remarks_of(Objection))
_LEFT: Final = frozenset({EventRemark.LEFT})


def renewable(work: Work) -> tuple[Person, ...]:
    """Return who reads the case now, and those who no longer do only because the colleague who let them in has left."""
    readers = work.readers()
    state, known = work.state, {one.id for one in readers}
    left = (one.event.person for one in work.file.events if _DOUBTS & set(one.remarks) == _LEFT)
    named = set(left) - known - state.dismissed
    parts = {person: state.part_of(person) or CaseRole.OFFICER for person in named if person is not None}
    waiting = [one for part in set(parts.values()) for one in work.guests(part) if parts.get(one.id) is part]
    return (*readers, *sorted(waiting, key=lambda one: one.id))
