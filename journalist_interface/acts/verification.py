"""An officer's first acts: from the report's arrival to its review."""

from collections.abc import Collection, Iterable
from datetime import date

from crypto.errors import KentonganError
from journalist_interface.acts.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.acts.replies import Draft, Files
from journalist_interface.acts.texts import require_code
from journalist_interface.acts.work import Work
from journalist_interface.verification.attention_request import sought_kinds
from store.domain.categories import CATEGORY_CODES
from store.domain.event import CaseRole, Check, Classification, Content, EventKind
from store.domain.procedure.errors import FormError, QuestionError
from store.domain.reply import Notice
from store.domain.stages import Stage


class UnattendedError(KentonganError):
    """Tick everything that the reporter seeks. If something is not answered yet, answer it first."""


def take(work: Work) -> int:
    """Make this officer the handler of the case."""
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.TAKE, person=work.me),)))


def hand_to(work: Work, person: str, reason: str = "") -> int:
    """Make another officer the handler; raises kinds of error in `audience` if that cannot be."""
    colleague = work.guest(person, CaseRole.OFFICER)
    content = Content(text=reason) if reason.strip() else None
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.TAKE, content, person=colleague.id),)))


def acknowledge(work: Work) -> int:
    """Move from received to verification; acknowledging a case without a handler also takes it."""
    return decide(work, lambda: DecisionDraft(acknowledgement(work)))


def acknowledgement(work: Work) -> tuple[EventDraft, ...]:
    """Return the events of an acknowledgement, for a decision that goes on from there."""
    move = EventDraft(EventKind.MOVE, target=Stage.VERIFICATION)
    return (move,) if work.state.handler else (move, EventDraft(EventKind.TAKE, person=work.me))


def ask_question(work: Work, text: str, attachments: Files = (), until: date | None = None) -> int:
    """Move from verification to clarification, with the question in the conversation.

    The answer is due by the deadline, or by `until`.
    """
    if not text.strip():
        raise QuestionError
    last = until or work.services.deadlines.answer_by(work.today)

    def plan() -> DecisionDraft:
        move = EventDraft(EventKind.MOVE, target=Stage.CLARIFICATION, until=last, entry=work.file.last + 1)
        return DecisionDraft((move,), Draft(text, attachments, Notice("question", until=last)))

    return decide(work, plan)


def back_to_verification(work: Work) -> int:
    """Move from clarification to verification: the officer has what was needed."""
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.VERIFICATION),)))


def to_review(work: Work, checks: Iterable[Check]) -> int:
    """Move from verification to review; raises `ChecklistError` unless both checks are confirmed."""
    confirmed = tuple(check for check in Check if check in set(checks))
    return decide(
        work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.REVIEW, checks=confirmed),))
    )


def classify(work: Work, *, category: str | None = None, threat: bool | None = None, reason: str = "") -> int:
    """Record an officer's view of the report: its category, or whether the reporter is under threat."""
    if category is not None:
        require_code(category, CATEGORY_CODES)
    if category is None and threat is None:
        raise FormError
    content = Content(text=reason, classification=Classification(category=category, threat=threat))
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.CLASSIFY, content),)))


def attend(work: Work, answered: Collection[str], remark: str = "") -> int:
    """Record that what the reporter sought was seen to; raises `FormError` if nothing is sought.

    The case forgets all that is sought at once, so `UnattendedError` is raised unless `answered` names each of
    `sought_kinds`.
    """
    content, sought = Content(text=remark) if remark.strip() else None, work.state.sought
    if sought is None:
        raise FormError
    if not set(sought_kinds(work.file)) <= set(answered):
        raise UnattendedError
    # What is sought meanwhile was not seen to: the procedure then refuses an act about what was sought before.
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.ATTEND, content, about=sought),)))
