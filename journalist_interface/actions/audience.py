"""The readers of what is written in a case now, and the people who may be brought into it."""

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


class NoCustodianError(KentonganError):
    """There is no identity custodian who has no other part in this case, and whom the reporter did not exclude."""


OF_PERSON: Final = (
    ExcludedPersonError,
    UnknownColleagueError,
    WrongRoleError,
    NoCertificateError,
    SteppedBackError,
)
"""Reasons why a person cannot be brought in."""


def believed(
    current: CurrentRoster, excluded: tuple[Excluded, ...], chain: Chain, planned: Iterable[Event] = ()
) -> CaseState:
    """Return who belongs to the case, counting only people brought in by those entitled to do so, by this roster.

    The person's planned events are added last.
    """
    if chain.state is None:
        raise NoReaderError
    events = [one.event for one in chain.events]
    found = trusted_participants(current.roster, excluded, chain.state.case, chain.state.received, events)
    found.foresee(planned)
    return found.state


def readers(
    current: CurrentRoster, excluded: tuple[Excluded, ...], chain: Chain, planned: Iterable[Event] = ()
) -> tuple[Person, ...]:
    """Return who reads the case after the planned events; raises `NoReaderError`.

    An event with an objection makes no reader.
    """
    return current.case_readers(excluded, believed(current, excluded, chain, planned))


def guest(current: CurrentRoster, excluded: tuple[Excluded, ...], person_id: str, part: CaseRole) -> Person:
    """Return the person to bring in for this part; raises the first error that speaks against it."""
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
    """Return all who could be brought in for this part, alternates last."""
    found = [
        person
        for person in current.roster.active()
        if may_act_as(person, part) and not is_excluded(person, excluded) and current.is_usable(person)
    ]
    return tuple(sorted(found, key=lambda person: person.alternate))
