"""Missed objects: what backups have of the cases in the store, and the store lost with its row, or has otherwise.

Nothing of a case changes but its record for the figures. What is gone was emptied, destroyed or withdrawn, and each of
these leaves a row that says so; all else is an accident, or somebody put the store back to an earlier state. It is told
once, and the newest backup that has it is kept for twelve months.
"""

from collections.abc import Set

from install.backups.backup_run import BackupRun
from install.backups.index import IndexedObject, blob_of, is_attachment, is_statistic


def missed_objects(run: BackupRun, destroyed: Set[str]) -> tuple[IndexedObject, ...]:
    """Return the objects of what the store has not any more, or has otherwise, but for those that were destroyed."""
    return tuple(
        indexed
        for indexed in run.index.objects()
        if indexed.case in run.cases
        and indexed.file.name not in destroyed
        and run.contents.get(indexed.source) != indexed.digest
        and not is_statistic(indexed.source)
    )


def untold_attachments(run: BackupRun) -> tuple[str, ...]:
    """Return the names of missed attachments of which no run has told yet."""
    untold = {indexed.source for indexed in _untold(run) if is_attachment(indexed.source)}
    return tuple(sorted(map(blob_of, untold)))


def untold_cases(run: BackupRun) -> frozenset[str]:
    """Return the cases of which something else than an attachment is missed, and no run has told of it yet."""
    return frozenset(indexed.case for indexed in _untold(run) if not is_attachment(indexed.source))


def _untold(run: BackupRun) -> tuple[IndexedObject, ...]:
    return tuple(indexed for indexed in run.missed if indexed.file.name not in run.index.told)
