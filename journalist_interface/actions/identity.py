"""The officer's side of the reporter's identity: asking for it with a reason, and reading it once disclosed."""

from dataclasses import dataclass
from typing import Final

from crypto.errors import CryptoError, KentonganError
from journalist_interface.actions.action import Action, ActionForm, ActionTexts, passage, require_reason
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, EventDraft, Standpoint
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import ReadEvent
from store.domain.envelope import Identity, read_identity
from store.domain.event import Content, EventKind


class AnonymousReportError(KentonganError):
    """The reporter gave no identity with this report."""


class NotToldError(KentonganError):
    """You have not been told who the reporter is. Nothing was exported. Ask the custodians for the identity first."""


@dataclass(frozen=True, slots=True)
class VisibleRequest:
    """A request for the identity, as every reader of the case sees it; `answer` is the event that answered."""

    asked: ReadEvent
    answer: ReadEvent | None

    @property
    def granted(self) -> bool:
        """Return whether the identity was disclosed to the asker."""
        return self.answer is not None and self.answer.event.kind is EventKind.DISCLOSE


def ask(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Ask all custodians who have no other part in the case and whom the reporter did not exclude."""
    content = Content(text=require_reason(answers.reason))
    if not point.identified:
        raise AnonymousReportError
    return DecisionDraft((EventDraft(EventKind.ASK, content),))


def _is_waiting(point: Standpoint) -> bool:
    """Return whether there is no identity, or this person has asked and may still be answered."""
    return not point.identified or any(
        asked.asker == point.me
        and asked.waits_on(point.day)
        and any(map(point.state.may_keep_identity, asked.custodians))  # others are no longer answered
        for asked in point.state.asked.values()
    )


def requests(file: CaseFile) -> list[VisibleRequest]:
    """Return all requests of a case in order."""
    if file.state is None:
        return []
    found = [(file.chain.event(number), asked) for number, asked in sorted(file.state.asked.items())]
    return [
        VisibleRequest(event, file.chain.event(asked.answered or 0))
        for event, asked in found
        if event is not None
    ]


def disclosed(file: CaseFile) -> Identity | None:
    """Return the identity as last disclosed to this officer, if the reporter's voice proves it."""
    for read in reversed(file.events):
        if (
            read.event.kind is EventKind.DISCLOSE
            and read.content is not None
            and read.content.identity is not None
        ):
            identity = _proven(file, read.content.identity.signed)
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
        ask,
        AskForm,
        idle=_is_waiting,
        lands="cases.people",
    ),
)
