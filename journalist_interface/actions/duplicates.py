"""Linking a report to the one that told of the matter before: only where all who read this one may read the other.

The number of the other case stands in the encrypted content of the archiving alone. The store sees that a case was
archived, and no second case.
"""

from collections import Counter
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.actions.work import Work, lock_within, sound_introduction
from journalist_interface.gateway_client.whole_lists import all_cases
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import ReadEvent
from store.domain.current_roster import CurrentRoster
from store.domain.errors import NoReaderError
from store.domain.register_number import register_number

MOST_LINKED: Final = 5
"""The other cases of one author's links at which a grant looks: each may have to be read from the index."""
_PATIENCE_SECONDS: Final = 5.0  # of one request for a case that is being read over Tor


class CannotLinkError(KentonganError):
    """The reports cannot be linked."""


def linked_case(read: ReadEvent) -> str | None:
    """Return the other case that this event names."""
    said = None if read.content is None else read.content.classification
    return None if said is None else said.duplicate_of


def offered_numbers(work: Work) -> list[str]:
    """Return the register numbers of the cases that this person may choose from: the first of their own list."""
    page = work.services.client.cases(work.officer.token)
    return [register_number(row.case) for row in page.cases if row.case != work.file.case and row.declared]


def find_other(work: Work, number: str) -> str:
    """Return the case of this number, out of those that this person has read here as they are now.

    The gateway is asked for the whole list alone: it would see which two cases are compared. Raises `CannotLinkError`,
    which does not say why.
    """
    wanted = "".join(number.split()).upper()
    rows = all_cases(work.services.client, work.officer.token)
    found = [row for row in rows if row.declared and register_number(row.case) == wanted]
    if len(found) != 1 or found[0].case == work.file.case:
        raise CannotLinkError
    row = found[0]
    file = work.officer.at_hand(row.case)
    if file is None:
        raise CannotLinkError
    with lock_within(file, _PATIENCE_SECONDS) as locked:
        if not locked or file.chain.end != (row.events, row.head):
            raise CannotLinkError
    return file.case


def require_linkable(work: Work, other: str) -> None:
    """Raise `CannotLinkError` unless every reader of this case may read the other."""
    if not {person.id for person in work.readers()} <= _readers_of(work, other):
        raise CannotLinkError


class LinkReaders:
    """The readers of the cases that links name, each case looked at once.

    One person can link a case a thousand times: beyond their first `MOST_LINKED` cases nobody learns of their links.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[str, frozenset[str]] = {}
        self._looked_at = Counter[str]()

    def may_learn(self, read: ReadEvent, person: str) -> bool:
        """Return whether the key of this event may go to a person: not if it names a case that they do not read."""
        other, author = linked_case(read), read.event.actor
        if other is None:
            return True
        if other not in self._known and self._looked_at[author] < MOST_LINKED:
            self._looked_at[author] += 1
            self._known[other] = _readers_of(self._work, other)
        return person in self._known.get(other, ())


def _readers_of(work: Work, other: str) -> frozenset[str]:
    """Return who may read the other case, as this session knows it; no one if that cannot be told."""
    file = work.officer.at_hand(other)
    if file is None:
        return frozenset()
    with lock_within(file, _PATIENCE_SECONDS) as locked:
        return _proven_readers(work.current, file) if locked else frozenset()


def _proven_readers(current: CurrentRoster, file: CaseFile) -> frozenset[str]:
    introduction = sound_introduction(file)
    if introduction is None or not _is_whole(file):
        return frozenset()
    try:
        readers = file.chain.readers(current, introduction.excluded)
    except NoReaderError:
        return frozenset()
    state = file.state
    return frozenset(person.id for person in readers if state is not None and state.is_open_to(person.id))


def _is_whole(file: CaseFile) -> bool:
    return file.chain.broken is None and not file.problems
