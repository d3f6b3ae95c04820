"""Into the archive, with the notice that the reporter reads, one case or several at once; and out of it again."""

from dataclasses import dataclass

from crypto.errors import KentonganError
from journalist_interface.acts.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.acts.replies import Draft, Files
from journalist_interface.acts.texts import require_code, require_text
from journalist_interface.acts.verification import acknowledgement
from journalist_interface.acts.work import Work
from store.domain.event import Classification, Content, EventKind
from store.domain.outcomes import ARCHIVE_REASON_CODES, OUT_OF_SCOPE
from store.domain.procedure.errors import FormError, NoticeError
from store.domain.reply import Notice
from store.domain.stages import Stage


class SoughtError(KentonganError):
    """Its reporter seeks attention. Read it, and archive it on its own page if that is right."""


@dataclass(frozen=True, slots=True)
class Archiving:
    """Why a report is not followed up, and what its reporter reads.

    `reason` is a code of `ARCHIVE_REASONS`; `referred` says to whom, for what is outside the office's authority;
    `remark` is for colleagues alone.
    """

    reason: str
    notice: str
    referred: str = ""
    remark: str = ""
    attachments: Files = ()

    def check(self) -> None:
        """Raise what a form should have refused."""
        require_code(self.reason, ARCHIVE_REASON_CODES)
        if not self.notice.strip():
            raise NoticeError
        if self.referred and self.reason != OUT_OF_SCOPE:
            raise FormError

    def move(self, entry: int) -> EventDraft:
        """The event, with what it says to colleagues; the notice is this entry of the conversation."""
        said = Classification(archive_reason=self.reason, referred=self.referred)
        content = Content(text=self.remark, classification=said)
        return EventDraft(EventKind.MOVE, content, target=Stage.ARCHIVED, entry=entry)

    def draft(self) -> Draft:
        """The notice, as a reply."""
        notice = Notice("archived", reason=self.reason, referred=self.referred)
        return Draft(self.notice, self.attachments, notice)


def archive(work: Work, archiving: Archiving) -> int:
    """Verification or clarification → archived."""
    archiving.check()
    return decide(work, lambda: DecisionDraft((archiving.move(work.file.last + 1),), archiving.draft()))


def archive_among_others(work: Work, archiving: Archiving) -> int:
    """As one of several at once: what was only received is acknowledged in the same decision.

    `SoughtError` leaves alone whose reporter seeks attention.
    """
    archiving.check()
    _leave_sought(work)  # before it is said that there is something new: this is what is

    def plan() -> DecisionDraft:
        _leave_sought(work)
        before = acknowledgement(work) if work.state.stage is Stage.RECEIVED else ()
        return DecisionDraft((*before, archiving.move(work.file.last + 1)), archiving.draft())

    return decide(work, plan)


def unarchive(work: Work, reason: str) -> int:
    """Archived → verification: there is new information."""
    content = Content(text=require_text(reason))
    return decide(
        work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, content, target=Stage.VERIFICATION),))
    )


def _leave_sought(work: Work) -> None:
    if work.state.sought is not None:
        raise SoughtError
