"""What a reply can start from in one case: the office's own texts, and the conclusion once it is approved."""

from typing import Final

from flask_babel import gettext as _

from journalist_interface.reply_templates.template_file import ReplyTemplate, TemplateFile
from journalist_interface.verification.case_file import CaseFile
from store.domain.event import Paper
from store.domain.stages import Stage

CONCLUSION: Final = "conclusion"


def reply_texts(file: CaseFile, known: TemplateFile) -> dict[str, ReplyTemplate]:
    """By what the form sends back."""
    conclusion = _conclusion(file)
    own = {CONCLUSION: conclusion} if conclusion is not None else {}
    return known.of("reply") | own


def _conclusion(file: CaseFile) -> ReplyTemplate | None:
    """Only of a concluded case: what leadership has not approved is told to nobody."""
    if file.state is None or file.state.stage is not Stage.CONCLUDED:
        return None
    said = [one.content.text for one in file.papers(Paper.CONCLUSION) if one.content is not None]
    if not said:
        return None
    return ReplyTemplate(use="reply", title=_("Conclusion of this case"), text=said[-1])
