"""The version of this Kentongan. Server and workstation exchange nothing else unless theirs agree."""

from typing import Final

VERSION: Final = "0.1.0"


def understand(one: str, other: str) -> bool:
    """Return whether these versions speak the same protocol: their first two numbers are the same."""
    return one.split(".")[:2] == other.split(".")[:2]
