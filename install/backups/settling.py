"""The end of a run: backups that are not kept any longer go, and what was destroyed in the store goes from all of them.

Destroyed is what the store emptied of a message while its row stayed (`emptied_messages`); a file that was withdrawn,
with its message (`withdrawn_files`); a case of which the store keeps the tombstone that two people signed; and of what
a person keeps for themselves all but the newest, since older ones may name such a case. All else that is gone was lost
(`missed_objects`): an accident must not reach the backups overnight.

A manifest that another key signed than this server's is kept, and nothing that it says is believed or signed: an
attacker who writes to the place of the backups could have put it there.

Manifests are signed anew before their objects go, so that a run which breaks off in between leaves whole backups.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from nacl.signing import SigningKey

from install.backups.backup_run import BackupRun
from install.backups.emptied_messages import emptied_objects
from install.backups.index import (
    BackupIndex,
    IndexedObject,
    is_private_record,
)
from install.backups.manifest import (
    MAX_SERIAL,
    DestroyedObject,
    Manifest,
    day_of,
    read_manifests,
    serial_of,
    signed_manifest,
)
from install.backups.repository import OBJECT_NAME, Repository
from install.backups.retention import DatedBackup, kept
from install.backups.withdrawn_files import withdrawn_objects

_FOREIGN_SERIALS: Final = MAX_SERIAL // 2
REMEMBERED: Final = timedelta(days=550)
"""The time for which manifests tell what was destroyed: longer than any backup is kept."""


@dataclass(frozen=True, slots=True)
class EarlierBackups:
    """The backups of this server before this run, the newest first.

    `foreign` are those that another key signed, `damaged` the names of manifests that cannot be read. The index told
    the serials `begun` and `ended`.
    """

    manifests: tuple[Manifest, ...]
    foreign: tuple[Manifest, ...]
    damaged: tuple[str, ...]
    begun: int = 0
    ended: int = 0

    @property
    def next_serial(self) -> int:
        """The serial after the last one, of which no run made two.

        What this server did not sign cannot use its numbers up: of such manifests the higher half does not count.
        """
        own = (manifest.serial for manifest in self.manifests)
        other = (*(manifest.serial for manifest in self.foreign), *map(serial_of, self.damaged))
        return max(self.begun, *own, *(serial for serial in other if serial < _FOREIGN_SERIALS), 0) + 1

    @property
    def destroyed(self) -> tuple[DestroyedObject, ...]:
        """The newest backup's list of what was destroyed."""
        return self.manifests[0].destroyed if self.manifests else ()

    @property
    def names(self) -> frozenset[str]:
        """The names of the manifests."""
        return frozenset(manifest.name for manifest in self.manifests)

    @property
    def forgotten(self) -> frozenset[str]:
        """The names of the backups that are newer than the index, which was put back without them."""
        newer = (manifest.name for manifest in self.manifests if manifest.serial > self.begun)
        return frozenset(newer) if self.begun else frozenset()

    @property
    def damaged_since_index(self) -> frozenset[str]:
        """The names of damaged manifests that seem to be newer than the index."""
        return frozenset(name for name in self.damaged if self.begun and serial_of(name) > self.begun)

    @property
    def is_newest_gone(self) -> bool:
        """Whether the backup of the last run that came to its end has no manifest here, nor is there a later one."""
        own = (manifest.serial for manifest in self.manifests)
        return max(own, default=0) < self.ended and self.ended not in map(serial_of, self.damaged)


def read_earlier(repository: Repository, index: BackupIndex) -> EarlierBackups:
    """Return all backups of a repository, after removing what no backup names: a run that broke off left it.

    The index forgets it too. While a manifest cannot be read, nothing is removed or forgotten that it may name.
    """
    manifests, damaged = read_manifests(repository, (indexed.file for indexed in index.objects()))
    _remove_unnamed(repository, manifests, damaged)
    if not damaged:
        index.keep(_named_by(manifests), index.messages)
    own = tuple(manifest for manifest in manifests if manifest.signer in index.signers)
    foreign = tuple(manifest for manifest in manifests if manifest.signer not in index.signers)
    return EarlierBackups(own, foreign, tuple(damaged), index.begun, index.ended)


def gone_cases(run: BackupRun) -> frozenset[str]:
    """Return the cases of which backups have something, and of which the store has neither rows nor a tombstone."""
    known = {indexed.case for indexed in run.index.objects()} - {""}
    return frozenset(known - run.cases - run.tombstones)


