"""The second signature under the destruction of a case, by a person who need not read it.

A signatory reads no report and no chain: the register number, how and when the case was closed, and who proposes it.
A proposal is believed when an officer of the roster signed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from journalist_interface.actions.compose import new_event
from journalist_interface.actions.unread_chain import cached_content
from journalist_interface.gateway_client.errors import (
    CaseNotFoundError,
    GatewayConflictError,
    HostileGatewayError,
)
from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import Decision, DestructionRequest
from store.domain.current_roster import CurrentRoster
from store.domain.event import CaseRole, Content, Event, EventKind
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.errors import ProposalOverError, RetentionError
from store.domain.procedure.permissions import may_act_as
from store.domain.retention import DestructionScope, RetentionEnd
from store.domain.roster import Person

_ONE_DAY: Final = timedelta(days=1)  # two clocks may differ about midnight


class ProposalNotProvenError(KentonganError):
    """This proposal is not signed by an officer of the roster. Do not sign it; tell the administrator."""


@dataclass(frozen=True, slots=True)
class ProvenProposal:
    """A proposal that proved itself: the place and digest of its event, who made it, and what it says."""

    case: str
    sequence: int
    digest: str
    proposer: Person
    day: date
    scope: DestructionScope
    end: RetentionEnd


@dataclass(frozen=True, slots=True)
class UnprovenProposal:
    """A proposal that is not believed, or over which GnuPG failed (`unprocessable`)."""

    case: str
    unprocessable: bool = False


def proposals(services: CaseServices, officer: OfficerSession) -> Iterator[ProvenProposal | UnprovenProposal]:
    """Yield the proposals that await this person's signature."""
    current = services.rosters.refresh()
    for row in _rows(services, officer):
        try:
            yield _proven(current, services, officer, row) or UnprovenProposal(row.case)
        except UnprocessableError:
            yield UnprovenProposal(row.case, unprocessable=True)


def proposal(services: CaseServices, officer: OfficerSession, case: str) -> ProvenProposal:
    """Return the proposal of this case.

    Raises `CaseNotFoundError` if none awaits this person, `ProposalNotProvenError` if it is not believed,
    `UnprocessableError` if GnuPG fails over it.
    """
    row = next((row for row in _rows(services, officer) if row.case == case), None)
    if row is None:
        raise CaseNotFoundError
    found = _proven(services.rosters.refresh(), services, officer, row)
    if found is None:
        raise ProposalNotProvenError
    return found


def sign(services: CaseServices, officer: OfficerSession, found: ProvenProposal) -> None:
    """Sign the destruction, right after the proposal: nothing else may have come between.

    Raises `RetentionError` before the period has ended, `ProposalOverError` if the proposal has lapsed, other
    kinds of `ProcedureError`, a `RosterError` or a `GatewayError`.
    """
    current, today = services.rosters.refresh(), services.clock.today()
    current.require_valid()
    if today <= _kept_until(current, found.end):
        raise RetentionError
    event = Event(
        found.case,
        found.sequence + 1,
        found.digest,
        officer.person.id,
        CaseRole.SIGNATORY,
        EventKind.CONFIRM_DESTRUCTION,
        today,
        about=found.sequence,
        destroys=found.scope,
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


def _rows(services: CaseServices, officer: OfficerSession) -> Iterator[DestructionRequest]:
    return all_rows_of(
        lambda cursor: services.client.destructions(officer.token, cursor), lambda page: page.requests
    )


def _proven(
    current: CurrentRoster, services: CaseServices, officer: OfficerSession, row: DestructionRequest
) -> ProvenProposal | None:
    event, signed = parsed(row.proposed.event), row.proposed.event
    proposer = None if event is None else current.roster.person(event.actor)
    if event is None or proposer is None or not _is_proposal(event, row, officer, proposer):
        return None
    if event.day > services.clock.today() + _ONE_DAY:
        return None
    content = _content(current, officer, event, row)
    if content is None or content.retention is None or event.destroys is None:
        return None
    return ProvenProposal(
        row.case, event.sequence, signed.digest, proposer, event.day, event.destroys, content.retention
    )


def _content(
    current: CurrentRoster, officer: OfficerSession, event: Event, row: DestructionRequest
) -> Content | None:
    signed, ciphertext = row.proposed.event, row.proposed.content
    if ciphertext is None:
        return None
    try:
        officer.requests_cache.verify(current, event.actor, signed.statement, signed.signature, event.day)
        return cached_content(officer.requests_cache, officer.key, event, ciphertext)
    except (KeyLockedError, GpgFaultError, UnprocessableError):
        raise  # not the proposal's fault, or no verdict on it
    except CryptoError:
        return None


def _is_proposal(event: Event, row: DestructionRequest, officer: OfficerSession, proposer: Person) -> bool:
    return (
        (event.action, event.part, event.case) == (EventKind.PROPOSE_DESTRUCTION, CaseRole.OFFICER, row.case)
        and event.sequence == row.proposed.sequence
        and event.person == officer.person.id != event.actor
        and proposer.left is None
        and may_act_as(proposer, CaseRole.OFFICER)
    )
