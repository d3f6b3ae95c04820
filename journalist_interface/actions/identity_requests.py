"""The requests made to a custodian, and the custodian's earlier answers, as far as they prove themselves.

A custodian reads no report and no chain. A request is believed when an officer of the roster signed it. The list has a
share of each asker, and opens only what is short: one officer can ask without end.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from journalist_interface.actions.unread_chain import cached_reason, is_signed, proven_content
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import EventRow
from store.api.people_asked import IdentityRequest, IdentityRequests
from store.domain.current_roster import CurrentRoster
from store.domain.deadlines import disclosed_by
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.permissions import may_act_as
from store.domain.roster import Person
from store.domain.shares import Place, first_of_each, request_share

_ONE_DAY: Final = timedelta(days=1)  # two clocks may differ about midnight


class RequestNotProvenError(KentonganError):
    """This request is not signed by an officer in the office's list. Do not answer it; tell the administrator."""


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer that this custodian signed. `reason` is what they wrote when they refused."""

    day: date
    disclosed: bool
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ProvenRequest:
    """A request that proved itself.

    `answered` is the number of the event that answered; `answer` is this custodian's answer. `events` and `head` are
    where the store says that the case's chain ends: the custodian cannot check that. `asked_at` is where the chain
    ended according to the asker's signature. The answer repeats it, so that a reader of the chain can look there.
    `reason` is None in a list that it is too long for.
    """

    case: str
    sequence: int
    asker: Person
    day: date
    reason: str | None = field(repr=False)
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
    for row in _listed(services, officer, today, Counter() if left_out is None else left_out):
        try:
            yield _asked(current, officer, row, today, listed=True) or Unproven(row.case, row.asked.sequence)
        except UnprocessableError:
            yield Unproven(row.case, row.asked.sequence, unprocessable=True)


def request(services: CaseServices, officer: OfficerSession, case: str, sequence: int) -> ProvenRequest:
    """Return this request without opening any other.

    Raises `CaseNotFoundError`, `RequestNotProvenError` or `UnprocessableError`.
    """
    today = services.clock.today()
    asked = _asked(services.rosters.refresh(), officer, request_row(services, officer, case, sequence), today)
    if asked is None:
        raise RequestNotProvenError
    return asked


def _listed(
    services: CaseServices, officer: OfficerSession, today: date, left_out: Counter[str]
) -> Iterator[IdentityRequest]:
    """Yield each asker's share of the rows, whatever the store sends; raises as `all_rows_of`.

    `left_out` counts by asker what waits beyond that. The true asker is proved afterwards: a store that names a
    different person could just as well send nothing.
    """

    def page(cursor: str | None) -> IdentityRequests:
        found = services.client.identity_requests(officer.token, cursor)
        if cursor is None:
            left_out.update({other.person: other.rows for other in found.left_out})
        return found

    shares = first_of_each(
        (*_share(row, today), row) for row in all_rows_of(page, lambda found: found.requests)
    )
    for (asker, over), share in shares.items():
        left_out[asker] += 0 if over else share.left_out
        yield from share.rows


def _share(row: IdentityRequest, today: date) -> tuple[tuple[str, bool], Place]:
    event, answered = parsed(row.asked.event), row.answered is not None
    return request_share(event, row.case, row.asked.sequence, answered=answered, today=today)


def own_answer(current: CurrentRoster, officer: OfficerSession, row: IdentityRequest) -> OwnAnswer | None:
    """Return the answer to this request, if this custodian gave it and its signature is good."""
    if row.answer is None:
        return None
    event, signed = parsed(row.answer.event), row.answer.event
    if event is None or not _answers(event, row, officer):
        return None
    try:
        officer.requests_cache.verify(current, event.actor, signed.statement, signed.signature, event.day)
    except GpgFaultError:
        raise  # not the answer's fault
    except CryptoError:
        return None
    disclosed = event.kind is EventKind.DISCLOSE
    return OwnAnswer(event.day, disclosed, "" if disclosed else _reason(officer, event, row.answer))


def _answers(event: Event, row: IdentityRequest, officer: OfficerSession) -> bool:
    return (
        event.kind in {EventKind.DISCLOSE, EventKind.REFUSE}
        and (event.case, event.about) == (row.case, row.asked.sequence)
        and event.actor == officer.person.id
    )


def _reason(officer: OfficerSession, event: Event, row: EventRow) -> str:
    """Return what the refusal said, or nothing if it can no longer be read."""
    if row.content is None:
        return ""
    try:
        return cached_reason(officer.requests_cache, officer.key, event, row.content).text
    except (KeyLockedError, GpgFaultError):
        raise  # not the answer's fault
    except CryptoError:
        return ""


def request_row(services: CaseServices, officer: OfficerSession, case: str, sequence: int) -> IdentityRequest:
    """Return the request as the store has it, fetching no other; raises `CaseNotFoundError`."""
    for row in services.client.identity_requests(officer.token, case=case, sequence=sequence).requests:
        if (row.case, row.asked.sequence) == (case, sequence):
            return row
    raise CaseNotFoundError


def _asked(
    current: CurrentRoster,
    officer: OfficerSession,
    row: IdentityRequest,
    today: date,
    *,
    listed: bool = False,
) -> ProvenRequest | None:
    event = parsed(row.asked.event)
    asker = None if event is None else current.roster.person(event.actor)
    if event is None or asker is None or not _is_request(event, row, officer, asker):
        return None
    if event.day > today + _ONE_DAY:
        return None  # dated ahead, it would never grow old
    reason = None
    if not listed or row.asked.content is not None or event.content is None:
        content = proven_content(current, officer, event, row.asked)
        if content is None:
            return None
        reason = content.text
    elif not is_signed(current, officer, event, row.asked):
        return None
    return ProvenRequest(
        row.case,
        event.sequence,
        asker,
        event.day,
        reason,
        row.answered,
        row.events,
        row.head,
        event.previous,
        own_answer(current, officer, row),
    )


def _is_request(event: Event, row: IdentityRequest, officer: OfficerSession, asker: Person) -> bool:
    return (
        (event.kind, event.part, event.case) == (EventKind.ASK, CaseRole.OFFICER, row.case)
        and event.sequence == row.asked.sequence
        and event.head == event.previous
        and officer.person.id in event.people
        and (asker.left is None or row.answered is not None)
        and may_act_as(asker, CaseRole.OFFICER)
    )
