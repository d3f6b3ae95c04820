"""Without any secret a repository tells the age and size of its newest backup, and what of it is damaged."""

from datetime import timedelta
from pathlib import Path

import pytest

from install.backups.checking import damaged_files, damaged_manifests, newest_backup
from tests.backup_key import BackupKey
from tests.install.backups.backed_up import back_up, manifests
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]


def test_the_newest_backup_tells_its_age_and_size(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    assert newest_backup(repository) is None
    office.report()
    day = office.clock.today()
    for _ in range(2):
        back_up(config, repository, backup_key)
        office.move(days=1)
    found = newest_backup(repository)
    assert found is not None
    assert (found.serial, found.day, found.backups) == (2, day + timedelta(days=1), 2)
    assert found.age(day + timedelta(days=9)) == 8
    assert found.damaged_manifests == ()
    needed = manifests(repository)[0]
    places = {repository / "objects" / name for name in needed.object_names()}
    places |= {repository / "keys" / file.name for file in needed.keys}
    assert found.size == sum(path.stat().st_size for path in places)
    assert found.objects == len(needed.objects)


def test_every_damaged_file_is_named_and_only_those(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    assert list(damaged_files(repository)) == []
    [manifest] = manifests(repository)
    lost, altered, key = manifest.objects[0].name, manifest.objects[1].name, manifest.run
    (repository / "objects" / lost).unlink()
    (repository / "objects" / altered).write_bytes(b"")
    (repository / "keys" / key).write_bytes(b"")
    assert list(damaged_files(repository)) == [
        f"keys/{key}",
        *sorted(f"objects/{name}" for name in (lost, altered)),
    ]


def test_the_next_run_mends_what_was_removed_because_it_was_damaged(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    [manifest] = manifests(repository)
    for name in ("objects/" + manifest.objects[0].name, f"keys/{manifest.run}"):
        (repository / name).write_bytes(b"")
    office.move(days=1)
    back_up(config, repository, backup_key)
    assert list(damaged_files(repository)) == []
    assert list(damaged_files(repository, newest_alone=False)) != []  # the older one stays as it is


def test_a_damaged_manifest_is_named_and_nothing_that_it_may_need_is_removed(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    [manifest] = manifests(repository)
    path = repository / "manifests" / manifest.name
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    office.move(days=1)
    back_up(config, repository, backup_key, status=1)
    assert f"damaged manifests: {manifest.name}" in capsys.readouterr().err
    assert damaged_manifests(repository) == (manifest.name,)
    path.write_bytes(whole)  # brought back from another place
    assert list(damaged_files(repository, newest_alone=False)) == []
