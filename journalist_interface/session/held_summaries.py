"""The summaries that one session holds, with the texts of all of them bounded."""

import sys
from collections.abc import Mapping
from typing import Final

from journalist_interface.cache.case_cache import MOST_FILE_BYTES
from journalist_interface.cache.sealed_summaries import CaseSummary, without_text

MOST_TEXT_BYTES: Final = MOST_FILE_BYTES
"""The memory for the texts of all cases: as much as the index keeps of them."""


class HeldSummaries:
    """Summaries by case; None for a case that was never opened here. The caller has a lock.

    Over the bound the longest text goes, so that who fills a case takes no other case's text from the search.
    """

    def __init__(self, found: Mapping[str, CaseSummary]) -> None:
        self._found: dict[str, CaseSummary | None] = {}
        self._bytes: dict[str, int] = {}
        self._all_bytes = 0
        for case, summary in found.items():
            self.set(case, summary)

    def __repr__(self) -> str:
        return "HeldSummaries(…)"  # it holds what reporters wrote

    def set(self, case: str, summary: CaseSummary | None) -> None:
        """Hold this summary of a case, perhaps without its text."""
        self.drop(case)
        self._found[case] = summary
        if summary is not None and summary.text is not None:
            self._bytes[case] = sys.getsizeof(summary.text)
            self._all_bytes += self._bytes[case]
        while self._all_bytes > MOST_TEXT_BYTES:
            longest = max(self._bytes, key=self._bytes.__getitem__)
            held = self._found[longest]
            self._all_bytes -= self._bytes.pop(longest)
            self._found[longest] = None if held is None else without_text(held)

    def drop(self, case: str) -> None:
        """Hold nothing of a case."""
        self._found.pop(case, None)
        self._all_bytes -= self._bytes.pop(case, 0)

    def __contains__(self, case: str) -> bool:
        return case in self._found

    def get(self, case: str) -> CaseSummary | None:
        """Return what is held of a case."""
        return self._found.get(case)

    def known(self) -> dict[str, CaseSummary]:
        """Return all summaries by their case."""
        return {case: summary for case, summary in self._found.items() if summary is not None}
