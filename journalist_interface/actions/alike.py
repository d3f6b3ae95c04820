"""Reports that may be archived together with one that says almost the same, as a flood of them does."""

import re
from dataclasses import dataclass
from typing import Final

from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.decision_basis import SeenUpTo
from store.api.messages import CaseRow
from store.domain.envelope import Report
from store.domain.event import CaseRole
from store.domain.stages import Stage
from store.web.folded_text import folded

LEAST_LIKENESS: Final = 0.8
MOST_FURTHER: Final = 12  # words that are shown of a report that differs
ARCHIVABLE: Final = frozenset({Stage.RECEIVED.value, Stage.VERIFICATION.value, Stage.CLARIFICATION.value})
_MOST_CHARACTERS: Final = 20_000  # of one answer: a longer one is not compared, rather than in part
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class AlikeReport:
    """A report beside the one that it is like.

    `likeness` is the share of the words in either that both have; `further` are some that only this one has.
    """

    row: CaseRow
    seen: SeenUpTo
    likeness: float
    further: tuple[str, ...]


def is_archivable(row: CaseRow) -> bool:
    """Return whether a case may be archived together with others: not while its reporter seeks attention."""
    return row.part is CaseRole.OFFICER and row.stage in ARCHIVABLE and not row.needs_attention


def alike(officer: OfficerSession, rows: list[CaseRow], like: CaseFile) -> list[AlikeReport]:
    """Return the reports that are like this one and untouched by reporter or colleague, the least alike first.

    A further message, a label, an act of a colleague, or anything that is wrong with it keeps a report out, and so
    does a text without words or too long to compare. The store's list can keep one out too, but lets none in: for that
    its own verified messages and decisions must say the same.
    """
    sought = words_of(like.report)
    if not sought:
        return []
    found = [_compared(officer, row, sought) for row in rows if row.last_sequence == 1]
    alike = [report for report in found if report is not None and report.likeness >= LEAST_LIKENESS]
    return sorted(alike, key=lambda report: (report.likeness, report.row.case))


def _compared(officer: OfficerSession, row: CaseRow, sought: frozenset[str]) -> AlikeReport | None:
    file = officer.at_hand(row.case) if row.declared and is_archivable(row) else None
    if file is None or officer.private.labels_of(row.case):
        return None
    with file.lock:
        if not _is_read(file, row) or not _is_untouched(file, officer.person.id):
            return None
        words, seen = words_of(file.report), SeenUpTo.of(file)
    if not words:
        return None
    likeness = len(words & sought) / len(words | sought)
    return AlikeReport(row, seen, likeness, tuple(sorted(words - sought)[:MOST_FURTHER]))


def _is_untouched(file: CaseFile, me: str) -> bool:
    """Return whether a sound case is its report alone, on which no colleague did anything."""
    return (
        file.state is not None
        and not file.problems
        and file.chain.broken is None
        and not file.chain.labels
        and file.entries.keys() == {1}
        and file.state.attention_request is None
        and all(read.event.actor == me for read in file.events)
    )


def words_of(report: Report | None) -> frozenset[str]:
    """Return the words and numbers of all answers; none if an answer is too long to compare."""
    if report is None:
        return frozenset()
    answers = (report.what, report.who, report.when, report.how, report.where, report.why)
    said = [text for text in answers if text]
    if any(len(text) > _MOST_CHARACTERS for text in said):
        return frozenset()
    return frozenset(word for text in said for word in _WORD.findall(folded(text)))


def _is_read(file: CaseFile, row: CaseRow) -> bool:
    """Return whether a case is at hand as the store has it now."""
    return (file.row.last_sequence, file.row.head) == (row.last_sequence, row.head)
