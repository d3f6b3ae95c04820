"""Reports chosen by a rule, kept while the officer fills in what is to be done with all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from journalist_interface.verification.decision_basis import SeenUpTo

MOST_SELECTIONS: Final = 8
"""The number that a session keeps: each may be of thousands of reports."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The reports that are like one, each as far as it was seen when they were chosen."""

    like: str
    seen: Mapping[str, SeenUpTo]

    @property
    def key(self) -> str:
        """Its name in a form, 64 hex digits: the same choice has the same on each of its pages, and is kept once."""
        parts = [self.like, *(f"{case} {seen.text}" for case, seen in sorted(self.seen.items()))]
        return sha256("\n".join(parts).encode()).hexdigest()
