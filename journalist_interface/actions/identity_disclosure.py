"""The custodian's answer to a request for the reporter's identity.

A custodian reads no report and no chain. The identity envelope brings the reporter's keys and exclusions, to which
the case's identifier commits.
"""

from functools import partial

from crypto.errors import KentonganError
from journalist_interface.actions.action import require_reason
from journalist_interface.actions.identity_requests import ProvenRequest, request_row
from journalist_interface.actions.unread_chain import append_event
from journalist_interface.actions.work import ExcludedPersonError, eligible_person
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded, Identity, read_identity
from store.domain.event import CaseRole, Content, DisclosedIdentity, Event, EventKind
from store.domain.procedure.errors import NoIdentityError, OldRequestError
from store.domain.procedure.permissions import alternates_stand_in, content_readers, may_act_in
from store.domain.roster import Person, is_excluded


class AlternateAskedError(KentonganError):
    """Officers may read this case, so an alternate gets no identity of it. An officer of the case has to ask."""


def disclose(services: CaseServices, officer: OfficerSession, asked: ProvenRequest) -> None:
    """Disclose the identity to the asker alone.

    Raises one of `OF_PERSON` if the asker is excluded, has left, or lost the role or the key,
    `AlternateAskedError`, `OldRequestError`, `CryptoError` kinds if the identity is not the reporter's, kinds of
    `ProcedureError`, a `RosterError` or a `GatewayError`.
    """
    signed, identity = _identity(services, officer, asked)
    excluded = identity.introduction.excluded
    if is_excluded(officer.person, excluded):
        raise ExcludedPersonError
    content = Content(identity=DisclosedIdentity(signed))
    _answer(services, officer, asked, EventKind.DISCLOSE, content, excluded)


def refuse(services: CaseServices, officer: OfficerSession, asked: ProvenRequest, reason: str) -> None:
    """Refuse the request, with a reason that the asker can read."""
    content = Content(text=require_reason(reason))
    _answer(services, officer, asked, EventKind.REFUSE, content)


def identity(services: CaseServices, officer: OfficerSession, asked: ProvenRequest) -> Identity:
    """Return the identity, for the custodian's eyes before answering; raises `OldRequestError`."""
    return _identity(services, officer, asked)[1]


def _identity(
    services: CaseServices, officer: OfficerSession, asked: ProvenRequest
) -> tuple[bytes, Identity]:
    if asked.is_old(services.clock.today()):
        raise OldRequestError
    signed = officer.key.decrypt(services.client.identity(officer.token, asked.case).envelope)
    return signed, read_identity(signed, asked.case)


def _answer(
    services: CaseServices,
    officer: OfficerSession,
    asked: ProvenRequest,
    kind: EventKind,
    content: Content,
    excluded: tuple[Excluded, ...] | None = None,
) -> None:
    """Sign and append the answer; `excluded` is known once the identity was read."""
    if asked.answered is not None:  # among answered requests a store may show some of people who have left
        raise NoIdentityError
    current = services.rosters.refresh()  # the asker may have left since, or have a new key
    current.require_valid()
    asker = _who_asked(current, asked, excluded)
    event = Event(
        asked.case,
        asked.events + 1,
        asked.head,
        officer.person.id,
        CaseRole.CUSTODIAN,
        kind,
        services.clock.today(),
        person=asker.id,
        about=asked.sequence,
        head=asked.asked_at,
    )
    readers = content_readers(event, ())
    recipients = current.recipients(person for person in (asker, officer.person) if person.id in readers)
    newest = partial(request_row, services, officer, asked.case, asked.sequence)
    append_event(services, officer, event, newest, content, recipients)


def _who_asked(current: CurrentRoster, asked: ProvenRequest, excluded: tuple[Excluded, ...] | None) -> Person:
    """Return the asker as the roster lists them now; raises if they may not learn the identity."""
    asker = eligible_person(current, excluded or (), asked.asker.id, CaseRole.OFFICER)
    if excluded is not None:
        stand_in = alternates_stand_in(current.roster, excluded)
        if not may_act_in(asker, CaseRole.OFFICER, (), stand_in=stand_in):
            raise AlternateAskedError
    return asker
