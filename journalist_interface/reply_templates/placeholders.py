"""Placeholders in the office's texts: square brackets mark what the officer fills in and must not send."""

import re
from typing import Final

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from journalist_interface.reply_templates.template_file import TemplateFile

_GAP: Final = re.compile(r"\[[^\[\]]+\]")


def unfilled_placeholders(written: str, known: TemplateFile) -> list[str]:
    """Return the placeholders of the office's texts still in this one; the officer's brackets do not count."""
    of_office = {gap for one in known.templates for gap in _gaps(one.text)}
    return [gap for gap in dict.fromkeys(_gaps(written)) if gap in of_office]


def require_filled(written: str | None, known: TemplateFile) -> None:
    """Raise `ValidationError` while a placeholder is left in a field that the reporter reads."""
    left = unfilled_placeholders(written or "", known)
    if left:
        said = _(
            "The part in square brackets is not filled in: %(gaps)s. Fill it in or delete it, then send.",
            gaps=", ".join(left),
        )
        raise ValidationError(said)


def _gaps(text: str) -> list[str]:
    """Return each placeholder on one line, however it was wrapped."""
    return [" ".join(gap.split()) for gap in _GAP.findall(text)]
