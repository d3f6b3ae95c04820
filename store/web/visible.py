"""Display of a stranger's text in which every character is visible.

Control and format characters can reorder, hide or forge what an officer sees (Unicode TR 36, "Trojan Source"). They are
shown as U+XXXX between brackets. Templates escape HTML as always; this comes before that.
"""

from typing import Final

from store.domain.hidden_characters import is_hidden

_KEPT: Final = frozenset("\n\t")
LINE_CHARACTERS: Final = 255
"""The limit of a file system for a name: no real name is cut, unless it hides characters."""
_ENDING: Final = 40
_CUT: Final = "…"


def visible(text: str, *, one_line: bool = False) -> str:
    """Return `text` with each hidden character spelled out. Line breaks and tabs stay unless `one_line`."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    # Megabytes have few different characters.
    shown = {ord(character): _shown(character, one_line) for character in set(plain)}
    return plain.translate(shown)


def has_hidden(text: str) -> bool:
    """Return whether `visible` would change more than line ends."""
    return visible(text) != text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(character: str, one_line: bool) -> str:
    if character in _KEPT and not one_line:
        return character
    return f"[U+{ord(character):04X}]" if is_hidden(character) else character


def sanitize_line(text: str) -> str:
    """Return the text in one line with hidden characters spelled out; cut a longer one in the middle.

    What is weighed before it is printed is weighed through this function too.
    """
    line = visible(text, one_line=True)
    if len(line) <= LINE_CHARACTERS:
        return line
    return line[: LINE_CHARACTERS - _ENDING - len(_CUT)] + _CUT + line[-_ENDING:]
