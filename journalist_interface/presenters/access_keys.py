"""The access keys of the pages: one letter for each, the same in both languages and on every page.

A browser adds its own keys to the letter: Alt and Shift in Firefox, Alt in Chromium.
"""

from dataclasses import dataclass
from typing import Final

from journalist_interface.forms.officer_forms import lazy_gettext


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A letter, and the words for what it does."""

    letter: str
    words: str


ACCESS_KEYS: Final = {
    "today": AccessKey("h", lazy_gettext("Open the first page: today")),
    "list": AccessKey("d", lazy_gettext("Open the list of reports")),
    "search": AccessKey("c", lazy_gettext("Go to the field for searching, on the list")),
    "next": AccessKey("b", lazy_gettext("Open the next unread report")),
    "step": AccessKey("k", lazy_gettext("Press the button of the next step, on a report")),
    "onward": AccessKey("l", lazy_gettext("Take the next step and open the next unread report")),
    "tick": AccessKey("a", lazy_gettext("Acknowledge the ticked reports, on the list")),
    "reply": AccessKey("j", lazy_gettext("Go to the field for a reply, on a report")),
    "keys": AccessKey("p", lazy_gettext("Show this page")),
}
"""By name: the Indonesian words give most of the letters."""


def access_key(name: str) -> str:
    """Return the letter, for the attribute of an element."""
    return ACCESS_KEYS[name].letter
