"""A stranger's line of text as the pages print it: a file's name, or the office to which a case was referred.

All pages use this module, so that the weight of a mailbox's page (`paging`) matches what it prints.
"""

from typing import Final

from store.web.visible import visible

CHARACTERS: Final = 255
"""The limit of a file system for a name: no real name is cut, unless it hides characters."""
_ENDING: Final = 40
_CUT: Final = "…"


def sanitize_line(text: str) -> str:
    """Return the text in one line with hidden characters spelled out; cut a longer one in the middle."""
    line = visible(text, one_line=True)
    if len(line) <= CHARACTERS:
        return line
    return line[: CHARACTERS - _ENDING - len(_CUT)] + _CUT + line[-_ENDING:]
