"""Withdrawn files: which of the objects that a run does not find in the store any more a reporter withdrew.

No row of the store says so. A withdrawal deletes a file's row, exchanges the message at its place and appends another
one, in one transaction. A store that was put back to an earlier state has no such row either, and once somebody writes,
another message lies there. So these are never taken for withdrawn: a file that the office had fetched, since its
reporter cannot withdraw it; one of a case that is no longer than at the last backup; and what an earlier run missed.

What two people destroyed leaves the backups all the same: the store keeps an emptied row in its place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

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
    """Let no withdrawal, of whatever day, take the files that the office has fetched by now, nor their messages."""
    fetched = (named.sources for named in run.blobs if named.fetched)
    run.index.note_fetched(frozenset[str]().union(*fetched))


def withdrawn_objects(run: BackupRun, last: frozenset[str], measure: frozenset[str]) -> frozenset[str]:
    """Return the objects of withdrawn files, and of the messages that named them; `last` are the last backup's objects.

    Neither a lost row nor an exchanged message alone counts as a withdrawal: a fault of the disk makes either.
    `measure` are the objects by which each case had grown before this run.
    """
    files, messages = defaultdict[str, _Objects](list), defaultdict[str, _Objects](list)
    for indexed in run.index.objects():
        if _is_file_gone(run, indexed):
            files[indexed.source].append(indexed)
        elif _is_message_exchanged(run, indexed):
            messages[indexed.source].append(indexed)
    ends = _ends(indexed for indexed in run.index.objects() if indexed.file.name in measure)
    spared = run.index.fetched | run.index.missed
    withdrawn = set[str]()
    for source, case in _cases_of_gone_files(run, files).items():
        if source in run.index.places:
            places = message_sources(case, run.index.places[source])
            found = [message for place in places for message in messages.get(place, ())]
        else:
            found = _changed_since(last, files[source], messages.values())
        if not any(message.source in run.emptied for message in found):
            if run.ends.get(case, 0) <= ends.get(case, 0) or not _names(files[source]).isdisjoint(spared):
                continue
            found = [message for message in found if message.file.name not in spared]
        if found:
            withdrawn |= _names([*files[source], *found])
    return frozenset(withdrawn)


def note_missed(run: BackupRun, destroyed: frozenset[str]) -> None:
    """Let no later withdrawal take what this run missed in the store, unless it is `destroyed`; forget what came back.

    A file can be withdrawn while its row is there alone. So if its row is gone in a run that saw no withdrawal, the
    store lost it. The run notes the files of conversations that no run before it missed.
    """
    objects = [indexed for indexed in run.index.objects() if indexed.case in run.cases]
    back = {indexed.file.name for indexed in objects if run.contents.get(indexed.source) == indexed.digest}
    missed = [
        indexed for indexed in objects if indexed.file.name not in destroyed and _is_missed(run, indexed)
    ]
    files = [indexed for indexed in missed if is_attachment(indexed.source)]
    named = (message_sources(file.case, run.index.places.get(file.source, 0)) for file in files)
    places = frozenset[str]().union(*named)
    missed += [indexed for indexed in objects if indexed.source in places and is_exchanged(run, indexed)]
    for file in files:
        if file.file.name not in run.index.missed and run.index.places.get(file.source):
            run.missed.append(blob_of(file.source))
    run.index.missed.difference_update(back)
    run.index.missed.update(_names(missed) - destroyed)


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
    # So does one that was lost before: its messages may lie in backups that never had it.
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
