"""The place of the backups in hostile hands: it tells nothing of cases, and no server that writes there loses data."""

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey

from install.backups.dump import Reference, Row
from install.backups.manifest import MAX_SERIAL, DestroyedObject, signed_manifest
from tests.backup_key import BackupKey
from tests.install.backups.backed_up import back_up, elsewhere, manifests, opened, put_back
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]


def test_neither_lists_nor_times_tell_which_objects_belong_to_one_case(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    for number in range(4):
        office.report(f"Perkara {number}", name="Nama").attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    [manifest] = manifests(repository)
    names = [file.name for file in manifest.objects]
    assert len(names) > 16
    assert names == sorted(names)
    assert {(repository / "objects" / name).stat().st_mtime_ns for name in names} == {0}
    with opened(repository, backup_key) as backup:
        values = [value for record in backup.records() if isinstance(record, Row) for value in record.values]
    rows = [value.name for value in values if isinstance(value, Reference)]  # attachments are written before
    written = sorted(rows, key=lambda name: (repository / "objects" / name).stat().st_ctime_ns)
    assert written != rows


@pytest.mark.parametrize("name", ["objects", "keys"])
def test_no_attachment_of_the_store_goes_because_a_medium_has_a_link_to_them(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture, name: str
) -> None:
    office.report("Satu").attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    [blob] = office.config.store.blobs.iterdir()
    shutil.rmtree(repository / name)
    (repository / name).symlink_to(office.config.store.blobs)
    for manifest in (repository / "manifests").iterdir():
        manifest.unlink()
    back_up(config, repository, backup_key, status=2)
    assert "is a link to another place" in capsys.readouterr().err
    assert blob.exists()


def test_nothing_waits_for_a_pipe_or_reads_a_device_that_a_medium_has(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    office.report("Satu")
    back_up(config, repository, backup_key)
    [manifest] = (repository / "manifests").iterdir()
    manifest.unlink()
    os.mkfifo(manifest)
    (repository / "identity").unlink()
    (repository / "identity").symlink_to("/dev/zero")
    _, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key) == 2
    back_up(config, repository, backup_key, status=1)
    assert len((repository / "identity").read_text()) == 32


def test_the_server_signs_nothing_that_another_key_signed_and_destroys_nothing_for_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    office.report("Satu")
    back_up(config, repository, backup_key)
    [own] = manifests(repository)
    named = tuple(DestroyedObject(name, own.day) for name in own.object_names() - {own.dump})
    stranger = SigningKey.generate()
    forged = msgspec.structs.replace(own, serial=own.serial + 1, destroyed=named)
    data = signed_manifest(forged, stranger)
    (repository / "manifests" / forged.name).write_bytes(data)
    office.move(days=1)
    back_up(config, repository, backup_key)
    assert "signed by another key" in capsys.readouterr().err
    assert (repository / "manifests" / forged.name).read_bytes() == data
    newest, foreign, first = manifests(repository)
    assert (newest.signer, foreign.signer, first) == (own.signer, stranger.verify_key.encode().hex(), own)
    assert newest.destroyed == ()
    assert all((repository / "objects" / name).exists() for name in own.object_names())


@pytest.mark.parametrize("kind", ["damaged", "foreign"])
def test_what_another_wrote_cannot_use_up_the_numbers_of_backups(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture, kind: str
) -> None:
    office.report("Satu")
    back_up(config, repository, backup_key)
    [own] = manifests(repository)
    forged = msgspec.structs.replace(own, serial=MAX_SERIAL)
    data = b"" if kind == "damaged" else signed_manifest(forged, SigningKey.generate())
    (repository / "manifests" / forged.name).write_bytes(data)
    office.move(days=1)
    capsys.readouterr()
    back_up(config, repository, backup_key, status=1 if kind == "damaged" else 0)
    assert forged.name in capsys.readouterr().err
    assert {path.name[-8:] for path in (repository / "manifests").iterdir()} == {
        "00000001",
        "00000002",
        str(MAX_SERIAL),
    }


def test_damaged_manifests_take_no_place_of_a_whole_backup(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    office.report("Satu")
    back_up(config, repository, backup_key)
    [own] = manifests(repository)
    for serial in range(own.serial + 1, own.serial + 4):  # of the same day, and newer
        (repository / "manifests" / msgspec.structs.replace(own, serial=serial).name).write_bytes(b"")
    office.move(days=1)
    back_up(config, repository, backup_key, status=1)
    assert (repository / "manifests" / own.name).exists()
