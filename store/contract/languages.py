"""The languages that every page comes in."""

from typing import Final

from crypto.codename import Language

__all__ = ["LANGUAGES", "Language"]

LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
