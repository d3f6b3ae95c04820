"""Texts that an office starts its messages from: its TOML file, or the one that comes with Kentongan.

[[templates]]
use = "archive"                  # "reply", "question" or "archive": in which form it is offered
title = "Laporan tidak jelas"    # what is chosen from
reason = "unclear"               # archive only, optional: the reason that it goes with
text = '''…'''

Square brackets in a text are placeholders. Some are filled in from the case (`actions/case_texts.py`); the others the
officer fills in, and a message with one left is not sent. A reply can also start from the conclusion of its case.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from flask_babel import gettext as _
from msgspec import Meta
from wtforms.validators import ValidationError

from crypto.errors import KentonganError
from journalist_interface.verification.case_file import CaseFile
from store.domain.event import Paper
from store.domain.outcomes import ARCHIVE_REASON_CODES
from store.domain.stages import Stage
from store.web.configuration import Settings, read_config

Use = Literal["reply", "question", "archive"]
DEFAULT: Final = Path(__file__).parent / "reply_templates.toml"
CONCLUSION: Final = "conclusion"
MOST_TEXTS: Final = 100
MOST_TITLE_CHARACTERS: Final = 100
MOST_TEXT_CHARACTERS: Final = 20_000
_GAP: Final = re.compile(r"\[[^\[\]]+\]")


class ReplyTemplate(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text. Its words are the office's and are not translated."""

    use: Use
    title: Annotated[str, Meta(min_length=1, max_length=MOST_TITLE_CHARACTERS)]
    text: Annotated[str, Meta(min_length=1, max_length=MOST_TEXT_CHARACTERS)]
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.reason is not None and self.reason not in ARCHIVE_REASON_CODES:
            raise ValueError(f"The reason is none of {', '.join(sorted(ARCHIVE_REASON_CODES))}")


class TextChangedError(KentonganError):
    """A colleague changed or removed this text meanwhile. Read the texts; if yours is still needed, save it as new."""


Texts = tuple[ReplyTemplate, ...]


def text_key(template: ReplyTemplate) -> str:
    """Return a name by which a page says which text it means: it changes with the text."""
    return hashlib.sha256(msgspec.json.encode(template)).hexdigest()[:32]


def with_text(texts: Texts, key: str, made: ReplyTemplate) -> Texts:
    """Return the texts with one more, or with it in the place of the one with this key.

    Raises `TextChangedError` if there is none with the key: it would stand beside what a colleague made of it.
    """
    keys = [text_key(template) for template in texts]
    if key in keys:
        changed = (made if found == key else template for found, template in zip(keys, texts, strict=True))
        return tuple(dict.fromkeys(changed))
    if made in texts:
        return texts  # the form was sent twice
    if key:
        raise TextChangedError
    return (*texts, made)


def without_text(texts: Texts, key: str) -> Texts:
    """Return the texts without the one with this key; raises `TextChangedError` if there is none."""
    left = tuple(template for template in texts if text_key(template) != key)
    if left == texts:
        raise TextChangedError
    return left


class TemplateFile(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    templates: Annotated[Texts, Meta(max_length=MOST_TEXTS)] = ()

    def of(self, use: Use | None) -> dict[str, ReplyTemplate]:
        """Return the texts for this form, by a number that the form sends back."""
        return {
            str(number): template for number, template in enumerate(self.templates, 1) if template.use == use
        }


def read_templates(path: Path | None) -> TemplateFile:
    """Return the office's texts; raises `ConfigurationError` if the file cannot be used."""
    return read_config(path or DEFAULT, TemplateFile)


def filled_in(known: TemplateFile, values: Mapping[str, str]) -> TemplateFile:
    """Return the texts with each placeholder replaced that has a value; the others are left for the officer."""

    def value(gap: re.Match[str]) -> str:
        return values.get(" ".join(gap[0][1:-1].split()), gap[0])

    return TemplateFile(
        templates=tuple(
            msgspec.structs.replace(template, text=_GAP.sub(value, template.text))
            for template in known.templates
        )
    )


def filled(written: str, template: str, known: TemplateFile) -> str:
    """Return the field after a text was chosen: typed words stay, an earlier chosen text is replaced."""
    before = written.replace("\r\n", "\n").strip()
    if not before or before in {template.text.strip() for template in known.templates}:
        return template.strip()
    return f"{before}\n\n{template.strip()}"


def unfilled_placeholders(written: str, known: TemplateFile) -> list[str]:
    """Return the placeholders of the office's texts still in this one; the officer's brackets do not count."""
    of_office = {gap for template in known.templates for gap in _gaps(template.text)}
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


def reply_texts(file: CaseFile, known: TemplateFile) -> dict[str, ReplyTemplate]:
    """Return the texts for a reply in this case, by what the form sends back: the office's, and the conclusion."""
    conclusion = _conclusion(file)
    concluded = {CONCLUSION: conclusion} if conclusion is not None else {}
    return known.of("reply") | concluded


def _conclusion(file: CaseFile) -> ReplyTemplate | None:
    """Return the conclusion of a concluded case only: before leadership approves it, it is not to be told.

    One by a colleague without the right to write it is none.
    """
    if file.state is None or file.state.stage is not Stage.CONCLUDED:
        return None
    papers = (event for event in file.chain.papers(Paper.CONCLUSION) if not event.remarks)
    said = [event.content.text for event in papers if event.content is not None]
    if not said:
        return None
    return ReplyTemplate(use="reply", title=_("Conclusion of this case"), text=said[-1])
