"""A team member before the declaration sees the brief, and the case only after declaring no conflict of interest.

Until then the store serves a member nothing but the assignment, so they take the end of the chain from the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from journalist_interface.actions.action import require_text
from journalist_interface.actions.unread_chain import append_event, opened_content
from journalist_interface.gateway_client.errors import CaseNotFoundError, HostileGatewayError
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import CaseRow, EventPage, EventRow
from store.domain.current_roster import CurrentRoster
from store.domain.event import CaseRole, Content, Event, EventKind
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.permissions import may_act_as
from store.domain.roster import Person


class BriefNotProvenError(KentonganError):
    """This assignment is not signed by an officer in the office's list. Do not go on; tell the administrator."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The latest assignment of this person in a case, and the brief that came with it."""

    row: CaseRow
    part: CaseRole
    day: date
    assigned_by: Person
    brief: str = field(repr=False)


def invitation(services: CaseServices, officer: OfficerSession, case: str) -> Invitation:
    """Return the assignment that this person has yet to answer; raises `CaseNotFoundError` or `BriefNotProvenError`."""
    page = _page(services, officer, case)
    if page.case.declared:
        raise CaseNotFoundError
    for row in reversed(page.events):
        event = parsed(row.event)
        if event is not None and event.kind is EventKind.ASSIGN and event.person == officer.person.id:
            return _proven(services.rosters.refresh(), officer, page.case, row, event)
    raise CaseNotFoundError


def declare(services: CaseServices, officer: OfficerSession, found: Invitation) -> None:
    """Declare that there is no conflict of interest: the case opens now."""
    _answer(services, officer, found, EventKind.DECLARE)


def decline(services: CaseServices, officer: OfficerSession, found: Invitation, reason: str) -> None:
    """Step back because of a conflict of interest; the reason goes to the assigner, the only colleague known here."""
    current = services.rosters.current()
    current.require_valid()
    content = Content(text=require_text(reason))
    _answer(services, officer, found, EventKind.DISMISS, content, current.recipients([found.assigned_by]))


def _page(services: CaseServices, officer: OfficerSession, case: str) -> EventPage:
    page = services.client.events(officer.token, case)
    if page.case.case != case:
        raise HostileGatewayError
    return page


def _proven(
    current: CurrentRoster, officer: OfficerSession, row: CaseRow, stored: EventRow, event: Event
) -> Invitation:
    by = current.roster.person(event.actor)
    entitled = by is not None and event.part is CaseRole.OFFICER and may_act_as(by, CaseRole.OFFICER)
    if by is None or not entitled or event.case != row.case or event.role is None or stored.content is None:
        raise BriefNotProvenError
    try:
        current.verify_by(event.actor, stored.event.statement, stored.event.signature, event.day)
        content = opened_content(officer.key, event, stored.content)
    except (KeyLockedError, GpgFaultError):
        raise  # not the assignment's fault
    except CryptoError:
        raise BriefNotProvenError from None
    return Invitation(row, event.role, event.day, by, content.text)


def _answer(
    services: CaseServices,
    officer: OfficerSession,
    found: Invitation,
    kind: EventKind,
    says: Content | None = None,
    recipients: Sequence[Path] = (),
) -> None:
    person = officer.person.id if kind is EventKind.DISMISS else None
    row, day = found.row, services.clock.today()
    event = Event(row.case, row.events + 1, row.head, officer.person.id, found.part, kind, day, person=person)
    append_event(services, officer, event, lambda: _page(services, officer, row.case).case, says, recipients)
