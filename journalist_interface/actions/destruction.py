"""The second signature under the destruction of a case or of one message, by a person who need not read it.

A signatory reads no report and no chain: the register number, who proposes it, and how and when the case was closed, or
the number of the message and the officer's reason.
A proposal is believed when an officer of the roster signed it. The list has a share of each proposer, and opens only
what is short: one officer can propose in every case.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from crypto.errors import KentonganError
from crypto.gpg.errors import UnprocessableError
from journalist_interface.actions.compose import new_event
from journalist_interface.actions.unread_chain import is_signed, proven_content
from journalist_interface.gateway_client.errors import (
    CaseNotFoundError,
    GatewayConflictError,
    HostileGatewayError,
)
from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import Decision
from store.api.people_asked import DestructionRequest, DestructionRequests
from store.domain.current_roster import CurrentRoster
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.errors import ProposalOverError, RetentionError
from store.domain.procedure.permissions import PROPOSALS, may_act_as
from store.domain.retention import DestroyedPart, DestructionScope, RetentionEnd
from store.domain.roster import Person
from store.domain.shares import first_of_each, proposal_share

_ONE_DAY: Final = timedelta(days=1)  # two clocks may differ about midnight


class ProposalNotProvenError(KentonganError):
    """This proposal is not signed by an officer in the office's list. Do not sign it; tell the administrator."""


@dataclass(frozen=True, slots=True)
class ProvenEvent:
    """The event of a proposal that proved itself: its case, place, digest and day, and who made it."""

    case: str
    sequence: int
    digest: str
    proposer: Person
    day: date


@dataclass(frozen=True, slots=True)
class ProvenProposal(ProvenEvent):
    """A proven proposal to destroy a case, and how and when that was closed."""

    scope: DestructionScope
    end: RetentionEnd


@dataclass(frozen=True, slots=True)
class ProvenPartProposal(ProvenEvent):
    """A proven proposal to destroy one message of a case, and the officer's reason."""

    part: DestroyedPart
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnopenedProposal(ProvenEvent):
    """A proven proposal whose content is too long for the list; `part` is the message, if it is about one."""

    part: DestroyedPart | None


Proposal = ProvenProposal | ProvenPartProposal


@dataclass(frozen=True, slots=True)
class UnprovenProposal:
    """A proposal that is not believed, or over which GnuPG failed (`unprocessable`)."""

    case: str
    unprocessable: bool = False


def proposals(
    services: CaseServices, officer: OfficerSession, left_out: Counter[str] | None = None
) -> Iterator[Proposal | UnopenedProposal | UnprovenProposal]:
    """Yield the proposals that await this person's signature; `left_out` counts those beyond a proposer's share."""
    current = services.rosters.refresh()
    for row in _listed(services, officer, Counter() if left_out is None else left_out):
        try:
            yield _proven(current, services, officer, row, listed=True) or UnprovenProposal(row.case)
        except UnprocessableError:
            yield UnprovenProposal(row.case, unprocessable=True)


def proposal(services: CaseServices, officer: OfficerSession, case: str) -> Proposal:
    """Return the proposal of this case without fetching or opening any other.

    Raises `CaseNotFoundError` if none awaits this person, `ProposalNotProvenError` if it is not believed,
    `UnprocessableError` if GnuPG fails over it.
    """
    rows = services.client.destructions(officer.token, case=case).requests
    row = next((row for row in rows if row.case == case), None)
    if row is None:
        raise CaseNotFoundError
    found = _proven(services.rosters.refresh(), services, officer, row)
    if found is None or isinstance(found, UnopenedProposal):
        raise ProposalNotProvenError
    return found


def sign(services: CaseServices, officer: OfficerSession, found: Proposal) -> None:
    """Sign the destruction, right after the proposal: nothing else may have come between.

    Raises `RetentionError` before the period of a case has ended, `ProposalOverError` if the proposal has lapsed, other
    kinds of `ProcedureError`, a `RosterError` or a `GatewayError`.
    """
    current, today = services.rosters.refresh(), services.clock.today()
    current.require_valid()
    if isinstance(found, ProvenProposal) and today <= _kept_until(current, found.end):
        raise RetentionError
    event = Event(
        found.case,
        found.sequence + 1,
        found.digest,
        officer.person.id,
        CaseRole.SIGNATORY,
        EventKind.CONFIRM_DESTRUCTION if isinstance(found, ProvenProposal) else EventKind.CONFIRM_PART,
        today,
        about=found.sequence,
        destroys=found.scope if isinstance(found, ProvenProposal) else None,
        part_destroyed=None if isinstance(found, ProvenProposal) else found.part,
    )
    made = new_event(officer.key, event)
    try:
        receipt = services.client.decide(officer.token, found.case, Decision((made,)))
    except (GatewayConflictError, CaseNotFoundError):
        raise ProposalOverError from None
    if (receipt.events, receipt.head) != (event.sequence, made.event.digest):
        raise HostileGatewayError


def _kept_until(current: CurrentRoster, end: RetentionEnd) -> date:
    """Return the last day of the period by the roster that the office signed, or the proposer's if that is later."""
    return max(end.until, current.roster.retention.kept_until(end.stage, end.outcome, end.since))


def _listed(
    services: CaseServices, officer: OfficerSession, left_out: Counter[str]
) -> Iterator[DestructionRequest]:
    """Yield each proposer's share of the rows, whatever the store sends; raises as `all_rows_of`."""

    def page(cursor: str | None) -> DestructionRequests:
        found = services.client.destructions(officer.token, cursor)
        if cursor is None:
            left_out.update({other.person: other.rows for other in found.left_out})
        return found

    rows = all_rows_of(page, lambda found: found.requests)
    shares = first_of_each((*proposal_share(parsed(row.proposed.event), row.case), row) for row in rows)
    for proposer, share in shares.items():
        left_out[proposer] += share.left_out
        yield from share.rows


def _proven(
    current: CurrentRoster,
    services: CaseServices,
    officer: OfficerSession,
    row: DestructionRequest,
    *,
    listed: bool = False,
) -> Proposal | UnopenedProposal | None:
    event = parsed(row.proposed.event)
    proposer = None if event is None else current.roster.person(event.actor)
    latest = services.clock.today() + _ONE_DAY
    if event is None or proposer is None or not _is_proposal(event, row, officer, proposer, latest):
        return None
    proven = (row.case, event.sequence, row.proposed.event.digest, proposer, event.day)
    if listed and row.proposed.content is None and event.content is not None:
        signed = is_signed(current, officer, event, row.proposed)
        return UnopenedProposal(*proven, event.part_destroyed) if signed else None
    content = proven_content(current, officer, event, row.proposed)
    if content is None:
        return None
    if event.kind is EventKind.PROPOSE_PART and event.part_destroyed is not None and content.text:
        return ProvenPartProposal(*proven, event.part_destroyed, content.text)
    if (
        event.kind is EventKind.PROPOSE_DESTRUCTION
        and event.destroys is not None
        and content.retention is not None
    ):
        return ProvenProposal(*proven, event.destroys, content.retention)
    return None


def _is_proposal(
    event: Event, row: DestructionRequest, officer: OfficerSession, proposer: Person, latest: date
) -> bool:
    return (
        event.kind in PROPOSALS
        and event.day <= latest
        and (event.part, event.case) == (CaseRole.OFFICER, row.case)
        and event.sequence == row.proposed.sequence
        and event.person == officer.person.id != event.actor
        and proposer.left is None
        and may_act_as(proposer, CaseRole.OFFICER)
    )
