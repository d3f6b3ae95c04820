"""Emptied messages: what of a message the store emptied while its row stayed.

A reporter who erases their copies empties the mailbox's side of each message. Two people who destroy a message empty
both sides. What the store had lost at that place before is not what they destroyed, and stays: a run has told of it.
A run also tells of a side that was damaged. The other side says that both are of one message, if a run wrote them at
once.
"""

from collections.abc import Sequence

from install.backups.backup_run import BackupRun
from install.backups.index import IndexedObject, is_message, is_readers_message, message_sides


def emptied_objects(run: BackupRun) -> frozenset[str]:
    """Return the names of the objects of what was emptied of messages."""
    by_place, found = run.index.by_place(), set[str]()
    for place in filter(is_message, run.emptied):
        readers, mailbox = message_sides(place)
        objects = by_place.get(place, [])
        if readers in run.emptied:
            other = mailbox if is_readers_message(place) else readers
            objects = _of_destroyed_message(run, objects, by_place.get(other, []))
        found.update(indexed.file.name for indexed in objects)
    return frozenset(found)


def _of_destroyed_message(
    run: BackupRun, objects: Sequence[IndexedObject], others: Sequence[IndexedObject]
) -> list[IndexedObject]:
    """Return what of one side is of the destroyed message, damaged or not; `others` are of the other side."""
    told = run.index.told
    digests = {indexed.digest for indexed in others if indexed.file.name not in told}
    runs = {indexed.run for indexed in others if indexed.digest in digests}
    return [indexed for indexed in objects if indexed.file.name not in told or indexed.run in runs]
