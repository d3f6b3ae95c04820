"""The rules of every kind of event, and the one function that takes a case from one event to the next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from store.domain.deadlines import MOST_EXTENSION_DAYS
from store.domain.event import CaseRole, Event, EventKind, Paper, require_link
from store.domain.procedure.destruction import (
    CONFIRMATIONS,
    check_confirmation,
    check_part_confirmation,
    check_part_proposal,
    check_proposal,
    check_release,
)
from store.domain.procedure.errors import (
    AlreadyDoneError,
    DayError,
    ExtensionError,
    FormError,
    MinutesError,
    NotYoursError,
    ReasonError,
    TeamError,
)
from store.domain.procedure.identity_rules import check_answer, check_ask, check_disclose
from store.domain.procedure.permissions import STAFF_PARTS
from store.domain.procedure.restored import check_restored
from store.domain.procedure.state import EFFECTS, TEAM, CaseState, grant_of
from store.domain.procedure.transitions import Need, transition, unmet
from store.domain.roster import REPORTER
from store.domain.stages import CLOSED, FOLLOW_UP, Stage

_OFFICER: Final = frozenset({CaseRole.OFFICER})
_ANY_STAGE: Final = frozenset(Stage)
_OFFICES_TIME: Final = FOLLOW_UP | {Stage.VERIFICATION}


@dataclass(frozen=True, slots=True)
class Rule:
    """The parts that may append this kind of event, its stages, and the fields that it must have.

    `optional` fields may be there or not. `case`, `sequence`, `previous`, `actor`, `part`, `kind` and `day` always
    are there. All others must be absent.
    """

    by: frozenset[CaseRole]
    stages: frozenset[Stage] = _ANY_STAGE
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def _rule(by: frozenset[CaseRole], stages: frozenset[Stage], required: str = "", optional: str = "") -> Rule:
    return Rule(by, stages, frozenset(required.split()), frozenset(optional.split()))


RULES: Final = {
    EventKind.MOVE: _rule(
        STAFF_PARTS | {CaseRole.REPORTER}, _ANY_STAGE, "target", "checks until entry content"
    ),
    EventKind.TAKE: _rule(_OFFICER, _ANY_STAGE, "person", "content"),
    EventKind.PAPER: _rule(_OFFICER | TEAM, _ANY_STAGE, "paper content", "people"),
    EventKind.ASSIGN: _rule(_OFFICER, FOLLOW_UP, "person role content"),
    EventKind.DISMISS: _rule(STAFF_PARTS, _ANY_STAGE, "person content"),
    EventKind.DECLARE: _rule(TEAM, _ANY_STAGE),
    EventKind.ADMIT: _rule(_OFFICER | {CaseRole.LEAD}, _ANY_STAGE, "person role content keys"),
    EventKind.ASK: _rule(_OFFICER, _ANY_STAGE, "people content head"),
    EventKind.DISCLOSE: _rule(frozenset({CaseRole.CUSTODIAN}), _ANY_STAGE, "person about content head"),
    EventKind.REFUSE: _rule(frozenset({CaseRole.CUSTODIAN}), _ANY_STAGE, "person about content head"),
    EventKind.CLASSIFY: _rule(_OFFICER, _ANY_STAGE, "content"),
    EventKind.ASSESS: _rule(_OFFICER, _ANY_STAGE, "content"),
    EventKind.EXPORT: _rule(STAFF_PARTS, _ANY_STAGE, "content"),
    EventKind.RESOLVE_REQUEST: _rule(_OFFICER, _ANY_STAGE, "about", "content"),
    EventKind.EXTEND: _rule(_OFFICER | {CaseRole.LEADERSHIP}, _OFFICES_TIME, "until content"),
    EventKind.ACCEPT_RESTORE: _rule(STAFF_PARTS, _ANY_STAGE, "loss"),
    EventKind.PROPOSE_DESTRUCTION: _rule(_OFFICER, CLOSED, "person content destroys"),
    EventKind.CONFIRM_DESTRUCTION: _rule(frozenset({CaseRole.SIGNATORY}), CLOSED, "about destroys"),
    EventKind.PROPOSE_PART: _rule(_OFFICER, _ANY_STAGE, "person content part_destroyed"),
    EventKind.CONFIRM_PART: _rule(frozenset({CaseRole.SIGNATORY}), _ANY_STAGE, "about part_destroyed"),
    EventKind.HOLD: _rule(STAFF_PARTS, _ANY_STAGE, "content"),
    EventKind.RELEASE: _rule(frozenset({CaseRole.LEADERSHIP}), _ANY_STAGE, "about content"),
    EventKind.REQUEST_ATTENTION: _rule(frozenset({CaseRole.REPORTER}), _ANY_STAGE, "entry"),
}
PAPER_WRITERS: Final = {
    Paper.REVIEW_SHEET: _OFFICER,
    Paper.NOTE: _OFFICER | TEAM,
    Paper.FINDINGS: frozenset({CaseRole.LEAD}),
    Paper.MINUTES: _OFFICER,
    Paper.CONCLUSION: _OFFICER,
    Paper.RECOMMENDATION: _OFFICER,
}
PAPER_STAGES: Final = {
    Paper.REVIEW_SHEET: frozenset({Stage.REVIEW}),
    Paper.NOTE: _ANY_STAGE,
    Paper.FINDINGS: frozenset({Stage.INVESTIGATION}),
    Paper.MINUTES: frozenset({Stage.DELIBERATION}),
    Paper.CONCLUSION: frozenset({Stage.DELIBERATION}),
    Paper.RECOMMENDATION: frozenset({Stage.DELIBERATION}),
}
_ALWAYS: Final = frozenset({"case", "sequence", "previous", "actor", "part", "kind", "day"})


def apply(state: CaseState, event: Event, digest: str) -> CaseState:
    """Return the case after this event, whose chain digest is `digest`.

    Raises `ChainError` if the event does not follow, a kind of `ProcedureError` if the procedure does not allow it. Who
    signed, and whether the roster gives the actor the role of an officer, leader or custodian, is checked elsewhere.
    """
    require_link(event, state.case, state.sequence + 1, state.head)
    require_allowed(state, event)
    changed = EFFECTS[event.kind](_without_void_proposal(state, event), event)
    return replace(changed, sequence=event.sequence, head=digest, day=event.day)


def _without_void_proposal(state: CaseState, event: Event) -> CaseState:
    """Return the case without a proposal to destroy something, which stands only as long as nothing else is decided."""
    if event.kind in CONFIRMATIONS:
        return state
    return replace(state, destruction=None, part_destruction=None)


def require_allowed(state: CaseState, event: Event) -> None:
    """Raise a kind of `ProcedureError` unless the event is allowed as the case stands. The link is not checked."""
    rule = RULES[event.kind]
    if event.day < (state.day or state.received):
        raise DayError
    _require_part(state, event)
    if event.part not in rule.by or state.stage not in rule.stages:
        raise NotYoursError
    _require_fields(rule, event)
    _CHECKS[event.kind](state, event)


def _require_part(state: CaseState, event: Event) -> None:
    """Raise `NotYoursError` unless the actor has this part.

    The events themselves make leads, members and leaders. No person acts in two parts, or after dismissal.
    """
    if (event.actor == REPORTER) != (event.part is CaseRole.REPORTER) or event.actor in state.dismissed:
        raise NotYoursError
    if event.part is CaseRole.CUSTODIAN and not state.may_keep_identity(event.actor):
        raise NotYoursError
    if event.part in {CaseRole.CUSTODIAN, CaseRole.REPORTER, CaseRole.SIGNATORY}:
        return
    if event.part is not (state.part_of(event.actor) or CaseRole.OFFICER):
        raise NotYoursError
    if not state.is_open_to(event.actor) and event.kind not in {EventKind.DECLARE, EventKind.DISMISS}:
        raise NotYoursError


def _require_fields(rule: Rule, event: Event) -> None:
    """Raise `ReasonError` or `FormError` unless the event has the fields that the rule names, and no others.

    All fields of an event are checked, so a new one is refused until a rule names it.
    """
    fields = set(event.__struct_fields__) - _ALWAYS
    present = {name for name in fields if getattr(event, name) not in (None, ())}
    if "content" in rule.required - present:
        raise ReasonError
    if not rule.required <= present or not present <= rule.required | rule.optional:
        raise FormError


def _check_move(state: CaseState, event: Event) -> None:
    try:
        target = Stage(event.target or "")
    except ValueError:
        raise FormError from None
    move = transition(state.stage, target)
    if event.part not in move.by:
        raise NotYoursError
    for need in sorted(move.needs, key=lambda need: need.value):
        error = unmet(need, state, event)
        if error is not None:
            raise error
    _refuse_idle_fields(event, move.needs)


def _refuse_idle_fields(event: Event, needs: frozenset[Need]) -> None:
    """Refuse fields that the transition does not ask for: they would be signed and mean nothing."""
    entries = {Need.QUESTION, Need.NOTICE} | ({Need.ANSWER} if event.part is CaseRole.REPORTER else set())
    if (
        (event.checks and Need.CHECKLIST not in needs)
        or (event.until and Need.QUESTION not in needs)
        or (event.entry and not entries & needs)
    ):
        raise FormError


def _check_take(state: CaseState, event: Event) -> None:
    """Refuse to hand a case to a person who cannot act as an officer in it."""
    if event.person in state.dismissed or state.part_of(event.person or "") is not None:
        raise FormError


def _check_paper(state: CaseState, event: Event) -> None:
    paper = event.paper or Paper.NOTE
    if event.part not in PAPER_WRITERS[paper] or state.stage not in PAPER_STAGES[paper]:
        raise NotYoursError
    if paper is Paper.MINUTES:
        _require_all_parties(state, set(event.people))
    elif event.people:
        raise FormError


def _require_all_parties(state: CaseState, present: set[str]) -> None:
    others = present - state.leaders - set(state.team)
    if present & state.dismissed or not (present & state.leaders and others):
        raise MinutesError
    if state.team and not present & state.declared:
        raise MinutesError


def _check_assign(state: CaseState, event: Event) -> None:
    if event.role not in TEAM or event.person in state.leaders:
        raise FormError
    if event.role is CaseRole.LEAD and state.lead not in {None, event.person}:
        raise TeamError


def _check_dismiss(state: CaseState, event: Event) -> None:
    """Let an officer take people off, and all others only step back."""
    if event.person != event.actor and event.part is not CaseRole.OFFICER:
        raise NotYoursError
    if event.person in state.dismissed or event.person == REPORTER:
        raise FormError


def _check_admit(state: CaseState, event: Event) -> None:
    """Let the lead bring leadership in with the findings, and an officer the people whom the procedure names.

    No person makes a leader of themselves: they would approve what they wrote.
    """
    if event.role not in STAFF_PARTS:
        raise FormError
    if event.role is CaseRole.LEADERSHIP and event.person == event.actor:
        raise NotYoursError
    if event.part is CaseRole.LEAD and (event.role, state.stage) != (
        CaseRole.LEADERSHIP,
        Stage.INVESTIGATION,
    ):
        raise NotYoursError
    if event.role in TEAM and state.team.get(event.person or "") is not event.role:
        raise TeamError
    if event.role is CaseRole.LEADERSHIP and event.person in state.team:
        raise FormError
    if event.role is CaseRole.OFFICER and state.part_of(event.person or "") is not None:
        raise FormError
    if grant_of(event) in state.granted:
        raise AlreadyDoneError


def _check_resolve_request(state: CaseState, event: Event) -> None:
    if event.about != state.attention_request:
        raise FormError


def _check_extend(_state: CaseState, event: Event) -> None:
    days = ((event.until or event.day) - event.day).days  # a sum could go beyond the calendar's last day
    if not 0 < days <= MOST_EXTENSION_DAYS:
        raise ExtensionError


def _nothing_more(_state: CaseState, _event: Event) -> None:
    """Check nothing: the rule's fields say it all."""


