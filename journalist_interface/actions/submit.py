"""Submitting a decision or a reply: made for one place of the case, and made anew when somebody was faster.

A gateway that merely claims a conflict gets no second signature. What was sent and never answered may have arrived all
the same, so the same is not sent twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from journalist_interface.actions.compose import ComposedDecision, compose
from journalist_interface.actions.decision_draft import (
    Admission,
    DecisionDraft,
    EventDraft,
    ReplyDraft,
    Standpoint,
)
from journalist_interface.actions.replies import next_reply, reply_digest, sealed_reply
from journalist_interface.actions.work import Work
from journalist_interface.gateway_client.errors import (
    GatewayConflictError,
    GatewayDownError,
    HostileGatewayError,
)
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_file import FromOffice, FromReporter, Meaning
from store.api.messages import Decision, NewEvent
from store.domain.event import NO_EVENT, CaseRole, Content, EventKind

MOST_TRIES: Final = 5
# Beside these, whatever happens to the same person later undoes what was decided about them.
_UNDONE_BY: Final = MappingProxyType(
    {
        EventKind.MOVE: (EventKind.MOVE,),
        EventKind.TAKE: (EventKind.TAKE,),
        EventKind.CLASSIFY: (EventKind.CLASSIFY,),
        EventKind.EXTEND: (EventKind.EXTEND, EventKind.MOVE),
        EventKind.ASK: (EventKind.DISCLOSE, EventKind.REFUSE),
    }
)
Plan = Callable[[Standpoint], DecisionDraft]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Sent:
    """A decision or reply that the gateway took. `number` is that of its last event, or of the reply.

    `decision` is None for a reply, and for what had arrived before. `last` is the last entry when it was composed.
    """

    number: int
    decision: ComposedDecision | None = None
    last: int = 0


def submit(work: Work, plan: Plan) -> int:
    """Submit what is planned and return the number of its last event, or of the reply that goes alone.

    `plan` is called again when the case went on meanwhile. Raises kinds of `ProcedureError`, `BrokenChainError`,
    `NoMailboxError`, a `RosterError` or a `GatewayError`; `WentOnError` if its maker has not seen what it rests on;
    `GatewayConflictError` when others were faster several times.
    """
    with work.file.lock:
        sent = _submitted(work, plan)
        late = _late_grants(work, sent)
        return sent.number if not late.events else _submitted(work.unseen(), lambda _point: late).number


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


class ChainEnd(Protocol):
    """The end of a case's chain, according to the store."""

    @property
    def case(self) -> str:
        """The case."""

    @property
    def events(self) -> int:
        """The number of events."""

    @property
    def head(self) -> str:
        """The digest of the last event."""


E = TypeVar("E", bound=ChainEnd)


def append_event(
    services: CaseServices,
    officer: OfficerSession,
    end: E,
    make: Callable[[E], NewEvent],
    newest: Callable[[], E],
) -> None:
    """Append what `make` signs for this end, or for the `newest` end if the case went on meanwhile.

    It serves people who do not read the chain: custodians, and members yet to declare.
    """
    ends = [end]

    def attempt() -> None:
        services.client.decide(officer.token, end.case, Decision((make(ends[-1]),)))

    def went_on() -> bool:
        ends.append(newest())
        return ends[-1].events > ends[-2].events

    retry_on_conflict(attempt, went_on)


def _submitted(work: Work, plan: Plan) -> _Sent:
    sent = retry_on_conflict(lambda: _attempt(work, plan), lambda: _went_on(work))
    if sent.decision is not None and work.me in sent.decision.after.dismissed:
        work.officer.forget(work.file.case)
    elif sent.decision is not None:
        work.officer.read_again(work.file)
    return sent


def _attempt(work: Work, plan: Plan) -> _Sent:
    work.require_seen()
    draft = plan(work.standpoint)
    meaning = _meaning(work, draft)
    sent = _arrived(work, draft, meaning) or _send(work, draft, meaning)
    # Whoever sends the same from now on means a second decision or reply.
    work.file.lost = {digest: one for digest, one in work.file.lost.items() if one != meaning}
    return sent


