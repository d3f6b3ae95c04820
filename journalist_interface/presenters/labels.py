"""Small translations between codes and the words of a page."""

from datetime import date

from flask_babel import format_date, format_decimal, gettext, lazy_gettext
from markupsafe import Markup

from crypto.errors import KentonganError
from journalist_interface.presenters.alias import alias
from journalist_interface.presenters.list_order import ListColumn
from journalist_interface.presenters.long_text import LONGEST_BLOCK, beginning, fold, text_blocks
from journalist_interface.presenters.urgency import Urgency
from journalist_interface.verification.nested_pgp import has_message, inner_name
from store.domain.categories import CATEGORIES, RELATIONS
from store.domain.register_number import register_number
from store.domain.stages import WORDS, Stage
from store.web.visible import has_hidden, sanitize_line, visible

_CATEGORIES = {choice.code: choice.name for choice in CATEGORIES}
_RELATIONS = {choice.code: choice.name for choice in RELATIONS}
_STAGES = {stage.value: WORDS[stage].name for stage in Stage}
URGENCIES = {
    Urgency.THREAT: lazy_gettext("Threat or pressure"),
    Urgency.OVERDUE: lazy_gettext("Past the deadline"),
    Urgency.RISK: lazy_gettext("Risk to the reporter to review"),
    Urgency.WEEK: lazy_gettext("Due this week"),
    Urgency.NEW: lazy_gettext("New reports"),
    Urgency.ANSWERED: lazy_gettext("Answered by reporters"),
    Urgency.MENTIONED: lazy_gettext("Notes pointed out to me"),
    Urgency.MINE: lazy_gettext("Waiting for me"),
    Urgency.OTHERS: lazy_gettext("Waiting for others"),
    Urgency.DESTRUCTION: lazy_gettext("To be destroyed"),
}
"""The words of each line of the first page."""
COLUMNS = {
    ListColumn.RECEIVED: lazy_gettext("Received"),
    ListColumn.NUMBER: lazy_gettext("Number"),
    ListColumn.FIRST_LINE: lazy_gettext("Report"),
    ListColumn.STAGE: lazy_gettext("Stage"),
    ListColumn.DEADLINE: lazy_gettext("Deadline"),
    ListColumn.CATEGORY: lazy_gettext("Category"),
    ListColumn.FILES: lazy_gettext("Files"),
    ListColumn.UNREAD: lazy_gettext("Unread"),
    ListColumn.HANDLER: lazy_gettext("Officer"),
}
"""The heading of each column of the list."""


def sentence(error: KentonganError) -> str:
    """Return an error's sentence in the language of the page: its class's sentence, never its details."""
    return sentence_of(type(error))


def sentence_of(kind: type[KentonganError]) -> str:
    """Return the sentence of any error of this class."""
    return gettext((kind.__doc__ or "").strip())


def stage_name(code: str) -> str:
    """Return the stage in words; an unknown code is shown as it is."""
    return gettext(_STAGES[code]) if code in _STAGES else visible(code, one_line=True)


def category_name(code: str | None) -> str:
    """Return the category in words."""
    return _named(_CATEGORIES, code)


def relation_name(code: str | None) -> str:
    """Return the reporter's relation to the office in words."""
    return _named(_RELATIONS, code)


def day(value: date) -> str:
    """Return a day as it is written in the language of the page."""
    return str(format_date(value, "long"))


def short_day(value: date) -> str:
    """Return a day for a column of a table."""
    return str(format_date(value, "medium"))


def file_size(size: int) -> str:
    """Return a number of bytes for a person to read, in units of 1000."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{format_decimal(amount, '#,##0' if amount >= 100 else '#,##0.#')} {unit}"


def figure(cell: int | float | str | None) -> str:
    """Return a cell of a table of figures; a dash where there is nothing to count from."""
    if cell is None:
        return "–"
    return cell if isinstance(cell, str) else str(format_decimal(cell))


def lines(text: str) -> Markup:
    """Return a stranger's text, escaped, with hidden characters spelled out; the stylesheet keeps its line breaks.

    A long text becomes several blocks, so it stands where a page may have some.
    """
    shown = visible(text)
    if len(shown) <= LONGEST_BLOCK:
        return Markup.escape(shown)
    return Markup("").join(map(Markup("<div>{}</div>").format, text_blocks(shown)))


def line(text: str) -> Markup:
    """Return a stranger's text for a place of one line."""
    return Markup.escape(visible(text, one_line=True))


def file_name(name: str) -> Markup:
    """Return the name of a file for a list; one that no file system would take is cut in its middle."""
    return Markup.escape(sanitize_line(name))


FILTERS = {
    "alias": alias,
    "beginning": beginning,
    "category_name": category_name,
    "day": day,
    "figure": figure,
    "file_name": file_name,
    "file_size": file_size,
    "fold": fold,
    "has_hidden": has_hidden,
    "has_message": has_message,
    "inner_name": inner_name,
    "line": line,
    "lines": lines,
    "register_number": register_number,
    "relation_name": relation_name,
    "short_day": short_day,
    "sentence_of": sentence_of,
    "stage_name": stage_name,
}


def _named(names: dict[str, str], code: str | None) -> str:
    if code is None:
        return "–"
    return gettext(names[code]) if code in names else visible(code, one_line=True)
