"""The rows of a page that a reading opens: what is new, and what another try may mend, as far as its bytes reach."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from crypto.gpg.decrypt import SessionKey
from journalist_interface.cache.verification_cache import Given
from journalist_interface.verification.case_file import BadRow, CaseFile
from journalist_interface.verification.chain import GivenAt
from journalist_interface.verification.problems import CaseProblem, RowProblem
from store.api.messages import EntryRow

_BY_ROSTER_OR_REPORT: Final = frozenset(
    {RowProblem.UNPROVEN, RowProblem.FORGED_REPLY, RowProblem.RETIRED_KEY}
)


def rows_within(
    file: CaseFile, rows: Iterable[EntryRow], bad: Mapping[int, BadRow], budget: int
) -> tuple[list[EntryRow], int]:
    """Return the rows to open, as far as the byte budget reaches, and what is left of the budget.

    `bad` are rows that were read before and left out of the case's. One with a digest was chosen by `may_be_mended`.
    """
    wanted = []
    for row in rows:
        if row.envelope is None and row.digest is None:
            _note_gone(file, row)
            continue
        budget -= len(row.envelope or b"")
        if budget < 0:
            file.problems.add(CaseProblem.TOO_LONG)
            break
        if not _stays(file, row, bad.get(row.sequence)):
            wanted.append(row)
    return wanted, budget


def may_be_mended(file: CaseFile, row: EntryRow, bad: BadRow) -> bool:
    """Return whether a bad row is another one now, by its digest, or another try of the same one is worthwhile.

    A newer roster, the first report, a key from a grant, or the officer's wish makes it so. One that is gone always is:
    something signed may say later why.
    """
    if row.digest is None or file.tried.get(row.sequence) != row.digest:
        return True
    match bad.problem:
        case RowProblem.UNREADABLE:
            return not _given(file, row.sequence) <= file.tried_with.get(row.sequence, frozenset())
        case RowProblem.UNPROCESSABLE:
            return not file.cache.failures.refuses(row.digest, row.author)
    return bad.problem in _BY_ROSTER_OR_REPORT


def keys_given(file: CaseFile, keys: GivenAt[int], place: int) -> Given:
    """Return the keys of grants for a place, without those of givers whose keys took long in vain."""
    given_up = file.cache.in_vain.are_given_up
    givers = tuple(giver for giver in keys.givers(place) if not given_up(giver))
    return Given(keys.of(place, givers), givers)


def _note_gone(file: CaseFile, row: EntryRow) -> None:
    """Name a message that is gone, unless this session has it; something signed may say later why it is."""
    if row.tombstone is not None:
        file.tombstones[row.sequence] = row.tombstone
    if isinstance(file.entries.get(row.sequence), BadRow | None):
        file.tried.pop(row.sequence, None)
        file.entries[row.sequence] = BadRow(row.sequence, row.author, row.day, RowProblem.GONE)


def _stays(file: CaseFile, row: EntryRow, before: BadRow | None) -> bool:
    """Return whether a row is known: it proved itself, or is the same bad row, which another try would not mend."""
    if not isinstance(file.entries.get(row.sequence), BadRow | None):
        return True
    digest = row.digest or hashlib.sha256(row.envelope or b"").hexdigest()
    if before is not None and not may_be_mended(file, msgspec.structs.replace(row, digest=digest), before):
        file.entries[row.sequence] = before
        return True
    file.tried[row.sequence] = digest
    file.tried_with[row.sequence] = _given(file, row.sequence)
    return False


def _given(file: CaseFile, place: int) -> frozenset[SessionKey]:
    return frozenset(keys_given(file, file.given.entries, place).keys)
