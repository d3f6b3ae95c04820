"""The summary of a case: what the list and the search need of it, without the case itself at hand."""

from typing import Final

from journalist_interface.cache.sealed_summaries import CaseSummary
from journalist_interface.verification.attention import attention_kinds
from journalist_interface.verification.case_file import CaseFile, FromReporter
from journalist_interface.verification.case_texts import texts_of
from journalist_interface.verification.mentions import last_mention
from store.web.folded_text import folded

MOST_CHARACTERS: Final = 2_000_000  # of all texts, folded: one person may write far more into a case
MOST_OF_LINE: Final = 90  # characters of the first line
_PIECE: Final = 400  # a stranger's text may be one endless line


def summary_of(file: CaseFile, person: str) -> CaseSummary:
    """Return what this person's list shows of a case; the caller holds its lock."""
    risk = file.chain.risk_to_watch()
    return CaseSummary(
        file.row.last_sequence,
        file.row.head,
        file.category,
        file.threatened,
        tuple(attention_kinds(file)),
        _first_line(file),
        _count_files(file),
        None if risk is None else risk.until,
        file.chain.labels,
        last_mention(file, person),
        _folded_texts(file),
    )


def _folded_texts(file: CaseFile) -> str | None:
    """Return all texts as the search compares them; None if they are too long, and none is folded any more then."""
    texts, room = [], MOST_CHARACTERS
    for found in texts_of(file):
        room -= len(found.text) + 1
        if room >= 0:
            texts.append(folded(found.text))
            room -= max(0, len(texts[-1]) - len(found.text))
        if room < 0:
            return None
    return "\n".join(texts)


def _first_line(file: CaseFile) -> str:
    """Return the beginning of the report on one line."""
    text = "" if file.report is None else file.report.what[:_PIECE].strip()
    line = " ".join(text.partition("\n")[0].split())
    return line if len(line) <= MOST_OF_LINE else f"{line[: MOST_OF_LINE - 1].rstrip()}…"


def _count_files(file: CaseFile) -> int:
    entries = file.entries.values()
    return sum(isinstance(entry, FromReporter) and entry.envelope.attachment is not None for entry in entries)
