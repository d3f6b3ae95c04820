"""Making every character of a stranger's text visible.

Control and format characters can reorder, hide or forge what an officer sees (Unicode TR 36, "Trojan Source"). They
are shown as U+XXXX between brackets. Templates escape HTML as always; this comes before that.
"""

import unicodedata
from typing import Final

_KEPT: Final = frozenset("\n\t")
_HIDING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, *, one_line: bool = False) -> str:
    """`text` with each hidden character spelled out; line breaks and tabs stay unless `one_line`."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_shown(character, one_line) for character in plain)


def has_hidden(text: str) -> bool:
    """Whether `visible` would change more than line ends."""
    return visible(text) != text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(character: str, one_line: bool) -> str:
    if character in _KEPT and not one_line:
        return character
    if unicodedata.category(character) in _HIDING:
        return f"[U+{ord(character):04X}]"
    return character
