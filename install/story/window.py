"""What the story needs of a browser: anything that shows pages and sends their forms can play it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from install.story.markup import Markup

Value = str | bool | tuple[Path, ...]
"""What a field shall hold: text, or the words of an option; a tick or none; files."""


class Window(Protocol):
    """One person's window. A page that says no is shown like any other."""

    def open(self, address: str) -> None:
        """Visit an address, or a path of the site that shows."""

    def url(self) -> str:
        """The address of the page that shows."""

    def page(self) -> Markup:
        """The page that shows."""

    def send(self, button: str, fields: Mapping[str, Value]) -> None:
        """Fill in fields by their labels, and press the button of exactly these words; `NotOnPageError`."""

    def follow(self, words: str) -> None:
        """Follow the link of exactly these words; `NotOnPageError`."""

    def close(self) -> None:
        """Close it."""
