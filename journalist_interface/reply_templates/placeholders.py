"""Gaps of the office's texts: what stands there in square brackets is for the officer to write, not to send."""

import re
from typing import Final

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from journalist_interface.reply_templates.template_file import TemplateFile
from journalist_interface.services import services

_GAP: Final = re.compile(r"\[[^\[\]]+\]")


def unfilled_placeholders(written: str, known: TemplateFile) -> list[str]:
    """The gaps of any of the office's texts that are still in this one; brackets of the officer's own are none."""
    of_office = {gap for one in known.templates for gap in _gaps(one.text)}
    return [gap for gap in dict.fromkeys(_gaps(written)) if gap in of_office]


def require_filled(written: str | None) -> None:
    """For the validator of a field that the reporter reads: `ValidationError` while a gap is left."""
    left = unfilled_placeholders(written or "", services().templates)
    if left:
        said = _(
            "The part in square brackets is not filled in: %(gaps)s. Fill it in or delete it, then send.",
            gaps=", ".join(left),
        )
        raise ValidationError(said)


def _gaps(text: str) -> list[str]:
    """Each on one line, however it was wrapped."""
    return [" ".join(gap.split()) for gap in _GAP.findall(text)]
