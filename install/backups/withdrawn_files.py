"""Withdrawn files: how a run tells what a reporter withdrew from what the store lost.

A withdrawal leaves no row that says so. In one transaction it deletes the file's row, exchanges the message at its
place, and appends another. A store that was put back to an earlier state looks alike: the row is missing, and the next
message takes the place. So three things never count as withdrawn: a file that the office had fetched, since its
reporter cannot withdraw it; one of a case that is no longer than at the last backup; and what an earlier run missed.

What two people destroyed leaves the backups all the same: the store keeps an emptied row in its place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from install.backups.backup_run import BackupRun
from install.backups.index import (
    IndexedObject,
    blob_of,
    is_attachment,
    is_message,
    is_readers_message,
    message_sequence,
    message_sources,
)

_Objects = list[IndexedObject]


def note_fetched(run: BackupRun) -> None:
    """Remember what the office has fetched by now: no later withdrawal takes these files or their messages."""
    fetched = (named.sources for named in run.blobs if named.fetched)
    run.index.note_fetched(frozenset[str]().union(*fetched))


def withdrawn_objects(run: BackupRun, last: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Return the objects of withdrawn files, and of the messages that named them.

    Neither a lost row nor an exchanged message alone counts as a withdrawal: a fault of the disk makes either. `last`
    are the last backup's objects, and `known` those that tell how long each case was.
    """
    files, messages = defaultdict[str, _Objects](list), defaultdict[str, _Objects](list)
    for indexed in run.index.objects():
        if _is_file_gone(run, indexed):
            files[indexed.source].append(indexed)
        elif _is_message_exchanged(run, indexed):
            messages[indexed.source].append(indexed)
    ends = _ends(indexed for indexed in run.index.objects() if indexed.file.name in known)
    spared = run.index.fetched | run.index.missed
    withdrawn = set[str]()
    for source, case in _cases_of_gone_files(run, files).items():
        if source in run.index.places:
            places = message_sources(case, run.index.places[source])
            found = [message for place in places for message in messages.get(place, ())]
        else:
            found = _changed_since(last, files[source], messages.values())
        if not any(message.source in run.emptied for message in found):
            grew = run.ends.get(case, 0) > ends.get(case, 0)
            withdrawn |= _without(found, files[source], spared) if grew else frozenset()
        elif any(
            run.index.was_replaced(message) for message in found
        ):  # they destroyed what came in its place
            withdrawn |= _without(found, files[source], run.index.missed)
        else:
            withdrawn |= _names([*files[source], *found])
    return frozenset(withdrawn)


def note_missed(run: BackupRun, destroyed: frozenset[str]) -> None:
    """Remember what this run missed and nobody destroyed, and forget what came back.

    A file can be withdrawn only while its row is there. So if its row is gone in a run that saw no withdrawal, the
    store lost it.
    """
    objects = [indexed for indexed in run.index.objects() if indexed.case in run.cases]
    back = {indexed.file.name for indexed in objects if run.contents.get(indexed.source) == indexed.digest}
    lost = [indexed for indexed in objects if _is_missed(run, indexed) and indexed.file.name not in destroyed]
    files = [indexed for indexed in lost if is_attachment(indexed.source)]
    named = (message_sources(file.case, run.index.places.get(file.source, 0)) for file in files)
    places = frozenset[str]().union(*named)
    taken = [indexed for indexed in objects if indexed.source in places and is_exchanged(run, indexed)]
    run.index.missed.difference_update(back)
    run.index.missed.update(_names([*lost, *taken]) - destroyed)
    run.index.told.intersection_update(run.index.missed)
    untold = {file.source for file in files if file.file.name not in run.index.told}
    run.missed.extend(sorted(blob_of(source) for source in untold if run.index.places.get(source)))


def shortened_cases(run: BackupRun) -> frozenset[str]:
    """Return the cases of the store of which backups have a later message than the store has."""
    ends = _ends(run.index.objects())
    return frozenset(case for case in run.cases if run.ends.get(case, 0) < ends.get(case, 0))


def is_exchanged(run: BackupRun, indexed: IndexedObject) -> bool:
    """Return whether something else lies at this place now; a lost row is no exchange."""
    return run.contents.get(indexed.source, indexed.digest) != indexed.digest


def _cases_of_gone_files(run: BackupRun, files: Mapping[str, _Objects]) -> dict[str, str]:
    cases = {source: found[0].case for source, found in files.items()}
    # A file that was withdrawn before this run could read it is no object, but its message is one.
    cases |= {named.source: named.case for named in run.blobs if named.source not in run.contents}
    # Nor is one that was lost before a backup had it; its message may be an object.
    lost = run.index.lost.items()
    cases |= {source: case for source, case in lost if source not in run.contents and case in run.cases}
    return cases


def _ends(objects: Iterable[IndexedObject]) -> dict[str, int]:
    """Return the last place of each case at which one of these messages lies."""
    ends = dict[str, int]()
    for indexed in objects:
        if is_message(indexed.source):
            ends[indexed.case] = max(ends.get(indexed.case, 0), message_sequence(indexed.source))
    return ends


def _without(messages: _Objects, files: _Objects, spared: Set[str]) -> frozenset[str]:
    """Return the names of a file and of its messages; none if the file, or all these messages, are spared."""
    taken = _names(messages) - spared
    return taken | _names(files) if taken and _names(files).isdisjoint(spared) else frozenset()


def _changed_since(last: frozenset[str], files: _Objects, messages: Iterable[_Objects]) -> _Objects:
    """Return the messages of a file's case that changed since the last backup, if the file went since then too.

    Form 1 of the index did not say which of them named the file.
    """
    if not any(file.file.name in last for file in files):
        return []
    every = [message for found in messages for message in found if message.case == files[0].case]
    return [message for message in every if message.file.name in last]


def _is_file_gone(run: BackupRun, indexed: IndexedObject) -> bool:
    gone = is_attachment(indexed.source) and indexed.source not in run.contents
    return gone and indexed.case in run.cases


def _is_message_exchanged(run: BackupRun, indexed: IndexedObject) -> bool:
    """Return whether another message lies there now, or the readers have none any more."""
    if indexed.source in run.emptied:
        return is_readers_message(indexed.source)
    return is_message(indexed.source) and is_exchanged(run, indexed)


def _is_missed(run: BackupRun, indexed: IndexedObject) -> bool:
    """Return whether a file or a message has no row in the store any more."""
    is_of_conversation = is_attachment(indexed.source) or is_message(indexed.source)
    return is_of_conversation and indexed.source not in run.contents and indexed.source not in run.emptied


def _names(objects: Iterable[IndexedObject]) -> frozenset[str]:
    return frozenset(indexed.file.name for indexed in objects)
