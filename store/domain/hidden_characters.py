"""Characters that hide what stands beside them: for displays, and for names that a person compares."""

import re
import unicodedata
from typing import Final

# Default_Ignorable_Code_Point beyond category Cf (Unicode's DerivedCoreProperties), and the blank Braille pattern.
_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_HIDING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def is_hidden(character: str) -> bool:
    """Return whether this one character could hide, reorder or forge what is around it; line breaks and tabs count."""
    return unicodedata.category(character) in _HIDING or _INVISIBLE.match(character) is not None


def is_plain_line(text: str) -> bool:
    """Return whether this is a line with something on it, no blank at its ends, and nothing that hides."""
    return text == text.strip() != "" and text.isprintable() and not any(map(is_hidden, text))
