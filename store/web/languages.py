"""The languages that every page comes in."""

from pathlib import Path
from typing import Final

from crypto.codename import Language

__all__ = ["CATALOGUE", "LANGUAGES", "Language"]

LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
CATALOGUE: Final = Path("LC_MESSAGES") / "messages.mo"
"""Where in the folder of a language its compiled catalogue lies."""
