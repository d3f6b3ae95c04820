"""The browser that the story needs: anything that shows pages and sends their forms can play it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tests.markup import Markup

Value = str | bool | tuple[Path, ...]
"""The value for a field: text, or the words of an option; a tick or none; files."""


class Window(Protocol):
    """One person's window. A page that refuses something is shown like any other."""

    def open(self, address: str) -> None:
        """Visit an address, or a path of the current site."""

    def url(self) -> str:
        """Return the address of the current page."""

    def page(self) -> Markup:
        """Return the current page."""

    def send(self, button: str, fields: Mapping[str, Value]) -> None:
        """Fill in fields by their labels and press the button of exactly these words; raise `NotOnPageError`."""

    def follow(self, words: str) -> None:
        """Follow the link of exactly these words; raise `NotOnPageError` if there is none."""

    def save(self, ending: str, folder: Path) -> Path:
        """Save the file of the link whose words end so into a folder, and return where it lies."""

    def close(self) -> None:
        """Close the window."""
