"""The actions of a test with a browser, the same in both."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["chromium", "firefox"]

WAIT = 60.0
"""Seconds that a verb waits for a page, a download or a text before it gives up."""


class BrowserError(Exception):
    """The browser could not do what the test asked of it."""


class ScriptsRanError(BrowserError):
    """The browser runs page scripts; these tests would prove nothing about readers who have them off."""


class DownloadError(BrowserError):
    """The download broke off before its end."""


@dataclass(frozen=True)
class Proxy:
    """A proxy on loopback, for all that is not on loopback itself."""

    kind: Literal["http", "socks5"]
    port: int


@dataclass(frozen=True)
class Cookie:
    """A cookie as the browser keeps it; `same_site` is Strict, Lax or None."""

    name: str
    value: str
    domain: str
    path: str
    http_only: bool
    secure: bool
    same_site: str


class Browser(Protocol):
    """One person's browser window, with scripts off.

    A *field* is a name (`story`) or any CSS selector (`#story`, `[name=category][value=fraud]`); a plain word
    is always a name. Selectors and texts must match exactly one element. A verb that leads to a new page
    returns when that page has loaded, however long the server took.
    """

    kind: Kind

    def open(self, url: str) -> None:
        """Visit an address as if typed into the address bar."""

    def back(self) -> None:
        """Press the back button."""

    def url(self) -> str:
        """The address of the page that shows."""

    def text(self) -> str:
        """The text of the page as a person sees it, frames left out."""

    def frame_text(self, css: str) -> str:
        """The visible text inside a frame."""

    def wait_for_text(self, text: str, seconds: float = WAIT) -> None:
        """Wait until the text shows on the page."""

    def source(self) -> str:
        """The page as markup, as the browser understood it."""

    def count(self, css: str) -> int:
        """Return how many elements match."""

    def value(self, field: str) -> str:
        """Return what a field holds now."""

    def is_checked(self, field: str) -> bool:
        """Return whether a checkbox or radio button is set."""

    def fill(self, field: str, value: str) -> None:
        """Replace what a text field holds, as pasting does: `maxlength` counts."""

    def check(self, field: str) -> None:
        """Set a checkbox or radio button."""

    def uncheck(self, field: str) -> None:
        """Clear a checkbox."""

    def select(self, field: str, value: str) -> None:
        """Choose the option with this value."""

    def choose_files(self, field: str, paths: list[Path]) -> None:
        """Choose these files in place of those chosen before."""

    def click(self, css: str) -> None:
        """Click an element."""

    def double_click(self, css: str) -> None:
        """Click twice at once, as a nervous hand does."""

    def click_text(self, text: str, *, leads_on: bool = False) -> None:
        """Click the link, button or summary that shows exactly this text.

        With `leads_on` it leads to a new page, however long a busy browser takes before it asks for it.
        """

    def download(self, css: str, folder: Path) -> Path:
        """Click what starts a download, wait for its end, and return the file in the folder."""

    def screenshot(self, path: Path, width: int, height: int, *, full_page: bool = True) -> None:
        """Save a PNG of the page in a window of this size (CSS pixels), or of the page's whole length."""

    def cookies(self) -> list[Cookie]:
        """The cookies for the page that shows."""

    def new_profile(self) -> None:
        """Become another person's browser: no cookie, cache, history or page is left."""

    def close(self) -> None:
        """End the browser and remove what it kept on disk."""
