"""A team member before the declaration: they see the brief, and the case only after declaring no conflict of interest.

Until then the store serves them their own assignment alone, so where the chain ends they take from the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from crypto.errors import CryptoError, KentonganError
from crypto.event import Action, Content, Event, Part
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from crypto.roster import Person
from journalist_interface.acts.contents import new_event, opened_content
from journalist_interface.acts.end_of_chain import at_end_of_chain
from journalist_interface.acts.texts import written
from journalist_interface.desk.officer_session import OfficerSession
from journalist_interface.gateway.errors import HostileGatewayError, NotFoundError
from journalist_interface.workplace import Workplace
from store.contract.current_roster import CurrentRoster
from store.contract.messages import CaseRow, EventPage, EventRow, NewEvent
from store.contract.procedure.entitled import may_act_as
from store.contract.procedure.judging import parsed


class BriefNotProvenError(KentonganError):
    """This assignment is not signed by an officer of the roster. Do not go on; tell the administrator."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The latest assignment of this person in a case, and the brief that came with it."""

    row: CaseRow
    part: Part
    day: date
    assigned_by: Person
    brief: str = field(repr=False)


def invitation(place: Workplace, officer: OfficerSession, case: str) -> Invitation:
    """What this person was asked to do and has yet to answer; `NotFoundError`, or `BriefNotProvenError`."""
    page = _page(place, officer, case)
    if page.case.declared:
        raise NotFoundError
    for row in reversed(page.events):
        act = parsed(row.event)
        if act is not None and act.action is Action.ASSIGN and act.person == officer.person.id:
            return _proven(place.rosters.refresh(), officer, page.case, row, act)
    raise NotFoundError


def declare(place: Workplace, officer: OfficerSession, found: Invitation) -> None:
    """There is no conflict of interest: the case opens now."""
    _answer(place, officer, found, Action.DECLARE)


def decline(place: Workplace, officer: OfficerSession, found: Invitation, reason: str) -> None:
    """There is one: this person steps back. The reason is for who assigned, since nobody else is known here."""
    current = place.rosters.current()
    current.require_valid()
    content = Content(text=written(reason))
    _answer(place, officer, found, Action.DISMISS, content, current.recipients([found.assigned_by]))


def _page(place: Workplace, officer: OfficerSession, case: str) -> EventPage:
    page = place.client.events(officer.token, case)
    if page.case.case != case:
        raise HostileGatewayError
    return page


def _proven(
    current: CurrentRoster, officer: OfficerSession, row: CaseRow, event: EventRow, act: Event
) -> Invitation:
    by = current.roster.person(act.actor)
    entitled = by is not None and act.part is Part.OFFICER and may_act_as(by, Part.OFFICER)
    if by is None or not entitled or act.case != row.case or act.role is None or event.content is None:
        raise BriefNotProvenError
    try:
        current.verify_by(act.actor, event.event.statement, event.event.signature, act.day)
        content = opened_content(officer.key, act, event.content)
    except (KeyLockedError, GpgFaultError):
        raise  # not the assignment's fault
    except CryptoError:
        raise BriefNotProvenError from None
    return Invitation(row, act.role, act.day, by, content.text)


def _answer(
    place: Workplace,
    officer: OfficerSession,
    found: Invitation,
    action: Action,
    says: Content | None = None,
    recipients: Sequence[Path] = (),
) -> None:
    person = officer.person.id if action is Action.DISMISS else None
    day = place.config.clock.today()

    def make(end: CaseRow) -> NewEvent:
        event = Event(
            end.case, end.events + 1, end.head, officer.person.id, found.part, action, day, person=person
        )
        return new_event(officer.key, event, says, recipients)

    at_end_of_chain(place, officer, found.row, make, lambda: _page(place, officer, found.row.case).case)