_CHECKS: Final[dict[EventKind, Callable[[CaseState, Event], None]]] = {
    EventKind.MOVE: _check_move,
    EventKind.TAKE: _check_take,
    EventKind.PAPER: _check_paper,
    EventKind.ASSIGN: _check_assign,
    EventKind.DISMISS: _check_dismiss,
    EventKind.DECLARE: _nothing_more,
    EventKind.ADMIT: _check_admit,
    EventKind.ASK: check_ask,
    EventKind.DISCLOSE: check_disclose,
    EventKind.REFUSE: check_answer,
    EventKind.CLASSIFY: _nothing_more,
    EventKind.ASSESS: _nothing_more,
    EventKind.EXPORT: _nothing_more,
    EventKind.RESOLVE_REQUEST: _check_resolve_request,
    EventKind.EXTEND: _check_extend,
    EventKind.ACCEPT_RESTORE: check_restored,
    EventKind.PROPOSE_DESTRUCTION: check_proposal,
    EventKind.CONFIRM_DESTRUCTION: check_confirmation,
    EventKind.PROPOSE_PART: check_part_proposal,
    EventKind.CONFIRM_PART: check_part_confirmation,
    EventKind.HOLD: _nothing_more,
    EventKind.RELEASE: check_release,
    EventKind.REQUEST_ATTENTION: _nothing_more,
}
