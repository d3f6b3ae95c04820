"""Click's own words, such as *Usage* and *No such command*, in the language of this terminal."""

import gettext
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parents[1] / "translations"


def find_click_words() -> None:
    """Let click, which asks gettext for its words, find those of `install/translations`."""
    gettext.bindtextdomain(gettext.textdomain(), str(_FOLDER))
