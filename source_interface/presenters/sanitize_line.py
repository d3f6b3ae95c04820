"""A stranger's line of text as the pages print it: a file's name, the office to which a case was referred.

One place for it, so that a page of the mailbox weighs (`paging`) what it prints.
"""

from typing import Final

from store.web.visible import visible

CHARACTERS: Final = 255
"""As many as a file system takes for a name: no real file's is cut, unless it hides characters."""
_ENDING: Final = 40
_CUT: Final = "…"


def sanitize_line(text: str) -> str:
    """In one line, each hidden character spelled out; of a longer one the beginning and the end."""
    line = visible(text, one_line=True)
    if len(line) <= CHARACTERS:
        return line
    return line[: CHARACTERS - _ENDING - len(_CUT)] + _CUT + line[-_ENDING:]
