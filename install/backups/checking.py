"""Checks of a repository without any secret: the age of its newest backup, and whether it is whole.

Whether a backup *opens* can only be tried where the backup key lives.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from install.backups.manifest import ListedFile, Manifest, day_of, manifest_names, read_manifests
from install.backups.repository import Repository, StoredFile, is_whole


@dataclass(frozen=True, slots=True)
class NewestBackup:
    """The newest backup that can be read: `signer` signed it, `size` is what it needs, `backups` how many there are.

    `damaged_manifests` are the names of those that cannot be read or are not signed as they say.
    """

    name: str
    serial: int
    day: date
    signer: str
    size: int
    objects: int
    backups: int
    damaged_manifests: tuple[str, ...]

    def age(self, today: date) -> int:
        """Return how many days old it is."""
        return (today - self.day).days


def newest_backup(folder: Path) -> NewestBackup | None:
    """Return the newest backup of a repository; None if there is none that can be read. It reads manifests alone."""
    manifests, damaged = _manifests(folder)
    if not manifests:
        return None
    newest = manifests[0]
    return NewestBackup(
        newest.name,
        newest.serial,
        newest.day,
        newest.signer,
        newest.size,
        len(newest.objects),
        len(manifests),
        damaged,
    )


def oldest_day(folder: Path) -> date | None:
    """Return the day of the oldest backup of a repository by its name; None if there is none. It reads no file."""
    repository = Repository(folder)
    names = manifest_names(repository) if repository.manifests.is_dir() else []
    return min((day_of(name) for name in names), default=None)


def damaged_manifests(folder: Path) -> tuple[str, ...]:
    """Return the names of the manifests that cannot be read, or are not signed as they say."""
    return _manifests(folder)[1]


def damaged_files(folder: Path, *, newest_alone: bool = True) -> Iterator[str]:
    """Yield the paths in the repository of files that are missing or damaged; it reads every file that is needed."""
    manifests, _ = _manifests(folder)
    repository = Repository(folder)
    chosen = manifests[:1] if newest_alone else manifests
    for place, wanted in (
        (repository.keys, _files(manifest.keys for manifest in chosen)),
        (repository.objects, _files(manifest.objects for manifest in chosen)),
    ):
        yield from (f"{place.name}/{name}" for name in sorted(wanted) if not is_whole(place, wanted[name]))


def _files(lists: Iterable[Iterable[ListedFile]]) -> dict[str, StoredFile]:
    return {file.name: file.stored for files in lists for file in files}


def _manifests(folder: Path) -> tuple[list[Manifest], tuple[str, ...]]:
    """Return what `read_manifests` finds, and nothing where there is no repository yet."""
    repository = Repository(folder)
    if not repository.manifests.is_dir():
        return [], ()
    manifests, damaged = read_manifests(repository)
    return manifests, tuple(damaged)
