"""Texts as they are compared: compatibility forms and capital letters make no difference.

A stranger's text is folded piece by piece: an endless stack of combining marks would hold up Unicode's normal forms for
the square of its length. Two Arabic signs that stand for whole sentences stay as they are, in a text and in what is
searched for alike: a text of nothing else would become eighteen times as long.
"""

import re
import unicodedata
from typing import Final

PIECE_LENGTH: Final = 128
PIECE: Final = re.compile(rf".{{1,{PIECE_LENGTH}}}(?=\s|\Z)|.{{1,{PIECE_LENGTH}}}", re.DOTALL)
"""The pieces of a text; a word is cut only if it is longer than one."""
MOST_GROWTH: Final = 6
"""The most characters that one becomes."""
_SENTENCES: Final = re.compile("([\ufdfa\ufdfb])")  # they alone would become more


def folded(text: str) -> str:
    """Return the text as it is compared."""
    return "".join(folded_pieces(text))


def folded_pieces(text: str) -> list[str]:
    """Return the folded text in pieces; an ASCII text is one piece, each character in its place."""
    if text.isascii():
        return [text.lower()]
    return [fold_piece(piece) for piece in PIECE.findall(text)]


def fold_piece(piece: str) -> str:
    """Return a short text as it is compared."""
    # At odd places of a split stand the signs, for which casefold changes nothing.
    parts = _SENTENCES.split(piece)
    parts[::2] = (unicodedata.normalize("NFKC", part).casefold() for part in parts[::2])
    return "".join(parts)
