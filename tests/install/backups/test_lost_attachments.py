"""A file that the store lost costs the office that file alone: every later backup is made, and says what it lacks."""

import errno
import io
import json
import os
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

import pytest

from install.backups import sealing
from install.backups.checking import damaged_files
from install.backups.repository import Repository, open_file
from install.kentongan import main
from source_interface.submissions.withdrawals import SentFileState
from tests.backup_key import BackupKey
from tests.install.backups.backed_up import (
    back_up,
    elsewhere,
    manifests,
    objects_of,
    opened,
    put_back,
    store_rows,
)
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]


def spoil(office: TestOffice, blob: str, how: str) -> None:
    file = office.folder / "blobs" / blob
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1])


class BadSector(io.RawIOBase):
    """A file on a failing disk: it opens with its size, and its bytes do not come."""

    def readinto(self, _buffer: object) -> NoReturn:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def fail_to_read(blob: str, patch: pytest.MonkeyPatch) -> None:
    """Let the disk fail under this file, as no test could break a real one."""

    def opened_file(path: Path) -> BinaryIO:
        return cast(BinaryIO, BadSector()) if path.name == blob else open_file(path)

    patch.setattr(sealing, "open_file", opened_file)


@pytest.mark.parametrize("how", ["missing", "altered"])
def test_a_lost_attachment_that_a_backup_has_stays_in_all_later_ones_and_is_named(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
    how: str,
) -> None:
    case = office.report()
    lost, kept = (case.attaches(data, "bukti.txt").name for data in (b"satu", b"dua"))
    whole = (office.folder / "blobs" / lost).read_bytes()
    back_up(config, repository, backup_key)
    before = objects_of(repository, backup_key)
    spoil(office, lost, how)
    for _ in range(2):
        office.move(days=1)
        capsys.readouterr()
        back_up(config, repository, backup_key, status=1)
        told = capsys.readouterr().err
        assert f"ATTENTION: 1 attachments are missing in the store, unreadable, or altered: {lost}." in told
        assert kept not in told
    assert len(before & objects_of(repository, backup_key)) == len(before) - 1  # each has a dump of its own
    assert list(damaged_files(repository, newest_alone=False)) == []
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key) == 0
    assert (restored.store.blobs / lost).read_bytes() == whole
    assert {name for (name,) in store_rows(machine, "SELECT name FROM blob")} == {lost, kept}
    capsys.readouterr()
    back_up(path, repository, backup_key)  # what was put back is as any other file
    assert "ATTENTION" not in capsys.readouterr().err


@pytest.mark.parametrize("how", ["missing", "altered"])
def test_a_lost_attachment_that_no_backup_has_keeps_none_of_the_others_from_being_put_back(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
    how: str,
) -> None:
    case = office.report()
    lost, kept = (case.attaches(data, "bukti.txt").name for data in (b"satu", b"dua"))
    spoil(office, lost, how)
    for _ in range(2):
        capsys.readouterr()
        back_up(config, repository, backup_key, status=1)
        told = capsys.readouterr().err
        assert f"altered, and no backup has them: {lost}." in told
        office.move(days=1)
    back_up(config, repository, backup_key, "--json", status=1)
    made = json.loads(capsys.readouterr().out)
    assert (made["attachments"], made["saved_attachments"], made["lost_attachments"]) == (1, [], [lost])
    assert [len(manifest.destroyed) for manifest in manifests(repository)] == [
        0,
        0,
        0,
    ]  # lost is not destroyed
    with opened(repository, backup_key) as backup:
        assert (backup.lost, backup.blobs, backup.destroyed) == ({lost}, {kept}, 0)
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key, "--dry-run") == 0
    assert put_back(repository, path, backup_key) == 0
    assert capsys.readouterr().err.count("Lost already or without room when that backup was made") == 2
    assert {file.name for file in restored.store.blobs.iterdir()} == {kept}
    assert {name for (name,) in store_rows(machine, "SELECT name FROM blob")} == {kept}
    assert main(["audit", "verify", "--config", str(path)]) == 0
    back_up(path, repository, backup_key)  # the store that was put back names it no more
    assert "ATTENTION" not in capsys.readouterr().err


def test_a_lost_attachment_that_its_reporter_withdraws_leaves_all_backups(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    case = office.report()
    lost = case.attaches(b"bukti", "bukti.txt").name
    back_up(config, repository, backup_key)
    before = objects_of(repository, backup_key)
    spoil(office, lost, "missing")
    back_up(config, repository, backup_key, status=1)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    back_up(config, repository, backup_key)
    assert (
        "gone from all backups: 3 objects" in capsys.readouterr().err
    )  # the file, and both sides of its message
    assert len(before & objects_of(repository, backup_key)) == len(before) - 4


def test_of_a_lost_attachment_that_no_backup_has_the_messages_go_once_its_reporter_withdraws_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    """They name the file."""
    case = office.report()
    spoil(office, case.attaches(b"bukti", "bukti.txt").name, "missing")
    back_up(config, repository, backup_key, status=1)
    before = objects_of(repository, backup_key)
    office.move(days=1)
    back_up(config, repository, backup_key, status=1)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    office.move(days=1)
    back_up(config, repository, backup_key)
    assert "gone from all backups: 2 objects" in capsys.readouterr().err
    left = set(Repository(repository).names(repository / "objects"))
    assert len(before - left) == 2
    back_up(config, repository, backup_key)
    assert "gone from all backups" not in capsys.readouterr().err


def test_a_repository_begun_after_a_loss_is_whole_and_says_what_it_lacks(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    """Names are told up to ten, so that a disk that is away fills no screen."""
    case = office.report()
    lost = [case.attaches(b"bukti", f"{number}.txt").name for number in range(12)]
    for blob in lost:
        spoil(office, blob, "missing")
    back_up(config, repository, backup_key, status=1)
    told = capsys.readouterr().err
    assert "ATTENTION: 12 attachments" in told
    assert len([blob for blob in lost if blob in told]) == 10


def test_a_file_on_a_bad_sector_costs_the_office_that_file_alone_until_it_can_be_read_again(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = office.report()
    lost, kept = (case.attaches(data, "bukti.txt").name for data in (b"satu", b"dua"))
    with monkeypatch.context() as patch:
        fail_to_read(lost, patch)
        back_up(config, repository, backup_key, status=1)
    assert f"and no backup has them: {lost}." in capsys.readouterr().err
    with opened(repository, backup_key) as backup:
        assert (backup.lost, backup.blobs) == ({lost}, {kept})
    assert list(damaged_files(repository, newest_alone=False)) == []
    office.move(days=1)
    back_up(config, repository, backup_key)
    with opened(repository, backup_key) as backup:
        assert (backup.lost, backup.blobs) == (set(), {lost, kept})
