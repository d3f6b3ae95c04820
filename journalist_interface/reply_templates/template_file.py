"""Texts that an office starts its messages from: its TOML file, or the one that comes with Kentongan.

[[templates]]
use = "archive"                  # "reply", "question" or "archive": in which form it is offered
title = "Laporan tidak jelas"    # what is chosen from
reason = "unclear"               # archive only, optional: the reason that it goes with
text = '''…'''
"""

from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta

from store.domain.outcomes import ARCHIVE_REASON_CODES
from store.web.configuration import Settings, read_config

Use = Literal["reply", "question", "archive"]
DEFAULT: Final = Path(__file__).parent / "reply_templates.toml"


class ReplyTemplate(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text. Its words are the office's and are not translated."""

    use: Use
    title: Annotated[str, Meta(min_length=1, max_length=100)]
    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.reason is not None and self.reason not in ARCHIVE_REASON_CODES:
            raise ValueError(f"The reason is none of {', '.join(sorted(ARCHIVE_REASON_CODES))}")


class TemplateFile(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    templates: Annotated[tuple[ReplyTemplate, ...], Meta(max_length=100)] = ()

    def of(self, use: Use | None) -> dict[str, ReplyTemplate]:
        """Return the texts for this form, by a number that the form sends back."""
        return {str(number): one for number, one in enumerate(self.templates, 1) if one.use == use}


def read_templates(path: Path | None) -> TemplateFile:
    """Return the office's texts; raises `ConfigurationError` if the file cannot be used."""
    return read_config(path or DEFAULT, TemplateFile)


def filled(written: str, template: str, known: TemplateFile) -> str:
    """Return the field after a text was chosen: typed words stay, an earlier chosen text is replaced."""
    before = written.replace("\r\n", "\n").strip()
    if not before or before in {one.text.strip() for one in known.templates}:
        return template.strip()
    return f"{before}\n\n{template.strip()}"
