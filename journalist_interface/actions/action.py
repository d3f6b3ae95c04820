"""An action: the object that its page reads. It is offered only while the procedure would allow it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from journalist_interface.actions.answers import Answers, placeholders
from journalist_interface.actions.decision_draft import DecisionDraft, Standpoint, supposed
from journalist_interface.actions.form import ActionForm
from journalist_interface.actions.work import Work
from journalist_interface.reply_templates import Use
from journalist_interface.verification.seen import Depends
from store.domain.event import Paper
from store.domain.procedure.errors import ProcedureError
from store.domain.stages import Stage

Landing = Literal["cases.case", "cases.papers", "cases.people", "cases.listing"]


@dataclass(frozen=True, slots=True)
class ActionTexts:
    """The button, the page's sentence on what happens, and the sentence shown when it is done.

    `files` is the text above the field that takes files; without it there is no such field. `link` replaces the
    button's words where the page is reached from, `submit` on the form's button.
    """

    button: str
    about: str
    done: str
    files: str | None = None
    link: str | None = None
    submit: str | None = None


def _nothing_more(_work: Work, _answers: Answers) -> None:
    """Require nothing beyond what the procedure does."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its words, the decision that it leads to, and its form.

    `build` makes the decision from the case and the answers. `stages` are those in which it is offered, none for all;
    `idle` tells where it would change nothing. `require` checks what the procedure cannot see.
    `inline` forms are in the panel itself. `grave` ones take something away. `lands` is the page that follows.
    `depends` is what the action decides about: if others added to that unseen, nothing is decided. `papers` are shown
    with it.
    """

    name: str
    labels: ActionTexts
    build: Callable[[Standpoint, Answers], DecisionDraft]
    form: type[ActionForm] = ActionForm
    stages: tuple[Stage, ...] = ()
    idle: Callable[[Standpoint], bool] = lambda _point: False
    require: Callable[[Work, Answers], None] = _nothing_more
    templates: Use | None = None
    inline: bool = False
    grave: bool = False
    lands: Landing = "cases.case"
    depends: Depends | None = None
    papers: tuple[Paper, ...] = ()

    def plan(self, work: Work, answers: Answers) -> Callable[[Standpoint], DecisionDraft]:
        """Return the function that builds the decision. Each attempt calls it with how the case stands then."""

        def plan(point: Standpoint) -> DecisionDraft:
            self.require(work, answers)
            return self.build(point, answers)

        return plan


def is_offered(action: Action, point: Standpoint) -> bool:
    """Return whether the action makes sense now, and the procedure would allow it to somebody who fills in its form."""
    if (action.stages and not point.at(*action.stages)) or action.idle(point):
        return False
    try:
        point.judge(map(supposed, action.build(point, placeholders(point)).events))
    except ProcedureError:
        return False
    return True
