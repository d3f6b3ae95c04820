"""Reports that say almost the same as another one, as a flood of them does: compared by their words, in memory."""

import re
from dataclasses import dataclass
from typing import Final

from journalist_interface.presenters.listed_case import ListedCase, line_of
from journalist_interface.presenters.searching import folded
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.seen import SeenUpTo
from store.api.messages import CaseRow
from store.domain.envelope import Report

LEAST_LIKENESS: Final = 0.8
MOST_FURTHER: Final = 12  # words that are shown of a report that differs
_MOST_CHARACTERS: Final = 20_000  # of one answer: a longer one is not compared, rather than in part
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class AlikeReport:
    """A report beside the one that it is like.

    `likeness` is the share of the words in either that both have; `further` are some that only this one has.
    """

    line: ListedCase
    seen: SeenUpTo
    likeness: float
    further: tuple[str, ...]


def alike(
    services: CaseServices, officer: OfficerSession, rows: list[CaseRow], like: CaseFile
) -> list[AlikeReport]:
    """Return the reports that are like this one and untouched by reporter or colleague, the least alike first.

    A further message, a label, an act of a colleague, or anything that is wrong with it keeps a report out, and so
    does a text without words or too long to compare. The store's list can keep one out too, but lets none in: for that
    its own verified messages and decisions must say the same.
    """
    sought = words_of(like.report)
    if not sought:
        return []
    found = [_compared(services, officer, row, sought) for row in rows if row.last_sequence == 1]
    alike = [report for report in found if report is not None and report.likeness >= LEAST_LIKENESS]
    return sorted(alike, key=lambda report: (report.likeness, report.line.row.case))


def _compared(
    services: CaseServices, officer: OfficerSession, row: CaseRow, sought: frozenset[str]
) -> AlikeReport | None:
    line, file = line_of(services, officer, row), officer.at_hand(row.case)
    if file is None or not line.known or not line.archivable or line.labels or line.private_labels:
        return None
    with file.lock:
        if file.report is None or file.problems or file.state is None or file.chain.broken is not None:
            return None
        if file.entries.keys() != {1} or file.state.attention_request is not None:
            return None
        if any(read.event.actor != officer.person.id for read in file.events):
            return None
        words, seen = words_of(file.report), SeenUpTo.of(file)
    if not words:
        return None
    likeness = len(words & sought) / len(words | sought)
    return AlikeReport(line, seen, likeness, tuple(sorted(words - sought)[:MOST_FURTHER]))


def words_of(report: Report | None) -> frozenset[str]:
    """Return the words and numbers of all answers; none if an answer is too long to compare."""
    if report is None:
        return frozenset()
    answers = (report.what, report.who, report.when, report.how, report.where, report.why)
    said = [text for text in answers if text]
    if any(len(text) > _MOST_CHARACTERS for text in said):
        return frozenset()
    return frozenset(word for text in said for word in _WORD.findall(folded(text)))
