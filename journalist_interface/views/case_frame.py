"""The frame around every part of a case: its heading, its problems, its parts, and what comes next."""

from dataclasses import dataclass
from datetime import date

from journalist_interface.actions.action import Action, ActionForm
from journalist_interface.actions.work import Work, sound_introduction
from journalist_interface.forms.officer_forms import TryAgainForm
from journalist_interface.presenters.next_step import Outlook, outlook
from journalist_interface.presenters.retention import CaseEnd, case_end
from journalist_interface.presenters.risk import RiskLine, risk_line
from journalist_interface.sealed_records.private_entries import Reminder
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.attention import attention_kinds
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.decision_basis import SeenUpTo
from journalist_interface.verification.mentions import mentions
from journalist_interface.verification.problems import CaseProblem
from journalist_interface.views.common import page as framed
from store.domain.envelope import AttentionKind
from store.domain.procedure.chain_verification import BrokenChainError
from store.domain.procedure.due import due

CASE = "/cases/<case>"


@dataclass(frozen=True, slots=True)
class DueDay:
    """The day by which the office must act, and how many days ago it passed."""

    day: date
    late: int


@dataclass(frozen=True, slots=True)
class CaseHeading:
    """The parts of a case's heading beside its number and stage."""

    problems: list[CaseProblem]
    broken: BrokenChainError | None
    due: DueDay | None
    attention: list[AttentionKind]
    end: CaseEnd
    risk: RiskLine | None


@dataclass(frozen=True, slots=True)
class PrivateView:
    """This person's own labels and reminders on a case, and the first unopened note that was pointed out to them.

    `mentioned` is the number of that note, 0 without one.
    """

    labels: tuple[str, ...]
    reminders: tuple[Reminder, ...]
    today: date
    mentioned: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The next steps, with the forms that stand in the panel itself."""

    outlook: Outlook
    forms: dict[str, ActionForm]


def case_page(template: str, officer: OfficerSession, file: CaseFile, **context: object) -> str:
    """Return a part of a case in its frame."""
    work = Work(services().cases, officer, file)
    with file.lock:
        return framed(
            template,
            rows=services().client.cases(officer.token).cases,
            panel=_panel(work),
            private=_private(officer, file),
            **heading(file),
            **context,
        )


def heading(file: CaseFile) -> dict[str, object]:
    """Return the values that every page of a case needs."""
    made = CaseHeading(
        [problem for problem in CaseProblem if problem in file.problems],
        file.chain.broken,
        _due(file),
        attention_kinds(file),
        case_end(file, services().rosters.current().roster),
        risk_line(file, services().clock.today()),
    )
    return {"file": file, "heading": made, "again": TryAgainForm(formdata=None)}


def _private(officer: OfficerSession, file: CaseFile) -> PrivateView:
    kept, case = officer.private.entries(), file.case
    mentioned = next(iter(unopened_mentions(officer, file)), 0)
    return PrivateView(kept.labels_of(case), kept.reminders_of(case), services().clock.today(), mentioned)


def unopened_mentions(officer: OfficerSession, file: CaseFile) -> list[int]:
    """Return, in order, the numbers of the notes pointed out to this officer that they have not opened."""
    opened = officer.private.opened_up_to(file.case)
    return [number for number in mentions(file, officer.person.id) if number > opened]


def new_form(action: Action, work: Work) -> ActionForm:
    """Return the action's form as it is first offered."""
    form = action.form(formdata=None)
    form.seen.data = SeenUpTo.of(work.file).text
    form.begin(work)
    return form


def can_act(file: CaseFile) -> bool:
    """Return whether the case proved itself as far as an action needs it."""
    return sound_introduction(file) is not None and file.state is not None and file.chain.broken is None


def _panel(work: Work) -> Panel | None:
    if not can_act(work.file):
        return None
    ahead = outlook(work.standpoint, work.services.rosters.current().roster)
    found = [action for action in (ahead.primary, *ahead.others) if action is not None and action.inline]
    return Panel(ahead, {action.name: new_form(action, work) for action in found})


def _due(file: CaseFile) -> DueDay | None:
    """Return the due day by the verified events; the store's word counts only where there are none."""
    last = file.row.due if file.state is None else due(file.state, services().deadlines)
    return None if last is None else DueDay(last, max(0, (services().clock.today() - last).days))
