"""Emptied messages: what of a message the store emptied while its row stayed.

A reporter who erases their copies empties the mailbox's side of each message. Two people who destroy a message empty
both sides. If the store had lost an earlier message at that place, it was not what they destroyed, and stays. No later
message has a side in common with it: what a run wrote of both sides at once is the beginning of another message, and
what it wrote of one side is the same message, damaged.
"""

from collections.abc import Sequence

from install.backups.backup_run import BackupRun
from install.backups.index import IndexedObject, is_message, is_readers_message, message_sides


def emptied_objects(run: BackupRun) -> frozenset[str]:
    """Return the names of the objects of what was emptied of messages."""
    by_place, found = run.index.by_place(), set[str]()
    for place in filter(is_message, run.emptied):
        sides = message_sides(place)
        is_destroyed = any(is_readers_message(side) and side in run.emptied for side in sides)
        objects = by_place.get(place, [])
        gone = (
            _last_message(objects, *(by_place.get(side, []) for side in sides)) if is_destroyed else objects
        )
        digests = {indexed.digest for indexed in gone}
        found.update(indexed.file.name for indexed in objects if indexed.digest in digests)
    return frozenset(found)


def _last_message(
    objects: Sequence[IndexedObject], readers: Sequence[IndexedObject], mailbox: Sequence[IndexedObject]
) -> Sequence[IndexedObject]:
    """Return those of the objects of one side that are of the last message at the place."""
    both = {indexed.run for indexed in readers} & {indexed.run for indexed in mailbox}
    starts = [number for number, indexed in enumerate(objects) if indexed.run in both]
    return objects[starts[-1] if starts else 0 :]
