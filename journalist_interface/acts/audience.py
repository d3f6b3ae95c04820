"""Who reads what is written in a case now, and who may be brought into it."""

from collections.abc import Iterable
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.verification.chain import Chain
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded
from store.domain.errors import NoReaderError
from store.domain.event import CaseRole, Event
from store.domain.procedure.participants import trusted_participants
from store.domain.procedure.role_eligibility import may_act_as
from store.domain.procedure.state import CaseState
from store.domain.roster import Person, is_excluded


class ExcludedPersonError(KentonganError):
    """The reporter excluded this person. They can never be brought into this case."""


class UnknownColleagueError(KentonganError):
    """This person is not in the office's list, or has left."""


class WrongRoleError(KentonganError):
    """The office's list does not give this person the role that this needs."""


class NoCertificateError(KentonganError):
    """The office's list has no usable certificate for this person. The office must renew it first."""


class SteppedBackError(KentonganError):
    """This person stepped back from the case, or was taken off it."""


OF_PERSON: Final = (
    ExcludedPersonError,
    UnknownColleagueError,
    WrongRoleError,
    NoCertificateError,
    SteppedBackError,
)
"""Why somebody cannot be brought in."""


def believed(
    current: CurrentRoster, excluded: tuple[Excluded, ...], chain: Chain, planned: Iterable[Event] = ()
) -> CaseState:
    """Who belongs to the case by people who had the right to bring them in, by this roster; then come the own acts."""
    if chain.state is None:
        raise NoReaderError
    acts = [one.event for one in chain.events]
    found = trusted_participants(current.roster, excluded, chain.state.case, chain.state.received, acts)
    found.foresee(planned)
    return found.state


def readers(
    current: CurrentRoster, excluded: tuple[Excluded, ...], chain: Chain, planned: Iterable[Event] = ()
) -> tuple[Person, ...]:
    """Who reads the case after these own acts, nobody by a marked act alone; `NoReaderError`."""
    return current.case_readers(excluded, believed(current, excluded, chain, planned))


def guest(current: CurrentRoster, excluded: tuple[Excluded, ...], person_id: str, part: CaseRole) -> Person:
    """The person to bring in for this part. Raises a sentence about the first thing that speaks against it."""
    person = current.roster.person(person_id)
    if person is None or person.left is not None:
        raise UnknownColleagueError
    if is_excluded(person, excluded):
        raise ExcludedPersonError
    if not may_act_as(person, part):
        raise WrongRoleError
    if not current.is_usable(person):
        raise NoCertificateError
    return person


def guests(current: CurrentRoster, excluded: tuple[Excluded, ...], part: CaseRole) -> tuple[Person, ...]:
    """Everybody who could be brought in for this part, alternates last."""
    found = [
        person
        for person in current.roster.active()
        if may_act_as(person, part) and not is_excluded(person, excluded) and current.is_usable(person)
    ]
    return tuple(sorted(found, key=lambda person: person.alternate))
