"""Reporters' files fill the disk down to its reserve, and every text has a backup all the same."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from install.backups.checking import damaged_files
from install.backups.errors import NoRoomForBackupError
from install.backups.repository import Repository, new_name
from install.kentongan import main
from source_interface.submissions.withdrawals import SentFileState
from store.attachments.blobs import Blobs
from tests.backup_key import BackupKey
from tests.clocks import STILL
from tests.faults.mounts import small_disk
from tests.install.backups.backed_up import back_up, elsewhere, manifests, opened, put_back, store_rows
from tests.office import TestOffice
from tests.own_namespaces import own_mounts
from tests.server_configuration import server_configuration

Capture = pytest.CaptureFixture[str]
MORE_THAN_ANY_DISK = 2**62


def keep_free(office: TestOffice, config: Path, size: int) -> None:
    """Let the server's configuration keep so many bytes free of files."""
    store = msgspec.structs.replace(office.config.store, reserve_bytes=size)
    config.write_text(server_configuration(msgspec.structs.replace(office.config, store=store)))


def test_an_attachment_that_has_no_room_is_named_and_keeps_no_text_from_its_backup(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    before = office.report("Laporan pertama")
    kept = before.attaches(b"satu", "satu.txt").name
    back_up(config, repository, backup_key)
    keep_free(office, config, MORE_THAN_ANY_DISK)
    without_room = before.attaches(b"dua", "dua.txt").name
    later = office.report("Laporan kedua").case
    capsys.readouterr()
    back_up(config, repository, backup_key, status=1)
    told = capsys.readouterr().err
    assert f"ATTENTION: 1 attachments have no room in this backup: {without_room}." in told
    assert kept not in told
    assert list(damaged_files(repository, newest_alone=False)) == []
    with opened(repository, backup_key) as backup:
        assert (backup.blobs, backup.lost, backup.destroyed) == ({kept}, {without_room}, 0)
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key) == 0
    assert {file.name for file in restored.store.blobs.iterdir()} == {kept}
    assert {case for (case,) in store_rows(machine, 'SELECT id FROM "case"')} == {before.case, later}
    assert main(["audit", "verify", "--config", str(path)]) == 0


def test_once_there_is_room_the_next_run_has_the_attachment(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    blob = office.report().attaches(b"satu", "satu.txt").name
    usual = office.config.store.reserve_bytes
    keep_free(office, config, MORE_THAN_ANY_DISK)
    for _ in range(2):
        capsys.readouterr()
        back_up(config, repository, backup_key, "--json", status=1)
        made = json.loads(capsys.readouterr().out)
        found = (made["attachments"], made["lost_attachments"], made["left_out_attachments"])
        assert found == (0, [], [blob])
        office.move(days=1)
    keep_free(office, config, usual)
    back_up(config, repository, backup_key, "--json")
    made = json.loads(capsys.readouterr().out)
    assert (made["attachments"], made["left_out_attachments"]) == (1, [])
    assert [len(manifest.destroyed) for manifest in manifests(repository)] == [0, 0, 0]
    with opened(repository, backup_key) as backup:
        assert (backup.blobs, backup.lost) == ({blob}, set())


def test_what_its_reporter_withdraws_before_it_had_room_leaves_all_backups(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    """The messages beside it name the file."""
    case = office.report()
    case.attaches(b"bukti", "bukti.txt")
    keep_free(office, config, MORE_THAN_ANY_DISK)
    back_up(config, repository, backup_key, status=1)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    office.move(days=1)
    back_up(config, repository, backup_key)
    assert "gone from all backups: 2 objects" in capsys.readouterr().err


def test_what_grows_while_it_is_written_stops_at_the_room_that_texts_need(tmp_path: Path) -> None:
    """The dump of a long history took it: reports were refused meanwhile, and the run failed at the disk's end."""
    reserve, least = 512 * 1024, list[int]()
    with own_mounts():
        folder = tmp_path / "backups"
        folder.mkdir()
        small_disk(folder, 2 * 1024 * 1024)
        repository = Repository(folder, Blobs(folder, STILL, reserve))
        repository.prepare()

        def pieces() -> Iterator[bytes]:
            for _ in range(64):
                disk = os.statvfs(folder)
                least.append(disk.f_bavail * disk.f_frsize)
                yield bytes(64 * 1024)

        with pytest.raises(NoRoomForBackupError):
            repository.add_object(new_name(), pieces())
        assert reserve <= min(least) < 2 * reserve
        assert list(repository.objects.iterdir()) == []
