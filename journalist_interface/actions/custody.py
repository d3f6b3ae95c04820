"""The custodian's side: the requests made to a custodian, and the answer to each.

A custodian reads no report and no chain. A request is believed when an officer of the roster signed it. The identity
envelope brings the reporter's keys and exclusions, to which the case's identifier commits.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from journalist_interface.actions.audience import ExcludedPersonError, guest
from journalist_interface.actions.contents import new_event, remembered_content
from journalist_interface.actions.form import require_text
from journalist_interface.actions.own_answers import OwnAnswer, own_answer
from journalist_interface.actions.per_asker_limit import per_asker_limit
from journalist_interface.actions.submit import append_event
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import IdentityRequest, NewEvent
from store.domain.current_roster import CurrentRoster
from store.domain.deadlines import disclosed_by
from store.domain.envelope import Excluded, Identity, read_identity
from store.domain.event import CaseRole, Content, DisclosedIdentity, Event, EventKind
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.errors import NoIdentityError, OldRequestError
from store.domain.procedure.permissions import content_readers
from store.domain.procedure.role_eligibility import alternates_stand_in, may_act_as, may_act_in
from store.domain.roster import Person, is_excluded

_ONE_DAY: Final = timedelta(days=1)  # two clocks may differ about midnight


class RequestNotProvenError(KentonganError):
    """This request is not signed by an officer of the roster. Do not answer it; tell the administrator."""


class AlternateAskedError(KentonganError):
    """Officers may read this case, so an alternate gets no identity of it. An officer of the case has to ask."""


@dataclass(frozen=True, slots=True)
class ProvenRequest:
    """A request that proved itself.

    `answered` is the number of the event that answered; `answer` is this custodian's answer. `events` and `head` are
    where the store says that the case's chain ends: the custodian cannot check that. `asked_at` is where the chain
    ended according to the asker's signature. The answer repeats it, so that a reader of the chain can look there.
    """

    case: str
    sequence: int
    asker: Person
    day: date
    reason: str = field(repr=False)
    answered: int | None
    events: int
    head: str
    asked_at: str
    answer: OwnAnswer | None = None

    def is_old(self, today: date) -> bool:
        """Return whether the request waited so long that the identity is no longer disclosed."""
        return self.answered is None and today > disclosed_by(self.day)


@dataclass(frozen=True, slots=True)
class Unproven:
    """A request that is not believed, or over which GnuPG failed (`unprocessable`)."""

    case: str
    sequence: int
    unprocessable: bool = False


def requests(
    services: CaseServices, officer: OfficerSession, left_out: Counter[str] | None = None
) -> Iterator[ProvenRequest | Unproven]:
    """Yield the requests to this custodian, answered ones too; `left_out` counts those beyond an asker's share."""
    current, today = services.rosters.refresh(), services.clock.today()
    for row in per_asker_limit(_rows(services, officer), today, left_out):
        try:
            yield _asked(current, officer, row, today) or Unproven(row.case, row.asked.sequence)
        except UnprocessableError:
            yield Unproven(row.case, row.asked.sequence, unprocessable=True)


def request(services: CaseServices, officer: OfficerSession, case: str, sequence: int) -> ProvenRequest:
    """Return this request without opening any other.

    Raises `CaseNotFoundError`, `RequestNotProvenError` or `UnprocessableError`.
    """
    today = services.clock.today()
    asked = _asked(services.rosters.refresh(), officer, _row(services, officer, case, sequence), today)
    if asked is None:
        raise RequestNotProvenError
    return asked


def disclose(services: CaseServices, officer: OfficerSession, asked: ProvenRequest) -> None:
    """Disclose the identity to the asker alone.

    Raises kinds of error in `audience` if the asker is excluded, has left, or lost the role or the key,
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
    content = Content(text=require_text(reason))
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


def _rows(services: CaseServices, officer: OfficerSession) -> Iterator[IdentityRequest]:
    return all_rows_of(
        lambda cursor: services.client.identity_requests(officer.token, cursor), lambda page: page.requests
    )


def _row(services: CaseServices, officer: OfficerSession, case: str, sequence: int) -> IdentityRequest:
    for row in _rows(services, officer):
        if (row.case, row.asked.sequence) == (case, sequence):
            return row
    raise CaseNotFoundError


def _asked(
    current: CurrentRoster, officer: OfficerSession, row: IdentityRequest, today: date
) -> ProvenRequest | None:
    act, signed, ciphertext = parsed(row.asked.event), row.asked.event, row.asked.content
    asker = None if act is None else current.roster.person(act.actor)
    if act is None or asker is None or ciphertext is None or not _is_request(act, row, officer, asker):
        return None
    if act.day > today + _ONE_DAY:
        return None  # dated ahead, it would never grow old
    try:
        officer.requests_memo.verify(current, act.actor, signed.statement, signed.signature, act.day)
        content = remembered_content(officer.requests_memo, officer.key, act, ciphertext)
    except (KeyLockedError, GpgFaultError, UnprocessableError):
        raise  # not the request's fault, or no verdict on it
    except CryptoError:
        return None
    return ProvenRequest(
        row.case,
        act.sequence,
        asker,
        act.day,
        content.text,
        row.answered,
        row.events,
        row.head,
        act.previous,
        own_answer(current, officer, row),
    )


def _is_request(act: Event, row: IdentityRequest, officer: OfficerSession, asker: Person) -> bool:
    return (
        (act.action, act.part, act.case) == (EventKind.ASK, CaseRole.OFFICER, row.case)
        and act.sequence == row.asked.sequence
        and act.head == act.previous
        and officer.person.id in act.people
        and (asker.left is None or row.answered is not None)
        and may_act_as(asker, CaseRole.OFFICER)
    )


def _answer(
    services: CaseServices,
    officer: OfficerSession,
    asked: ProvenRequest,
    action: EventKind,
    content: Content,
    excluded: tuple[Excluded, ...] | None = None,
) -> None:
    """Sign and append the answer; `excluded` is known once the identity was read."""
    if asked.answered is not None:  # among answered requests a store may show some of people who have left
        raise NoIdentityError
    current = services.rosters.refresh()  # the asker may have left since, or have a new key
    current.require_valid()
    asker = _who_asked(current, asked, excluded)
    day = services.clock.today()

    def make(end: ProvenRequest) -> NewEvent:
        event = Event(
            end.case,
            end.events + 1,
            end.head,
            officer.person.id,
            CaseRole.CUSTODIAN,
            action,
            day,
            person=asker.id,
            about=end.sequence,
            head=end.asked_at,
        )
        readers = content_readers(event, ())
        people = [one for one in (asker, officer.person) if one.id in readers]
        return new_event(officer.key, event, content, current.recipients(people))

    append_event(services, officer, asked, make, lambda: _again(services, officer, asked))


def _who_asked(current: CurrentRoster, asked: ProvenRequest, excluded: tuple[Excluded, ...] | None) -> Person:
    """Return the asker as the roster lists them now; raises if they may not learn the identity."""
    asker = guest(current, excluded or (), asked.asker.id, CaseRole.OFFICER)
    if excluded is not None:
        stand_in = alternates_stand_in(current.roster, excluded)
        if not may_act_in(asker, CaseRole.OFFICER, (), stand_in=stand_in):
            raise AlternateAskedError
    return asker


def _again(services: CaseServices, officer: OfficerSession, asked: ProvenRequest) -> ProvenRequest:
    row = _row(services, officer, asked.case, asked.sequence)
    return replace(asked, answered=row.answered, events=row.events, head=row.head)
