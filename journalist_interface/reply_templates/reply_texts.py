"""Texts that a reply can start from in one case: the office's, and the conclusion once it is approved."""

from typing import Final

from flask_babel import gettext as _

from journalist_interface.reply_templates.template_file import ReplyTemplate, TemplateFile
from journalist_interface.verification.case_file import CaseFile
from store.domain.event import Paper
from store.domain.stages import Stage

CONCLUSION: Final = "conclusion"


def reply_texts(file: CaseFile, known: TemplateFile) -> dict[str, ReplyTemplate]:
    """Return the texts by what the form sends back."""
    conclusion = _conclusion(file)
    own = {CONCLUSION: conclusion} if conclusion is not None else {}
    return known.of("reply") | own


def _conclusion(file: CaseFile) -> ReplyTemplate | None:
    """Return the conclusion of a concluded case only: before leadership approves it, it is not to be told."""
    if file.state is None or file.state.stage is not Stage.CONCLUDED:
        return None
    said = [one.content.text for one in file.papers(Paper.CONCLUSION) if one.content is not None]
    if not said:
        return None
    return ReplyTemplate(use="reply", title=_("Conclusion of this case"), text=said[-1])
