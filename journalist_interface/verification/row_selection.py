"""The rows of a page that a reading opens: what is new, and what another try may mend, as far as its bytes reach."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from journalist_interface.verification.case_file import BadRow, CaseFile
from journalist_interface.verification.problems import CaseProblem, RowProblem
from store.api.messages import EntryRow

_WORTH_ANOTHER_TRY: Final = frozenset(
    {RowProblem.UNPROVEN, RowProblem.UNPROCESSABLE, RowProblem.FORGED_REPLY, RowProblem.RETIRED_KEY}
)


def rows_within(
    file: CaseFile, rows: Iterable[EntryRow], bad: Mapping[int, BadRow], budget: int
) -> tuple[list[EntryRow], int]:
    """Return the rows to open, as far as the byte budget reaches, and what is left of the budget."""
    wanted = []
    for row in rows:
        if row.envelope is None:
            _note_gone(file, row)
            continue
        budget -= len(row.envelope)
        if budget < 0:
            file.problems.add(CaseProblem.TOO_LONG)
            break
        if not _stays(file, row, row.envelope, bad.get(row.sequence)):
            wanted.append(row)
    return wanted, budget


def _note_gone(file: CaseFile, row: EntryRow) -> None:
    """Name a message that is gone, unless this session has it; something signed may say later why it is."""
    if row.tombstone is not None:
        file.tombstones[row.sequence] = row.tombstone
    if row.sequence not in file.entries:
        file.tried.pop(row.sequence, None)
        file.entries[row.sequence] = BadRow(row.sequence, row.author, row.day, RowProblem.GONE)


def _stays(file: CaseFile, row: EntryRow, envelope: bytes, before: BadRow | None) -> bool:
    """Return whether a row is known: it proved itself, or is the same bad row, which another try would not mend."""
    if row.sequence in file.entries:
        return True
    ciphertext = hashlib.sha256(envelope).hexdigest()
    same = before is not None and file.tried.get(row.sequence) == ciphertext
    if before is not None and same and not _worth_another_try(file, before):
        file.entries[row.sequence] = before
        return True
    file.tried[row.sequence] = ciphertext
    return False


def _worth_another_try(file: CaseFile, bad: BadRow) -> bool:
    """Return whether a newer roster, a key from a grant, or the officer's wish makes another try worthwhile."""
    given = bad.problem is RowProblem.UNREADABLE and bool(file.given.entries.of(bad.sequence))
    return given or bad.problem in _WORTH_ANOTHER_TRY
