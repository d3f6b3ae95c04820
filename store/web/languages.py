"""The languages of every page."""

from pathlib import Path
from typing import Final

from crypto.codename import Language

__all__ = ["CATALOGUE", "LANGUAGES", "Language"]

LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
CATALOGUE: Final = Path("LC_MESSAGES") / "messages.mo"
"""The path of the compiled catalogue in the folder of a language."""
