"""The answers that an action is built from: what its form says, or placeholders for a form that is filled in well."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from journalist_interface.actions.decision_draft import SOMEBODY, Files, Standpoint
from store.domain.categories import CATEGORIES
from store.domain.event import Check
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES

_SAID: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers by the names of the forms' fields; what a form does not ask stays as it is here.

    `reason` is a code when a report is archived, else a text. `files` are uploaded before.
    """

    text: str = ""
    reason: str = ""
    remark: str = ""
    brief: str = ""
    conclusion: str = ""
    recommendation: str = ""
    referred: str = ""
    person: str = ""
    leader: str = ""
    lead: str = ""
    members: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    outcome: str = ""
    category: str | None = None
    threat: bool | None = None
    until: date | None = None
    files: Files = ()


def placeholders(point: Standpoint) -> Answers:
    """Return answers that stand for a form filled in well from here."""
    state = point.state
    return Answers(
        text=_SAID,
        reason=ARCHIVE_REASONS[0].code,
        brief=_SAID,
        conclusion=_SAID,
        recommendation=_SAID,
        person=SOMEBODY,
        leader=SOMEBODY,
        lead=state.lead or SOMEBODY,
        members=(SOMEBODY,),
        present=(point.me, *sorted(state.leaders)[:1], *sorted(state.declared & set(state.team))[:1]),
        checks=tuple(Check),
        outcome=OUTCOMES[0].code,
        category=CATEGORIES[0].code,
        until=point.day + timedelta(days=1),
    )
