"""Archiving one or several cases, with the notice that the reporter reads, and taking a case out of the archive."""

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
    """The reason for not following up a report, and the notice to its reporter.

    `reason` is a code of `ARCHIVE_REASONS`. `referred` says to whom a matter outside the office's authority was
    referred. `remark` is for colleagues alone.
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
        """Return the event with its remark to colleagues; the notice is this entry of the conversation."""
        said = Classification(archive_reason=self.reason, referred=self.referred)
        content = Content(text=self.remark, classification=said)
        return EventDraft(EventKind.MOVE, content, target=Stage.ARCHIVED, entry=entry)

    def draft(self) -> Draft:
        """Return the notice as a reply."""
        notice = Notice("archived", reason=self.reason, referred=self.referred)
        return Draft(self.notice, self.attachments, notice)


def archive(work: Work, archiving: Archiving) -> int:
    """Move the case from verification or clarification to the archive."""
    archiving.check()
    return decide(work, lambda: DecisionDraft((archiving.move(work.file.last + 1),), archiving.draft()))


def archive_among_others(work: Work, archiving: Archiving) -> int:
    """Archive the case as one of several; a case only received is acknowledged in the same decision.

    Raises `SoughtError` if its reporter seeks attention: such a case is left alone.
    """
    archiving.check()
    _leave_sought(work)  # before `decide` reports that something is new: this is what is new

    def plan() -> DecisionDraft:
        _leave_sought(work)
        before = acknowledgement(work) if work.state.stage is Stage.RECEIVED else ()
        return DecisionDraft((*before, archiving.move(work.file.last + 1)), archiving.draft())

    return decide(work, plan)


def unarchive(work: Work, reason: str) -> int:
    """Move the case from the archive back to verification, because there is new information."""
    content = Content(text=require_text(reason))
    return decide(
        work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, content, target=Stage.VERIFICATION),))
    )


def _leave_sought(work: Work) -> None:
    if work.state.sought is not None:
        raise SoughtError
