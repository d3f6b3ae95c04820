"""Reasons for archiving a report, and outcomes of a concluded case. Their codes travel encrypted only."""

from typing import Final

from store.domain.categories import Choice

OUT_OF_SCOPE: Final = "out-of-scope"  # the one reason that says to whom the report was referred

DUPLICATE: Final = "duplicate"  # the one reason that may name another case

# Written to stand within a sentence.
ARCHIVE_REASONS: Final = (
    Choice("unclear", "the report is unclear"),
    Choice("incomplete", "the report is incomplete"),
    Choice("no-answer", "the question was not answered"),
    Choice(OUT_OF_SCOPE, "the matter is outside this office's authority"),
    Choice(DUPLICATE, "the matter was reported before"),
)
OUTCOMES: Final = (
    Choice("proven", "Proven"),
    Choice("partly-proven", "Partly proven"),
    Choice("not-proven", "Not proven"),
    Choice("insufficient-evidence", "Insufficient evidence"),
)

ARCHIVE_REASON_CODES: Final = frozenset(choice.code for choice in ARCHIVE_REASONS)
OUTCOME_CODES: Final = frozenset(choice.code for choice in OUTCOMES)
