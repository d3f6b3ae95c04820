"""Submitting a decision or a reply: made for one place of the case, and made anew when a colleague was faster.

A gateway that merely claims a conflict gets no second signature. What was sent and never answered is not sent twice
(`lost_answers`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from journalist_interface.actions.compose import ComposedDecision, compose
from journalist_interface.actions.decision_draft import Admission, DecisionDraft, ReplyDraft, Standpoint
from journalist_interface.actions.grants import prove_files
from journalist_interface.actions.lost_answers import find_arrived, forget_lost, remember_lost
from journalist_interface.actions.replies import next_reply, sealed_reply
from journalist_interface.actions.work import Work
from journalist_interface.gateway_client.errors import (
    GatewayConflictError,
    GatewayDownError,
    HostileGatewayError,
)
from journalist_interface.verification.case_file import FromOffice, FromReporter
from store.domain.event import NO_EVENT, CaseRole, EventKind
from store.domain.reply import reply_digest

MOST_TRIES: Final = 5
DraftBuilder = Callable[[Standpoint], DecisionDraft]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Sent:
    """A decision or reply that the gateway took. `number` is that of its last event, or of the reply.

    `decision` is None for a reply, and for what had arrived before. `last` is the last entry when it was composed.
    """

    number: int
    decision: ComposedDecision | None = None
    last: int = 0


def prepare(work: Work, build: DraftBuilder) -> None:
    """Fetch what this decision needs of the reporter's files; the caller holds no lock, as it may take hours.

    Raises as `submit` where the decision cannot be made as the case stands.
    """
    work.require_seen()
    prove_files(work, [draft for draft in build(work.standpoint).events if isinstance(draft, Admission)])


def submit(work: Work, build: DraftBuilder) -> int:
    """Submit what was drafted and return the number of its last event, or of the reply that goes alone.

    `build` is called again when the case went on meanwhile. Raises kinds of `ProcedureError`, `BrokenChainError`,
    `NoMailboxError`, a `RosterError` or a `GatewayError`; `WentOnError` if its maker has not seen what it rests on;
    `GatewayConflictError` when others were faster several times.
    """
    with work.file.lock:
        sent = _send_until_taken(work, build)
        late = _late_grants(work, sent)
        if not late.events:
            return sent.number
        return _send_until_taken(work.unseen(), lambda _point: late).number


def retry_on_conflict(attempt: Callable[[], T], went_on: Callable[[], bool]) -> T:
    """Return what the attempt returns, trying again after a `GatewayConflictError` if the case `went_on`.

    Raises `HostileGatewayError` if it did not: such a gateway could collect the same words signed for many places.
    Raises `GatewayConflictError` when others were faster several times.
    """
    for _ in range(MOST_TRIES):
        try:
            return attempt()
        except GatewayConflictError:
            if not went_on():
                raise HostileGatewayError from None
    raise GatewayConflictError


def _send_until_taken(work: Work, build: DraftBuilder) -> _Sent:
    """Send what is drafted for the case as it then stands, and read the case again if that decided something."""
    sent = retry_on_conflict(lambda: _attempt(work, build), lambda: _went_on(work))
    if sent.decision is not None and work.me in sent.decision.after.dismissed:
        work.officer.leave(work.file.case)
    elif sent.decision is not None:
        work.officer.read_again(work.file)
    return sent


def _attempt(work: Work, build: DraftBuilder) -> _Sent:
    work.require_seen()
    draft = build(work.standpoint)
    if not work.file.memory.lost:
        return _send(work, draft)
    arrived = find_arrived(work, draft)
    sent = _send(work, draft) if arrived is None else _Sent(arrived)
    forget_lost(work, draft)
    return sent


def _send(work: Work, draft: DecisionDraft) -> _Sent:
    """Send the decision, or the reply that goes alone; remember it if there is no answer."""
    if draft.reply is not None and not draft.events:
        return _send_reply(work, draft, draft.reply)
    last, composed = work.file.last, compose(work, draft)
    end = composed.after
    try:
        receipt = work.services.client.decide(work.officer.token, work.file.case, composed.decision)
    except GatewayDownError:
        remember_lost(work, draft, end.head)
        raise
    if (receipt.events, receipt.head) != (end.sequence, end.head):
        raise HostileGatewayError
    return _Sent(receipt.events, composed, last)


def _send_reply(work: Work, draft: DecisionDraft, text: ReplyDraft) -> _Sent:
    reply = next_reply(work, text)
    submission = sealed_reply(work, reply, work.readers())
    try:
        receipt = work.services.client.reply(work.officer.token, work.file.case, submission)
    except GatewayDownError:
        remember_lost(work, draft, reply_digest(reply))
        raise
    if receipt.sequence != reply.sequence:
        raise HostileGatewayError
    return _Sent(receipt.sequence)


def _went_on(work: Work) -> bool:
    """Read the case again and return whether its verified chain or conversation really went on.

    Another signature under the same event is no news: otherwise a store could collect one event signed for many places.
    """
    chain, place = _end_of_chain(work), work.file.last + 1
    work.officer.read_again(work.file)
    return _end_of_chain(work) != chain or isinstance(work.file.entries.get(place), FromReporter | FromOffice)


def _end_of_chain(work: Work) -> str:
    signed = work.file.chain.signed
    return signed[-1].statement_digest if signed else NO_EVENT


def _late_grants(work: Work, sent: _Sent) -> DecisionDraft:
    """Return grants of the entries that arrived while a grant was sent: their senders did not know of it yet."""
    if sent.decision is None or work.file.last <= sent.last:
        return DecisionDraft()
    grants = [draft for draft in sent.decision.events if draft.kind is EventKind.ADMIT]
    if not grants or work.part is not CaseRole.OFFICER:
        return DecisionDraft()
    return DecisionDraft(
        tuple(Admission(grant.person or "", grant.role or CaseRole.OFFICER, sent.last) for grant in grants)
    )