def _send(work: Work, draft: DecisionDraft, meaning: Meaning) -> _Sent:
    """Send the decision, or the reply that goes alone; remember its digest if there is no answer."""
    if draft.reply is not None and not draft.events:
        return _Sent(_send_reply(work, draft.reply, meaning))
    last, composed = work.file.last, compose(work, draft)
    after = composed.after
    try:
        receipt = work.services.client.decide(work.officer.token, work.file.case, composed.decision)
    except GatewayDownError:
        work.file.lost[after.head] = meaning
        raise
    if (receipt.events, receipt.head) != (after.sequence, after.head):
        raise HostileGatewayError
    return _Sent(receipt.events, composed, last)


def _send_reply(work: Work, draft: ReplyDraft, meaning: Meaning) -> int:
    reply = next_reply(work, draft)
    submission = sealed_reply(work, reply, work.readers())
    try:
        receipt = work.services.client.reply(work.officer.token, work.file.case, submission)
    except GatewayDownError:
        work.file.lost[reply_digest(reply)] = meaning
        raise
    if receipt.sequence != reply.sequence:
        raise HostileGatewayError
    return receipt.sequence


def _arrived(work: Work, draft: DecisionDraft, meaning: Meaning) -> _Sent | None:
    """Return the place of what arrived with the same meaning and still stands, although its answer was lost."""
    if meaning not in work.file.lost.values():
        return None
    digests = _digests_of_events(work) if draft.events else _digests_of_replies(work)
    found = (number for digest, number in digests if work.file.lost.get(digest) == meaning)
    return next((_Sent(number) for number in found if not _is_undone(work, draft, number)), None)


def _digests_of_events(work: Work) -> Iterator[tuple[str, int]]:
    return ((one.digest, one.sequence) for one in work.file.events)


def _is_undone(work: Work, draft: DecisionDraft, number: int) -> bool:
    """Return whether an event after this one did away with such a decision: the same is then decided anew.

    Nothing does away with a reply.
    """
    kinds = {kind for one in draft.events for kind in _UNDONE_BY.get(_action(one), ())}
    people = {one.person for one in draft.events if one.person}
    later = (one.event for one in work.file.events if one.sequence > number)
    return any(one.action in kinds or one.person in people for one in later)


def _action(one: EventDraft | Admission) -> EventKind:
    return EventKind.ADMIT if isinstance(one, Admission) else one.action


def _digests_of_replies(work: Work) -> Iterator[tuple[str, int]]:
    found = ((number, one) for number, one in work.file.entries.items() if isinstance(one, FromOffice))
    return ((reply_digest(one.reply), number) for number, one in found)


def _meaning(work: Work, draft: DecisionDraft) -> Meaning:
    """Return what makes two of them the same to a person: files count by name and content, whatever their key."""
    reply = draft.reply
    words = () if reply is None else (reply.text, _files(Content(attachments=reply.files)))
    events = (
        _admission_meaning(work, one) if isinstance(one, Admission) else _event_meaning(one)
        for one in draft.events
    )
    return (*words, *events)


def _admission_meaning(work: Work, one: Admission) -> Meaning:
    """Return also the person's certificates: a renewal for a further key is another one."""
    person = work.current.roster.person(one.person)
    return one, () if person is None else tuple(work.current.usable_fingerprints(person))


def _event_meaning(one: EventDraft) -> Meaning:
    content = one.content or Content()
    bare = replace(one, content=None, entry=None, keys=None)
    return bare, content.text, _files(content), content.classification


def _files(content: Content) -> Meaning:
    return tuple((one.name, one.size, one.sha256) for one in content.attachments)


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
    grants = [one for one in sent.decision.events if one.action is EventKind.ADMIT]
    if not grants or work.part is not CaseRole.OFFICER:
        return DecisionDraft()
    return DecisionDraft(
        tuple(Admission(one.person or "", one.role or CaseRole.OFFICER, sent.last) for one in grants)
    )
