"""The register number of a case: eight letters and digits that follow from the case's random identifier.

It is never counted up and never stored, so no gap can tell of a hidden case.
"""

from typing import Final

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: readable aloud and on paper
_LETTERS: Final = 8


def register_number(case: str) -> str:
    """Return the number shown for a case identifier of 32 hex digits, such as `K7QF-3MDX`."""
    value = int(case, 16)
    letters = ""
    for _ in range(_LETTERS):
        value, place = divmod(value, len(_ALPHABET))
        letters += _ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"
