"""The names by which a test finds things on a page."""

import re

from tests.browsers.interface import BrowserError

SCRIPTS_OFF_PAGE = (
    "data:text/html,<p id=p>page</p><noscript>scripts are off</noscript>"
    "<script>document.getElementById('p').textContent = 'scripts ran'</script>"
)
"""Shows "scripts are off" and keeps "page" where no script runs."""


def scripts_are_off(text: str) -> bool:
    """Judge the text that SCRIPTS_OFF_PAGE showed."""
    return text.split() == ["page", "scripts", "are", "off"]


def field_selector(field: str) -> str:
    """The CSS selector for a field: a plain word is the field's name, all else is CSS already."""
    return f'[name="{field}"]' if re.fullmatch(r"[A-Za-z][\w-]*", field) else field


def text_xpath(text: str) -> str:
    """The XPath of the links, buttons and summaries that show exactly this text."""
    wanted = _xpath_string(" ".join(text.split()))
    seen = "[not(@aria-hidden='true')]"  # what Enter presses stands first in some forms, out of sight
    shown = [f"//{tag}{seen}[normalize-space(.)={wanted}]" for tag in ("a", "button", "summary")]
    return " | ".join([*shown, f"//input[@type='submit' and normalize-space(@value)={wanted}]"])


def _xpath_string(text: str) -> str:
    """XPath 1.0 has no escapes: a text with both kinds of quotes is put together from parts."""
    if "'" not in text:
        return f"'{text}'"
    parts = ', "\'", '.join(f"'{part}'" for part in text.split("'"))
    return f"concat({parts})"


def exactly_one(found: int, what: str) -> None:
    """Fail unless one element matched: a test that clicks the first of several proves the wrong thing."""
    if found != 1:
        raise BrowserError(f"{found} elements match {what!r}; exactly one must.")
