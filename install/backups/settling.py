"""The end of a run: backups that are not kept any longer go, and what was destroyed in the store goes from all of them.

Destroyed is what the store emptied while its row stayed, such as a reporter's copy of a message; a file that was
withdrawn, with its message (`withdrawn_files`); a case of which the store keeps the tombstone that two people signed;
and of what a person keeps for themselves all but the newest, since older ones may name such a case. A case that is gone
without a tombstone was lost: an accident must not reach the backups overnight.

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
from install.backups.errors import BackupError
from install.backups.index import BackupIndex, is_private_record
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
from install.backups.withdrawn_files import is_exchanged, withdrawn_objects
from install.language import Sentence

_NO_SERIAL: Final = Sentence(
    "Manifes {name} memakai nomor terakhir, yang tidak pernah dicapai server. Periksa siapa yang memegang media "
    "cadangan, lalu pindahkan berkas itu.",
    "The manifest {name} has the last number, which no server reaches. Find out who held the medium of the backups, "
    "and move the file away.",
)
REMEMBERED: Final = timedelta(days=550)
"""The time for which manifests tell what was destroyed: longer than any backup is kept."""


@dataclass(frozen=True, slots=True)
class EarlierBackups:
    """The backups of this server before this run, the newest first.

    `foreign` are those that another key signed, `damaged` the names of manifests that cannot be read. The index told
    which objects are `known`, and the serials `begun` and `ended`.
    """

    manifests: tuple[Manifest, ...]
    foreign: tuple[Manifest, ...]
    damaged: tuple[str, ...]
    known: frozenset[str] = frozenset()
    begun: int = 0
    ended: int = 0

    @property
    def next_serial(self) -> int:
        """The serial after the last one, of which no run made two; raises `BackupError` if a manifest leaves none."""
        serials = {manifest.name: manifest.serial for manifest in (*self.manifests, *self.foreign)}
        serials |= {name: serial_of(name) for name in self.damaged}
        last = max(serials, key=serials.__getitem__, default=None)
        if last is not None and serials[last] >= MAX_SERIAL:
            raise BackupError(_NO_SERIAL.told(name=last))
        return max(self.begun, *serials.values(), 0) + 1

    @property
    def destroyed(self) -> tuple[DestroyedObject, ...]:
        """The newest backup's list of what was destroyed."""
        return self.manifests[0].destroyed if self.manifests else ()

    @property
    def last_objects(self) -> frozenset[str]:
        """The names of the newest backup's objects."""
        return self.manifests[0].object_names() if self.manifests else frozenset()

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
    def is_newest_gone(self) -> bool:
        """Whether the newest backup that the index knows has no manifest of this server here any more."""
        return (self.manifests[0].serial if self.manifests else 0) < self.ended

    @property
    def length_objects(self) -> frozenset[str]:
        """The objects that tell how long each case was: the last backup's, and all if that cannot be read."""
        return self.last_objects | (self.known if self.damaged or self.is_newest_gone else frozenset())


def read_earlier(repository: Repository, index: BackupIndex) -> EarlierBackups:
    """Return all backups of a repository, after removing what no backup names: a run that broke off left it.

    While a manifest cannot be read, nothing is removed that it may name.
    """
    manifests, damaged = read_manifests(repository, (indexed.file for indexed in index.objects()))
    _remove_unnamed(repository, manifests, damaged)
    own = tuple(manifest for manifest in manifests if manifest.signer in index.signers)
    foreign = tuple(manifest for manifest in manifests if manifest.signer not in index.signers)
    return EarlierBackups(own, foreign, tuple(damaged), index.known(), index.begun, index.ended)


def gone_cases(run: BackupRun) -> frozenset[str]:
    """Return the cases of which backups have something, and of which the store has neither rows nor a tombstone."""
    known = {indexed.case for indexed in run.index.objects()} - {""}
    return frozenset(known - run.cases - run.tombstones)


def destroyed_since(run: BackupRun, day: date, earlier: EarlierBackups) -> tuple[DestroyedObject, ...]:
    """Return all that was destroyed, in this run and in those before that must still be told.

    Of a destroyed case the record for the figures stays: the new backup lists it.
    """
    found = {known.name: known for known in earlier.destroyed if day - known.day < REMEMBERED}
    withdrawn = withdrawn_objects(run, earlier.last_objects, earlier.length_objects)
    destroyed = run.tombstones - run.cases
    for indexed in run.index.objects():
        gone = indexed.case in destroyed and indexed.file.name not in run.listed
        replaced = is_private_record(indexed.source) and is_exchanged(run, indexed)
        emptied = indexed.source in run.emptied and not run.index.was_replaced(indexed)
        if emptied or gone or replaced or indexed.file.name in withdrawn:
            found.setdefault(indexed.file.name, DestroyedObject(indexed.file.name, day))
    return tuple(sorted(found.values(), key=lambda known: (known.day, known.name)))


def settle(run: BackupRun, earlier: EarlierBackups, newest: Manifest, key: SigningKey) -> None:
    """Destroy what must not be kept: old backups, and in all others the objects that the newest calls destroyed."""
    repository, index = run.repository, run.index
    gone = frozenset(known.name for known in newest.destroyed)
    names = (newest.name, *(manifest.name for manifest in earlier.manifests), *earlier.damaged)
    held = _with_lost_objects(run, earlier.manifests) | index.held
    chosen = kept(map(_dated, names), held) | kept(_dated(manifest.name) for manifest in earlier.foreign)
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
    named = frozenset[str]().union(*(manifest.object_names() for manifest in manifests))
    # A damaged manifest may be brought back, and what it names be destroyed then.
    unread = (
        frozenset(indexed.file.name for indexed in index.objects()) - gone if damaged else frozenset[str]()
    )
    index.keep(named | unread)
    index.held.intersection_update({manifest.name for manifest in manifests}.union(damaged))


def _with_lost_objects(run: BackupRun, manifests: Iterable[Manifest]) -> frozenset[str]:
    """Return the names of the newest backups that have what the store lost: each object, and each case."""
    cases = gone_cases(run)
    left = run.index.missed | {known.file.name for known in run.index.objects() if known.case in cases}
    found = set[str]()
    for manifest in manifests:
        if not left.isdisjoint(manifest.object_names()):
            found.add(manifest.name)
            left -= manifest.object_names()
    return frozenset(found)


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
