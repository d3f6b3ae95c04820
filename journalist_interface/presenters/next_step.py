"""The next needs of a case's stage: whether each is met, who meets it, and the one action that goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from journalist_interface.actions.action import Action
from journalist_interface.actions.decision_draft import Standpoint
from journalist_interface.actions.table import offered
from journalist_interface.presenters.labels import day
from store.domain.event import CaseRole, Paper
from store.domain.procedure.state import CaseState
from store.domain.procedure.transitions import is_concluded
from store.domain.roster import Roster
from store.domain.stages import CLOSED, Stage


@dataclass(frozen=True, slots=True)
class StageNeed:
    """One thing that the stage needs, and who does it."""

    words: str
    done: bool
    who: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """`primary` is the action that goes on, None if this person waits; `awaited` is what the reporter waits for.

    `beside` is the other way to go on: a question, while it is examined whether the report is clear.

    `others` are all other possible actions, those that take something away last.
    """

    sentence: str
    needs: tuple[StageNeed, ...]
    primary: Action | None
    beside: Action | None
    awaited: Action | None
    others: tuple[Action, ...]


def outlook(point: Standpoint, roster: Roster) -> Outlook:
    """Return what this person sees next to the case."""
    possible = {action.name: action for action in offered(point)}
    wanted = [name for name in _primary(point) if name in possible]
    primary = possible.pop(wanted[0]) if wanted else None
    waits = primary is None
    sentence = _waiting(point.state) if waits else _sentence(point.state.stage)
    beside, awaited = possible.pop("question", None), possible.pop("attend", None)
    others = tuple(sorted(possible.values(), key=lambda action: action.grave))
    return Outlook(sentence, tuple(_needs(point.state, roster)), primary, beside, awaited, others)


def _primary(point: Standpoint) -> tuple[str, ...]:
    """Return the actions that go on from here, in order: the first that this person can do counts."""
    choice = _PRIMARY.get(point.state.stage)
    return ("attend",) if choice is None else choice(point)


def _clarifying(point: Standpoint) -> tuple[str, ...]:
    over = point.state.until is not None and point.day > point.state.until
    return ("archive",) if over else ()


def _reviewing(point: Standpoint) -> tuple[str, ...]:
    written = point.state.has_since(Paper.REVIEW_SHEET, Stage.REVIEW)
    return ("keep-team", "assign") if written else ("review-sheet",)


def _assigning(point: Standpoint) -> tuple[str, ...]:
    return ("start",) if point.state.lead else ("assign",)


def _investigating(point: Standpoint) -> tuple[str, ...]:
    if point.state.lead is None:
        return ("assign",)
    written = point.state.has_since(Paper.FINDINGS, Stage.INVESTIGATION)
    return ("submit",) if written else ("findings",)


def _leading(point: Standpoint) -> tuple[str, ...]:
    return ("deliberate",) if point.state.leaders else ("bring-leader",)


def _deliberating(point: Standpoint) -> tuple[str, ...]:
    state = point.state
    if not state.leaders:
        return ("bring-leader",)
    if not _is_minuted(state):
        return ("minutes",)
    return ("approve",) if is_concluded(state) else ("conclude",)


def _sentence(stage: Stage) -> str:
    if stage in CLOSED:
        return _("The case is closed, and the reporter seeks something.")
    return _("This comes next:")


def _waiting(state: CaseState) -> str:
    """Return a sentence that says for whom this person waits."""
    if state.stage is Stage.DELIBERATION and not _can_be_approved(state):
        return _("The case is waiting for an officer.")
    return str(_WAITING[state.stage])


def _can_be_approved(state: CaseState) -> bool:
    return bool(state.leaders) and _is_minuted(state) and is_concluded(state)


def _is_minuted(state: CaseState) -> bool:
    return state.has_since(Paper.MINUTES, Stage.DELIBERATION)


def _needs(state: CaseState, roster: Roster) -> list[StageNeed]:
    match state.stage:
        case Stage.ASSIGNMENT:
            return [
                *_declarations(state, roster),
                StageNeed(_("The investigation is started"), False, _("team lead")),
            ]
        case Stage.INVESTIGATION:
            return _investigation(state)
        case Stage.DELIBERATION:
            return _deliberation(state)
    return _officers_needs(state)


def _officers_needs(state: CaseState) -> list[StageNeed]:
    match state.stage:
        case Stage.RECEIVED:
            return [StageNeed(_("The report is acknowledged"), False, _("officer"))]
        case Stage.VERIFICATION:
            return [
                StageNeed(_("Clarity is confirmed"), False, _("officer")),
                StageNeed(_("Completeness is confirmed"), False, _("officer")),
            ]
        case Stage.CLARIFICATION:
            awaited = "–" if state.until is None else day(state.until)
            return [StageNeed(_("The question is answered by %(day)s", day=awaited), False, _("reporter"))]
        case Stage.REVIEW:
            written = state.has_since(Paper.REVIEW_SHEET, Stage.REVIEW)
            return [
                StageNeed(_("The review sheet is written"), written, _("officer")),
                StageNeed(
                    _("A team is assigned, or there is a reason why none is needed"), False, _("officer")
                ),
            ]
        case Stage.LEADERSHIP:
            return [StageNeed(_("The findings are read and taken to deliberation"), False, _("leadership"))]
    return []


def _investigation(state: CaseState) -> list[StageNeed]:
    written = state.has_since(Paper.FINDINGS, Stage.INVESTIGATION)
    return [
        *_lead(state),
        StageNeed(_("The findings report is written"), written, _("team lead")),
        StageNeed(_("The findings are submitted to leadership"), False, _("team lead")),
    ]


def _deliberation(state: CaseState) -> list[StageNeed]:
    return [
        StageNeed(_("Minutes and attendance recorded"), _is_minuted(state), _("officer")),
        StageNeed(_("Conclusion and recommendation are recorded"), is_concluded(state), _("officer")),
        StageNeed(_("The conclusion is approved"), False, _("leadership")),
    ]


def _lead(state: CaseState) -> list[StageNeed]:
    return [] if state.lead else [StageNeed(_("The team has a lead"), False, _("officer"))]


def _declarations(state: CaseState, roster: Roster) -> list[StageNeed]:
    """Return the declarations of all team members, by name."""
    needs = _lead(state)
    for member in sorted(state.team, key=lambda name: state.team[name] is not CaseRole.LEAD):
        person = roster.person(member)
        name = member if person is None else person.name
        needs.append(
            StageNeed(
                _("%(name)s has no conflict of interest", name=name), member in state.declared, _("team")
            )
        )
    return needs


_PRIMARY: Final[dict[Stage, Callable[[Standpoint], tuple[str, ...]]]] = {
    Stage.RECEIVED: lambda _point: ("acknowledge",),
    Stage.VERIFICATION: lambda _point: ("review",),
    Stage.CLARIFICATION: _clarifying,
    Stage.REVIEW: _reviewing,
    Stage.ASSIGNMENT: _assigning,
    Stage.INVESTIGATION: _investigating,
    Stage.LEADERSHIP: _leading,
    Stage.DELIBERATION: _deliberating,
}
_FOR_OFFICER: Final = lazy_gettext("This is for an officer to do.")
_FOR_TEAM: Final = lazy_gettext("The case is waiting for the team.")
_FOR_LEADERSHIP: Final = lazy_gettext("The case is waiting for leadership.")
_WAITING: Final = {
    Stage.RECEIVED: _FOR_OFFICER,
    Stage.VERIFICATION: _FOR_OFFICER,
    Stage.REVIEW: _FOR_OFFICER,
    Stage.CLARIFICATION: lazy_gettext("The case is waiting for the reporter's answer."),
    Stage.ASSIGNMENT: _FOR_TEAM,
    Stage.INVESTIGATION: _FOR_TEAM,
    Stage.LEADERSHIP: _FOR_LEADERSHIP,
    Stage.DELIBERATION: _FOR_LEADERSHIP,
    Stage.CONCLUDED: lazy_gettext("The case is concluded. Nothing is needed."),
    Stage.ARCHIVED: lazy_gettext("The report is archived. Nothing is needed."),
}
