"""Withdrawn files: what a reporter took back, by the tombstones that the store keeps of files.

A row that is missing is no withdrawal, whatever came in its place since: a fault of a disk looks alike, and so does a
store that was put back to an earlier state. A tombstone has the name of the file. The server's index has the digests of
the message that named it, and so nothing else that lay, or lies, at the place of that message goes with it.

A file that the office had fetched stays: its reporter could not withdraw it, unless the store was put back to before.
What two people destroyed goes all the same. The store keeps an emptied row in its place.
"""

from collections.abc import Iterable

from install.backups.backup_run import BackupRun
from install.backups.index import blob_source, is_readers_message


def withdrawn_objects(run: BackupRun) -> frozenset[str]:
    """Return the names of the objects of withdrawn files, and of the messages that named them."""
    index, by_place, found = run.index, run.index.by_place(), set[str]()
    for file in map(blob_source, run.blob_tombstones):
        message = index.messages.get(file, {})
        is_spared = file in index.fetched and not _is_destroyed(run, message)
        if file in run.contents or is_spared:
            continue
        found.update(indexed.file.name for indexed in by_place[file])
        for place, digests in message.items():
            past = digests - {run.contents.get(place)}
            found.update(indexed.file.name for indexed in by_place[place] if indexed.digest in past)
    return frozenset(found)


def _is_destroyed(run: BackupRun, message: Iterable[str]) -> bool:
    """Return whether two people destroyed the message; a reporter who erases their copies leaves the readers theirs."""
    return any(is_readers_message(place) and place in run.emptied for place in message)
