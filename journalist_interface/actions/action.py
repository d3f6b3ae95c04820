"""Actions: what people can do on a case's pages. A action is offered only while the procedure would allow it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from journalist_interface.actions.deciding import EventDraft
from journalist_interface.actions.form import ActionForm
from journalist_interface.actions.replies import Files
from journalist_interface.actions.work import Work
from journalist_interface.reply_templates import Use
from journalist_interface.verification.seen import Depends
from store.domain.event import CaseRole, Content, EventKind, Paper
from store.domain.procedure.errors import ProcedureError
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from store.domain.stages import Stage

Landing = Literal["cases.case", "cases.papers", "cases.people", "cases.listing"]

SAID: Final = Content()  # stands for what the form will say
SOMEBODY: Final = "somebody"  # stands for the person whom the form will name
_PENDING: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The viewer of a case, the day, and how the case stands."""

    state: CaseState
    me: str
    part: CaseRole
    day: date
    identified: bool = False

    def at(self, *stages: Stage) -> bool:
        """Return whether the case is in one of these stages."""
        return self.state.stage in stages


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


@dataclass(frozen=True, slots=True)
class Action:
    """`trial` gives the acts that a well-filled form would lead to; none if the action makes no sense.

    `inline` forms are in the panel itself. `grave` ones take something away. `lands` is the page that follows.
    `depends` is what the action decides about: if others added to that unseen, nothing is decided. `papers` are shown
    with it.
    """

    name: str
    labels: ActionTexts
    trial: Callable[[Standpoint], tuple[EventDraft, ...]]
    do: Callable[[Work, Any, Files], int]
    form: type[ActionForm] = ActionForm
    templates: Use | None = None
    inline: bool = False
    grave: bool = False
    lands: Landing = "cases.case"
    depends: Depends | None = None
    papers: tuple[Paper, ...] = ()


def admission(role: CaseRole) -> EventDraft:
    """Return the act that lets a person in, for a trial."""
    return EventDraft(EventKind.ADMIT, SAID, person=SOMEBODY, role=role, keys=_PENDING)


def standpoint(work: Work) -> Standpoint:
    """Return how the case stands for the person at work."""
    return Standpoint(work.state, work.me, work.part, work.today, work.file.row.identified)


def is_offered(action: Action, point: Standpoint) -> bool:
    """Return whether the procedure would allow the action now."""
    state, acts = point.state, action.trial(point)
    try:
        for act in acts:
            digest = None if act.content is None else _PENDING
            state = apply(state, act.event(state, point.me, point.part, point.day, digest), _PENDING)
    except ProcedureError:
        return False
    return bool(acts)


def move(*origins: Stage, target: Stage, **said: Any) -> Callable[[Standpoint], tuple[EventDraft, ...]]:  # noqa: ANN401 - fields of an act
    """Return the trial of moving from one of these stages to another."""
    return lambda point: (EventDraft(EventKind.MOVE, target=target, **said),) if point.at(*origins) else ()
