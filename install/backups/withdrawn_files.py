"""Withdrawn files: what a reporter took back, by the tombstones that the store keeps of files.

A row that is missing is no withdrawal, whatever came in its place since: a fault of a disk looks alike, and so does a
store that was put back to an earlier state. A tombstone has the name of the file. The server's index has the digests of
the message that named it, and so nothing else that lay, or lies, at the place of that message goes with it.

A file that the office had fetched stays: its reporter could not withdraw it, unless the store was put back to before.
What two people destroyed with its message goes all the same (`emptied_messages`).
"""

from collections.abc import Iterable, Set

from install.backups.backup_run import BackupRun
from install.backups.index import blob_source, is_readers_message


def withdrawn_objects(run: BackupRun, emptied: Set[str]) -> frozenset[str]:
    """Return the names of the objects of withdrawn files, and of the messages that named them.

    `emptied` are those of emptied messages.
    """
    index, by_place, found = run.index, run.index.by_place(), set[str]()
    for file in map(blob_source, run.blob_tombstones):
        message = index.messages.get(file, {})
        named = frozenset(
            indexed.file.name
            for place, digests in message.items()
            for indexed in by_place[place]
            if indexed.digest in digests and run.contents.get(place) != indexed.digest
        )
        is_destroyed = _is_emptied(run, message) and (not named or not named.isdisjoint(emptied))
        if file not in run.contents and (is_destroyed or file not in index.fetched):
            found |= named.union(indexed.file.name for indexed in by_place[file])
    return frozenset(found)


def _is_emptied(run: BackupRun, message: Iterable[str]) -> bool:
    """Return whether the readers have no message at the place of this one any more."""
    return any(is_readers_message(place) and place in run.emptied for place in message)
