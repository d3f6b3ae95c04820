"""The officer's side of the reporter's identity: asking for it with a reason, and reading it once disclosed."""

from dataclasses import dataclass
from typing import Final

from crypto.errors import CryptoError, KentonganError
from journalist_interface.actions.action import SAID, SOMEBODY, Action, ActionTexts, Standpoint
from journalist_interface.actions.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.actions.form import ActionForm, passage
from journalist_interface.actions.texts import require_text
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import ReadEvent
from store.domain.envelope import Identity, read_identity
from store.domain.errors import NoReaderError
from store.domain.event import Content, EventKind


class NoIdentityError(KentonganError):
    """The reporter gave no identity with this report."""


class NoCustodianError(KentonganError):
    """There is no identity custodian who has no other part in this case, and whom the reporter did not exclude."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request for the identity, as every reader of the case sees it; `answer` is the event that answered."""

    asked: ReadEvent
    answer: ReadEvent | None

    @property
    def granted(self) -> bool:
        """Return whether the identity was disclosed to the asker."""
        return self.answer is not None and self.answer.event.action is EventKind.DISCLOSE


def ask(work: Work, reason: str) -> int:
    """Ask all custodians who have no other part in the case and whom the reporter did not exclude.

    Raises `NoIdentityError` or `NoCustodianError`.
    """
    content = Content(text=require_text(reason))
    if not work.file.row.identified:
        raise NoIdentityError
    try:
        custodians = work.current.usable_custodians(work.introduction.excluded)
    except NoReaderError:
        raise NoCustodianError from None

    def plan() -> DecisionDraft:
        allowed = [one.id for one in custodians if one.id != work.me and work.state.may_keep_identity(one.id)]
        if not allowed:
            raise NoCustodianError
        return DecisionDraft((EventDraft(EventKind.ASK, content, people=tuple(allowed)),))

    return decide(work, plan)


def requests(file: CaseFile) -> list[Request]:
    """Return all requests of a case in order."""
    if file.state is None:
        return []
    found = [(file.chain.event(number), asked) for number, asked in sorted(file.state.asked.items())]
    return [Request(one, file.chain.event(asked.answered or 0)) for one, asked in found if one is not None]


def disclosed(file: CaseFile) -> Identity | None:
    """Return the identity as last disclosed to this officer, if the reporter's voice proves it."""
    for one in reversed(file.events):
        if (
            one.event.action is EventKind.DISCLOSE
            and one.content is not None
            and one.content.identity is not None
        ):
            identity = _proven(file, one.content.identity.signed)
            if identity is not None:
                return identity
    return None


def _proven(file: CaseFile, signed: bytes) -> Identity | None:
    try:
        identity = read_identity(signed, file.case)
    except CryptoError:
        return None
    return identity if identity.introduction == file.introduction else None


class AskForm(ActionForm):
    """The form for asking the custodians for the reporter's identity, with the reason."""

    reason = passage(
        _("Reason for the custodians"),
        _("Why the work on this case needs to know who the reporter is. The custodians read it."),
        _("Write the reason."),
        rows=6,
    )


def _asking(point: Standpoint) -> tuple[EventDraft, ...]:
    waiting = any(
        one.asker == point.me
        and one.waits_on(point.day)
        and any(map(point.state.may_keep_identity, one.custodians))  # others are no longer answered
        for one in point.state.asked.values()
    )
    return () if waiting or not point.identified else (EventDraft(EventKind.ASK, SAID, people=(SOMEBODY,)),)


ACTIONS: Final = (
    Action(
        "ask-identity",
        ActionTexts(
            _("Ask for the reporter's identity"),
            _(
                "A custodian decides. What is disclosed reaches you alone, and the request is recorded in the history."
            ),
            _("The custodians were asked. Their answer appears on this page."),
        ),
        _asking,
        lambda work, form, _files: ask(work, form.reason.data or ""),
        AskForm,
        lands="cases.people",
    ),
)
