"""Signing that a restored backup lost the end of a case's history: it changes nothing until two people signed the same.

The case that lost events cannot be worked on by those who remember them, so this has a way of its own.
"""

import hashlib

import msgspec

from crypto.errors import KentonganError
from journalist_interface.actions.compose import new_event
from journalist_interface.actions.submit import retry_on_conflict
from journalist_interface.actions.work import Work
from journalist_interface.gateway_client.errors import HostileGatewayError
from journalist_interface.verification.chain import Proposal
from store.api.messages import Decision
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.rules import apply
from store.domain.restored_history import LossValues


class NoProposalError(KentonganError):
    """There is nothing left to sign here: the case went on, or the second signature came meanwhile."""


def proposal_key(proposal: Proposal) -> str:
    """Return the name by which a form says which loss its page showed, however the note's signature is spelled."""
    return hashlib.sha256(msgspec.json.encode((proposal.loss.values, proposal.loss.seen))).hexdigest()


def accept(work: Work, key: str) -> bool:
    """Sign the loss of this name at the end of the chain, and return whether it waits for another signature.

    Raises `NoProposalError` if it is not proposed any more, a kind of `ProcedureError`, or a `GatewayError`.
    """
    file = work.file
    signed: list[LossValues] = []

    def attempt() -> None:
        proposal = _proposed(work, key)
        event = _event(work, proposal)
        signed[:] = [proposal.loss.values]
        made = new_event(work.officer.key, event)
        receipt = work.services.client.decide(work.officer.token, file.case, Decision((made,)))
        if (receipt.events, receipt.head) != (event.sequence, made.event.digest):
            raise HostileGatewayError

    def went_on() -> bool:
        end = file.chain.end
        work.officer.read_again(file)
        return file.chain.end != end

    with file.lock:
        retry_on_conflict(attempt, went_on)
        work.officer.read_again(file)
        return any(proposal.loss.values in signed for proposal in file.chain.proposals)


def _proposed(work: Work, key: str) -> Proposal:
    work.require_mailbox()
    found = next((proposal for proposal in work.file.chain.proposals if proposal_key(proposal) == key), None)
    if found is None:
        raise NoProposalError
    return found


def _event(work: Work, proposal: Proposal) -> Event:
    """Return the event after those that hold; raises a kind of `ProcedureError`."""
    state = work.file.state
    if state is None:
        raise NoProposalError
    event = Event(
        state.case,
        state.sequence + 1,
        state.head,
        work.me,
        state.part_of(work.me) or CaseRole.OFFICER,
        EventKind.ACCEPT_RESTORE,
        work.today,
        loss=proposal.loss,
    )
    apply(state, event, state.head)
    return event
