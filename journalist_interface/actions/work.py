"""One signed-in person at work in one case: who reads it now, and who may be brought into it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

from crypto.errors import KentonganError
from journalist_interface.actions.decision_draft import Standpoint
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.decision_basis import Basis, WentOnError, new_events, new_messages
from journalist_interface.verification.destroyed_parts import destroyable_parts
from journalist_interface.verification.problems import CaseProblem
from journalist_interface.verification.retention import retention_end
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded, Introduction
from store.domain.errors import NoReaderError
from store.domain.event import CaseRole, Event
from store.domain.procedure.due import own_deadline
from store.domain.procedure.errors import SignatoryError
from store.domain.procedure.permissions import may_act_as, may_sign_destruction
from store.domain.procedure.state import CaseState
from store.domain.roster import Person, is_excluded


class ExcludedPersonError(KentonganError):
    """The reporter excluded this person. They can never be brought into this case."""


class UnknownColleagueError(KentonganError):
    """This person is not in the office's list, or has left."""


class WrongRoleError(KentonganError):
    """The office's list does not give this person the role that this needs."""


class NoCertificateError(KentonganError):
    """The office's list has no usable key for this person. The office must renew it first."""


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


class NoMailboxError(KentonganError):
    """No reply can be sealed: the first report of this case is missing, changed or damaged."""


@dataclass(frozen=True, slots=True)
class Work:
    """The services, the person and the case.

    `basis` is what a decision made on a page rests on, if anything. `shown` is the last place of the conversation on
    the page where a reply was typed.
    """

    services: CaseServices
    officer: OfficerSession
    file: CaseFile
    basis: Basis | None = None
    shown: int = 0

    def unseen(self) -> Self:
        """Return the same work, for what rests on nothing that a page showed."""
        return replace(self, basis=None)

    @property
    def me(self) -> str:
        """The person who acts."""
        return self.officer.person.id

    @property
    def today(self) -> date:
        """The office's day."""
        return self.services.clock.today()

    @property
    def state(self) -> CaseState:
        """The state to which the verified events add up; raises `NoMailboxError` or `BrokenChainError` if unusable."""
        self.require_mailbox()
        self.file.chain.require_whole()
        if self.file.state is None:
            raise NoMailboxError
        return self.file.state

    @property
    def introduction(self) -> Introduction:
        """The reporter's keys and exclusions; raises `NoMailboxError` unless they are proven and unchanged."""
        if (found := sound_introduction(self.file)) is None:
            raise NoMailboxError
        return found

    def require_mailbox(self) -> None:
        """Raise `NoMailboxError` unless the first report proved itself and is unchanged."""
        if sound_introduction(self.file) is None:
            raise NoMailboxError

    @property
    def part(self) -> CaseRole:
        """The part in which this person acts here."""
        return self.state.part_of(self.me) or CaseRole.OFFICER

    @property
    def standpoint(self) -> Standpoint:
        """The point from which this person decides now."""
        return Standpoint(
            self.state,
            self.me,
            self.part,
            self.today,
            self.file.row.identified,
            self.file.last + 1,
            own_deadline(self.state, self.services.deadlines),
            retention_end(self.file, self.services.rosters.current().roster.retention),
            destroyable_parts(self.file),
        )

    @property
    def current(self) -> CurrentRoster:
        """The roster at hand, not expired; raises a `RosterError`."""
        current = self.services.rosters.current()
        current.require_valid()
        return current

    def readers(self, drafted: Iterable[Event] = ()) -> tuple[Person, ...]:
        """Return who reads the case after these drafted events of this person; raises `NoReaderError`."""
        return self.file.chain.readers(self.current, self.excluded, drafted)

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        """The people whom the reporter excluded."""
        return self.introduction.excluded

    def custodians(self) -> tuple[str, ...]:
        """Return all who may be asked for the identity.

        Raises `NoCustodianError` if each has another part in the case, or was excluded by the reporter.
        """
        try:
            found = self.current.usable_custodians(self.excluded)
        except NoReaderError:
            raise NoCustodianError from None
        allowed = tuple(
            person.id for person in found if person.id != self.me and self.state.may_keep_identity(person.id)
        )
        if not allowed:
            raise NoCustodianError
        return allowed

    def signatories(self) -> tuple[Person, ...]:
        """Return all who may be asked for the second signature under the destruction of the case or of a message."""
        roster, state = self.current.roster, self.state
        return tuple(
            person
            for person in roster.active()
            if person.id != self.me
            and person.id not in state.dismissed
            and person.id not in state.team
            and may_sign_destruction(roster, self.excluded, person)
            and self.current.is_usable(person)
        )

    def require_signatory(self, person_id: str) -> None:
        """Raise `SignatoryError` unless this person may be asked for the second signature."""
        if all(person.id != person_id for person in self.signatories()):
            raise SignatoryError

    def require_seen(self) -> None:
        """Raise `WentOnError` if something came that this decision depends on and its maker has not seen."""
        if self.basis is None:
            return
        if new_events(self.file, self.basis, self.me) or new_messages(self.file, self.basis, self.me):
            raise WentOnError

    def people(self, identifiers: Iterable[str]) -> tuple[Person, ...]:
        """Return these people of the roster; raises `UnknownColleagueError` if one is not there."""
        found = tuple(self.current.roster.person(identifier) for identifier in identifiers)
        if None in found:
            raise UnknownColleagueError
        return tuple(person for person in found if person is not None)


def sound_introduction(file: CaseFile) -> Introduction | None:
    """Return the reporter's keys and exclusions; None unless they are proven and unchanged."""
    return None if CaseProblem.FIRST_CHANGED in file.problems else file.introduction


@contextmanager
def lock_within(file: CaseFile, seconds: float) -> Iterator[bool]:
    """Hold the lock of another case, if it is free within these seconds; yield whether it is held.

    Two decisions that each hold a case and wait for the other's would wait for ever.
    """
    held = file.lock.acquire(timeout=seconds)
    try:
        yield held
    finally:
        if held:
            file.lock.release()


def eligible_person(
    current: CurrentRoster, excluded: tuple[Excluded, ...], person_id: str, part: CaseRole
) -> Person:
    """Return the person, who can be brought in for this part; else raise the first of `OF_PERSON` that applies."""
    person = current.roster.person(person_id)
    if person is None:
        raise UnknownColleagueError
    objection = _objection(current, excluded, person, part)
    if objection is not None:
        raise objection
    return person


def eligible_people(
    current: CurrentRoster, excluded: tuple[Excluded, ...], part: CaseRole
) -> tuple[Person, ...]:
    """Return all who could be brought in for this part, alternates last."""
    found = [
        person for person in current.roster.people if _objection(current, excluded, person, part) is None
    ]
    return tuple(sorted(found, key=lambda person: person.alternate))


def _objection(
    current: CurrentRoster, excluded: tuple[Excluded, ...], person: Person, part: CaseRole
) -> type[KentonganError] | None:
    if person.left is not None:
        return UnknownColleagueError
    if is_excluded(person, excluded):
        return ExcludedPersonError
    if not may_act_as(person, part):
        return WrongRoleError
    return None if current.is_usable(person) else NoCertificateError
