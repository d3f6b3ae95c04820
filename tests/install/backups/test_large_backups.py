"""A restore reads all that a backup writes, and many backups are listed in little more memory than one."""

import os
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from install.backups.dump import MAX_RECORD_BYTES, DumpStart, Row, file_records, records, written
from install.backups.errors import BackupError
from install.backups.manifest import MAX_MANIFEST_BYTES, ListedFile, Manifest, read_manifests, signed_manifest
from install.backups.repository import Repository
from install.backups.signing_key import signer_of
from store.web.restore_notes import NOTES_FILE
from tests.backup_key import BackupKey
from tests.clocks import TODAY
from tests.install.backups.backed_up import back_up, elsewhere, manifests, opened, put_back
from tests.office import TestOffice

MIB = 1024 * 1024
KEY = SigningKey(b"k" * 32)
START = DumpStart(1, date(2026, 11, 30))
Capture = pytest.CaptureFixture[str]


def listed(count: int) -> tuple[ListedFile, ...]:
    return tuple(ListedFile(os.urandom(16).hex(), 1024, os.urandom(32).hex()) for _ in range(count))


def manifest_of(serial: int, objects: tuple[ListedFile, ...]) -> Manifest:
    return Manifest(
        serial=serial, day=TODAY, signer=signer_of(KEY), run="0" * 32, dump="1" * 32, objects=objects, keys=()
    )


@pytest.fixture
def prepared(repository: Path) -> Repository:
    repository.mkdir()
    made = Repository(repository)
    made.prepare()
    return made


def test_a_small_file_larger_than_a_record_comes_back_whole(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    """The office's notes on restores may be large."""
    notes = os.urandom(MAX_RECORD_BYTES + MIB)
    (office.config.roster.folder / NOTES_FILE).write_bytes(notes)
    back_up(config, repository, backup_key)
    with opened(repository, backup_key) as backup:
        assert backup.files[NOTES_FILE] == notes
        assert len(backup.files["roster.txt"]) < MIB
    _, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key, "--dry-run") == 0


@pytest.mark.parametrize("size", [0, 1, 16 * MIB, 16 * MIB + 1, 33 * MIB])
def test_the_records_of_a_small_file_of_any_size_can_be_read(size: int) -> None:
    data = os.urandom(size)
    made = list(file_records("restores.json", data))
    start, *found = records(written([START, *made]), "dump")
    assert (start, found) == (START, made)
    assert b"".join(record.data for record in made) == data


def test_a_record_that_no_restore_could_read_ends_the_backup() -> None:
    with pytest.raises(BackupError, match="more than could be restored"):
        list(written([START, Row((b"x" * MAX_RECORD_BYTES,))]))


def test_a_manifest_that_no_restore_could_read_ends_the_backup_and_leaves_the_one_before(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    [first] = manifests(repository)
    size = (repository / "manifests" / first.name).stat().st_size
    monkeypatch.setattr("install.backups.manifest.MAX_MANIFEST_BYTES", size)
    office.report()
    back_up(config, repository, backup_key, status=2)
    assert "more than could be restored" in capsys.readouterr().err
    assert [manifest.name for manifest in manifests(repository)] == [first.name]
    assert set(Repository(repository).names(repository / "objects")) == first.object_names()


def test_the_manifest_of_an_office_of_twice_the_estimated_size_can_be_written() -> None:
    """By the bytes of an object in it: 1,200 cases of a thousand events, and a message of two sides for each three."""
    few = 1000
    per_object = len(signed_manifest(manifest_of(1, listed(few)), KEY)) / few
    assert 2_000_000 * per_object < MAX_MANIFEST_BYTES


def test_a_file_that_many_backups_list_is_in_memory_once(prepared: Repository) -> None:
    objects = listed(5_000)
    sizes = []
    for serial in (1, 2, 3, 4, 5, 6):
        manifest = manifest_of(serial, objects)
        prepared.put_manifest(manifest.name, signed_manifest(manifest, KEY))
        tracemalloc.start()
        found, damaged = read_manifests(prepared)
        sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert (len(found), damaged) == (serial, [])
        assert found[0].objects == objects
    assert sizes[-1] < 1.5 * sizes[0]


def test_a_strangers_list_changes_nothing_in_the_lists_of_others(prepared: Repository) -> None:
    """Under the same name it may call another file the object."""
    own = listed(3)
    other = tuple(ListedFile(file.name, file.size + 1, "f" * 64) for file in own)
    for serial, objects in ((1, own), (2, other), (3, own)):
        manifest = manifest_of(serial, objects)
        prepared.put_manifest(manifest.name, signed_manifest(manifest, KEY))
    found, _ = read_manifests(prepared)
    assert [manifest.objects for manifest in found] == [own, other, own]
    found, _ = read_manifests(prepared, other)
    assert [manifest.objects for manifest in found] == [own, other, own]
