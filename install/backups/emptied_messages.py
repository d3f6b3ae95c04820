"""Emptied messages: what of a message the store emptied while its row stayed.

A reporter who erases their copies empties the mailbox's side of each message. Two people who destroy a message empty
both sides. If the store had lost an earlier message at that place, it was not what they destroyed, and stays. Two
messages have no side in common: where a run wrote both sides, another message may begin, and where it wrote one, a side
was damaged.
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
            objects = _of_last_message(objects, by_place.get(other, []))
        found.update(indexed.file.name for indexed in objects)
    return frozenset(found)


def _of_last_message(
    objects: Sequence[IndexedObject], others: Sequence[IndexedObject]
) -> list[IndexedObject]:
    """Return what of one side is of the last message at the place, damaged or not; `others` are of the other side."""
    both = {indexed.run for indexed in objects} & {indexed.run for indexed in others}
    same = {indexed.digest for indexed in _since_last(others, both)}
    runs = {indexed.run for indexed in others if indexed.digest in same}
    with_same = (indexed for indexed in objects if indexed.run in runs)
    digests = {indexed.digest for indexed in (*_since_last(objects, both), *with_same)}
    return [indexed for indexed in objects if indexed.digest in digests]


def _since_last(objects: Sequence[IndexedObject], both: set[str]) -> Sequence[IndexedObject]:
    """Return the objects from the last on that a run wrote with another of the other side; all if none did."""
    starts = [number for number, indexed in enumerate(objects) if indexed.run in both]
    return objects[starts[-1] if starts else 0 :]
