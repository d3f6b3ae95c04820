"""The language of this terminal, and sentences in both languages."""

import os
from typing import Final, NamedTuple

from store.web.languages import Language

_LOCALE: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order of gettext(3)


def terminal_language() -> Language:
    """Return Indonesian if this terminal's locale says so, otherwise English."""
    locale = next((value for name in _LOCALE if (value := os.environ.get(name))), "")
    return "id" if locale.lower().startswith("id") else "en"


class Sentence(NamedTuple):
    """A sentence in both languages; the names in braces are filled in."""

    id: str
    en: str

    def told(self, **values: object) -> str:
        """Return the sentence in the language of this terminal."""
        return (self.id if terminal_language() == "id" else self.en).format(**values)