def destroyed_since(run: BackupRun, day: date, earlier: EarlierBackups) -> tuple[DestroyedObject, ...]:
    """Return all that was destroyed, in this run and in those before that must still be told.

    Of a destroyed case the record for the figures stays: the new backup lists it.
    """
    found = {known.name: known for known in earlier.destroyed if day - known.day < REMEMBERED}
    emptied = emptied_objects(run)
    taken = withdrawn_objects(run, emptied) | emptied
    destroyed = run.tombstones - run.cases
    for indexed in run.index.objects():
        gone = indexed.case in destroyed and indexed.file.name not in run.listed
        replaced = is_private_record(indexed.source) and _is_replaced(run, indexed)
        if gone or replaced or indexed.file.name in taken:
            found.setdefault(indexed.file.name, DestroyedObject(indexed.file.name, day))
    return tuple(sorted(found.values(), key=lambda known: (known.day, known.name)))


def settle(run: BackupRun, earlier: EarlierBackups, newest: Manifest, key: SigningKey) -> None:
    """Destroy what must not be kept: old backups, and in all others the objects that the newest calls destroyed."""
    repository, index = run.repository, run.index
    gone = frozenset(known.name for known in newest.destroyed)
    held = _with_missed_objects(run, earlier.manifests) | index.held
    names = (newest.name, *earlier.names)
    # Each for itself: neither others' nor what cannot be read takes the place of a backup that is whole.
    chosen = kept(map(_dated, names), held) | kept(map(_dated, earlier.damaged), held)
    chosen |= kept(_dated(manifest.name) for manifest in earlier.foreign)
    own, manifests = earlier.names, [newest]
    for manifest in (*earlier.manifests, *earlier.foreign):
        if manifest.name not in chosen:
            (repository.manifests / manifest.name).unlink(missing_ok=True)
            continue
        if manifest.name in own and manifest.object_names() & gone:
            manifest = manifest.without(gone)  # noqa: PLW2901 - the same backup
            repository.put_manifest(manifest.name, signed_manifest(manifest, key))
        manifests.append(manifest)
    damaged = [name for name in earlier.damaged if name in chosen]
    for name in set(earlier.damaged) - chosen:
        (repository.manifests / name).unlink(missing_ok=True)
    for name in gone:
        (repository.objects / name).unlink(missing_ok=True)
    _remove_unnamed(repository, manifests, damaged)
    # A damaged manifest may be brought back, and what it names be destroyed then.
    unread = (
        frozenset(indexed.file.name for indexed in index.objects()) - gone if damaged else frozenset[str]()
    )
    index.keep(_named_by(manifests) | unread, run.contents)
    index.held.intersection_update({manifest.name for manifest in manifests}.union(damaged))


def _is_replaced(run: BackupRun, indexed: IndexedObject) -> bool:
    """Return whether other content lies at the place of an object now; a lost row replaces nothing."""
    return run.contents.get(indexed.source, indexed.digest) != indexed.digest


def _with_missed_objects(run: BackupRun, manifests: Iterable[Manifest]) -> frozenset[str]:
    """Return the names of the newest backups that have what the store lost: each object, and each case."""
    cases = gone_cases(run)
    left = {missed.file.name for missed in run.missed}
    left |= {known.file.name for known in run.index.objects() if known.case in cases}
    found = set[str]()
    for manifest in manifests:
        if not left.isdisjoint(manifest.object_names()):
            found.add(manifest.name)
            left -= manifest.object_names()
    return frozenset(found)


def _named_by(manifests: Iterable[Manifest]) -> frozenset[str]:
    return frozenset[str]().union(*(manifest.object_names() for manifest in manifests))


def _dated(name: str) -> DatedBackup:
    return DatedBackup(name, serial_of(name), day_of(name))


def _remove_unnamed(repository: Repository, manifests: Iterable[Manifest], damaged: Iterable[str]) -> None:
    if any(True for _ in damaged):
        return
    named = {file.name for manifest in manifests for file in (*manifest.objects, *manifest.keys)}
    for folder in (repository.objects, repository.keys):
        for name in set(repository.names(folder)) - named:
            if OBJECT_NAME.fullmatch(name):
                (folder / name).unlink(missing_ok=True)
