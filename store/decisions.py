"""Decisions: events appended to a case's chain, with all that follows from them, in one transaction.

The caller has verified each signature and asked the roster whether the actor has the roles; here the procedure, the
chain, access and the conversation are held together.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crypto.event import Action, Part, SignedEvent, content_digest
from crypto.event import Event as Act
from crypto.roster import REPORTER
from store.caseload import row_in
from store.chain import state_in
from store.contract.deadlines import Deadlines
from store.contract.messages import Decision, DecisionReceipt, NewEvent
from store.contract.procedure.errors import FormError, NotYoursError
from store.contract.procedure.rules import apply
from store.contract.procedure.state import CaseState
from store.conversation import NewEntry, NewReply, append_in, append_reporter_entry, bind
from store.database import Database
from store.errors import BlobUnavailableError, ConflictError, NotFoundError
from store.intake import statistics_rows
from store.limits import check_ciphertext
from store.model import Blob, Case, Event, Identity, IdentityRequest, Statistic, StatisticReader
from store.model.blob import UNBOUND
from store.standings import follow


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision of a signed-in person on a day."""

    case: str
    actor: str
    day: date
    decision: Decision = field(repr=False)


def decide(database: Database, new: NewDecision, deadlines: Deadlines) -> DecisionReceipt:
    """Append all events of a decision and its reply, or nothing; durable on return.

    Raises `NotFoundError` without access, `ConflictError` if the chain or the conversation went on meanwhile, kinds of
    `ProcedureError`, `BlobUnavailableError`, `TooLongError`, `StatementError`.
    """
    decision = new.decision
    check_ciphertext(*(one.content for one in decision.events))
    acts = [one.event.read() for one in decision.events]
    with database.write() as session:
        lock(session, new.case)
        before = state_in(session, new.case)
        _require_visitor(session, new, acts)
        _require_reply(decision, acts)
        after = before
        for one, act in zip(decision.events, acts, strict=True):
            after = _append(session, after, one, act)
        if decision.reply is not None:
            reply = NewReply(
                case=new.case,
                sequence=decision.reply.sequence,
                day=new.day,
                author=new.actor,
                envelope=decision.reply.envelope,
                sealed=decision.reply.sealed,
                blobs=decision.reply.blobs,
            )
            check_ciphertext(reply.envelope, reply.sealed)
            append_in(session, reply, new.actor)
            bind(session, reply)
        if decision.statistics is not None:
            _replace_statistics(session, new)
        follow(session, before, after, deadlines)
        return DecisionReceipt(after.sequence, after.head)


def append_act(database: Database, new: NewEntry, signed: SignedEvent, deadlines: Deadlines) -> None:
    """The reporter's message and the act that speaks of it, both or neither.

    Raises `ConflictError`, kinds of `ProcedureError`, and what `append_reporter_entry` raises.
    """
    act = signed.read()
    if act.actor != REPORTER or act.entry != new.sequence:
        raise NotYoursError

    def follow_up(session: Session) -> None:
        before = state_in(session, new.case)
        follow(session, before, _append(session, before, NewEvent(signed), act), deadlines)

    append_reporter_entry(database, new, follow_up)


def lock(session: Session, case: str) -> None:
    """Whoever decides about this case at the same moment waits; `NotFoundError` if there is no such case."""
    if session.scalar(select(Case.id).where(Case.id == case).with_for_update()) is None:
        raise NotFoundError


def _require_visitor(session: Session, new: NewDecision, acts: list[Act]) -> None:
    """Each act is the signed-in person's own, in the part that they have in this case."""
    for act in acts:
        if act.actor != new.actor or new.actor == REPORTER:
            raise NotYoursError
        if act.part is Part.CUSTODIAN:
            _require_custodian(session, new)
        elif row_in(session, new.actor, new.case).part is not act.part:
            raise NotYoursError


def _require_custodian(session: Session, new: NewDecision) -> None:
    asked = select(IdentityRequest.case).where(
        IdentityRequest.case == new.case, IdentityRequest.custodian == new.actor
    )
    if session.scalar(asked.limit(1)) is None:
        raise NotFoundError


def _require_reply(decision: Decision, acts: list[Act]) -> None:
    """A question and a notice are part of the decision that needs them, and no reply comes with any other."""
    named = [act.entry for act in acts if act.entry is not None]
    brought = [] if decision.reply is None else [decision.reply.sequence]
    if named != brought:
        raise FormError


def _append(session: Session, state: CaseState, new: NewEvent, act: Act) -> CaseState:
    if (act.sequence, act.previous) != (state.sequence + 1, state.head):
        raise ConflictError
    content = new.content
    if act.content != (None if content is None else content_digest(content)):
        raise FormError
    after = apply(state, act, new.event.digest)
    session.add(
        Event(
            case=act.case,
            sequence=act.sequence,
            statement=new.event.statement,
            signature=new.event.signature,
            content=content,
        )
    )
    session.flush()  # requests and blobs refer to it
    _bind_to_event(session, act, set(new.blobs))
    _note_identity_request(session, act)
    return after


def _bind_to_event(session: Session, act: Act, names: set[str]) -> None:
    if not names:
        return
    bound = session.scalars(
        update(Blob)
        .where(Blob.name.in_(names), Blob.case == act.case, UNBOUND)
        .values(event=act.sequence)
        .returning(Blob.name)
    ).all()
    if set(bound) != names:
        raise BlobUnavailableError


def _note_identity_request(session: Session, act: Act) -> None:
    if act.action is Action.ASK:
        if session.get(Identity, act.case) is None:
            raise FormError
        session.add_all(
            IdentityRequest(case=act.case, sequence=act.sequence, custodian=person, answered=None)
            for person in set(act.people)
        )
    elif act.action in {Action.DISCLOSE, Action.REFUSE}:
        session.execute(
            update(IdentityRequest)
            .where(IdentityRequest.case == act.case, IdentityRequest.sequence == act.about)
            .values(answered=act.sequence)
        )


def _replace_statistics(session: Session, new: NewDecision) -> None:
    statistics = new.decision.statistics
    if statistics is None:
        return
    check_ciphertext(statistics.record)
    session.execute(delete(StatisticReader).where(StatisticReader.case == new.case))
    session.execute(delete(Statistic).where(Statistic.case == new.case))
    session.add_all(statistics_rows(new.case, statistics))
