"""A file that is gone from the store, and that nobody is known to have withdrawn, stays in the backups and is told."""

import json
from pathlib import Path

import pytest

from source_interface.submissions.withdrawals import SentFileState
from tests.backup_key import BackupKey
from tests.faults.mounts import mount
from tests.install.backups.backed_up import assert_backups_have, back_up, manifests, nightly, objects_of
from tests.install.backups.lost_rows import case_with_a_lost_file, damage, put_back_after
from tests.office import TestOffice
from tests.own_namespaces import own_mounts

Capture = pytest.CaptureFixture[str]


def test_it_is_told_once(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    case = office.report("Satu")
    blob = case.attaches(b"bukti", "bukti.txt").name
    case.attaches(b"tetap", "tetap.txt")
    nightly(office, config, repository, backup_key)
    damage(office, "DELETE FROM blob WHERE name = ?", blob)
    capsys.readouterr()
    nightly(office, config, repository, backup_key, "--json", status=1)
    assert json.loads(capsys.readouterr().out)["missed_attachments"] == [blob]
    nightly(office, config, repository, backup_key, "--json")
    assert json.loads(capsys.readouterr().out)["missed_attachments"] == []


def test_a_withdrawal_in_a_case_that_is_no_longer_than_before_is_told_as_missed(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    """Nothing tells it from a loss: the backups keep the file, and the administrator hears of it."""
    case = office.report("Satu")
    blob = case.attaches(b"bukti", "bukti.txt").name
    with put_back_after(office, tmp_path / "copy"):
        case.says("Pesan yang hilang")
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    told = capsys.readouterr().err
    assert (
        f"1 attachments are not in the store any more, and no run saw a reporter withdraw them: {blob}"
        in told
    )
    assert_backups_have(repository, before)


def test_an_upload_that_no_message_named_is_not_told(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    office.report("Satu").attaches(b"bukti", "bukti.txt")
    damage(office, "UPDATE blob SET sequence = NULL")
    nightly(office, config, repository, backup_key)
    damage(office, "DELETE FROM blob")
    nightly(office, config, repository, backup_key)


def test_it_is_remembered_by_a_run_that_breaks_off_behind_its_manifest(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = case_with_a_lost_file(office, config, repository, backup_key, tmp_path / "copy")
    case.says("Pesan lain")
    [earlier] = (repository / "manifests").iterdir()
    with own_mounts():
        mount("--bind", earlier, earlier)  # of the same day, it is to go, and cannot
        back_up(config, repository, backup_key, status=2)
    assert len(list((repository / "manifests").iterdir())) == 2
    case.says("Pesan lagi")
    nightly(office, config, repository, backup_key, status=1)  # and told by the first that comes to its end
    nightly(office, config, repository, backup_key)
    assert [manifest.destroyed for manifest in manifests(repository)] == [(), (), ()]


def test_while_a_manifest_is_damaged_a_case_is_measured_by_all_backups(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    """Otherwise an attacker with the place of the backups alone could let a file count as withdrawn."""
    case = office.report("Satu")
    nightly(office, config, repository, backup_key)
    with put_back_after(office, tmp_path / "copy"):
        case.attaches(b"bukti", "bukti.txt")
        nightly(office, config, repository, backup_key)
        for number in range(3):
            case.says(f"Pesan yang hilang {number}")
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
    newest = max((repository / "manifests").iterdir())
    newest.write_bytes(b"x")
    for number in range(2):
        case.says(f"Pesan lain {number}")
    nightly(office, config, repository, backup_key, status=1)
    assert before <= {path.name for path in (repository / "objects").iterdir()}
