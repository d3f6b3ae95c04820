"""What the store lost stays in the backups and is told, unless somebody withdrew or destroyed it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from install.backups.manifest import read_manifest, signed_manifest
from install.backups.repository import Repository
from source_interface.submissions.withdrawals import SentFileState
from tests import stand_ins
from tests.backup_key import BackupKey
from tests.faults.mounts import mount
from tests.install.backups.backed_up import (
    Officer,
    assert_backups_have,
    back_up,
    manifests,
    nightly,
    objects_of,
)
from tests.install.backups.lost_rows import case_with_a_lost_file, damage, destroy, lose, put_back_after
from tests.office import TestOffice
from tests.own_namespaces import own_mounts

Capture = pytest.CaptureFixture[str]


def test_a_lost_attachment_is_told_once(
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


@pytest.mark.parametrize(
    ("loss", "values"),
    [
        ("UPDATE entry SET envelope = ? WHERE sequence = 1", (stand_ins.message(),)),
        ("UPDATE event SET content = ? WHERE sequence = 1", (stand_ins.message(),)),
        ("DELETE FROM identity", ()),
        ("DELETE FROM exclusion", ()),
        ("DELETE FROM event", ()),
        ("DELETE FROM entry", ()),
    ],
)
def test_a_case_that_lost_something_else_is_told_once_and_the_backups_keep_it(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    capsys: Capture,
    loss: str,
    values: tuple[bytes, ...],
) -> None:
    Officer(office, office.report("Satu", name="Nama")).works()
    nightly(office, config, repository, backup_key)
    before = objects_of(repository, backup_key)
    damage(office, loss, *values)
    capsys.readouterr()
    for status in (1, 0):
        nightly(office, config, repository, backup_key, "--json", status=status)
        assert json.loads(capsys.readouterr().out)["missed_cases"] == status
        assert_backups_have(repository, before)


def test_a_lost_attachment_of_a_decision_is_told(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    Officer(office, office.report("Satu")).works()
    nightly(office, config, repository, backup_key)
    damage(office, "DELETE FROM blob WHERE event IS NOT NULL")
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    assert "1 attachments are not in the store any more, and no valid withdrawal explains it" in (
        capsys.readouterr().err
    )


def test_a_withdrawal_is_known_in_a_case_that_lost_a_message_too(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case = office.report("Satu")
    case.attaches(b"bukti", "bukti.txt")
    nightly(office, config, repository, backup_key)
    withdrawn = objects_of(repository, backup_key)
    with put_back_after(office, tmp_path / "copy"):
        case.says("Pesan yang hilang")
        nightly(office, config, repository, backup_key)
        lost = objects_of(repository, backup_key) - withdrawn
    assert (
        case.withdraws(2) is SentFileState.WITHDRAWN
    )  # the message that says so comes in the lost one's place
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    told = capsys.readouterr().err
    assert "for 1 cases the backups have messages" in told
    assert "attachments" not in told
    assert "gone from all backups: 3 objects" in told
    left = {path.name for path in (repository / "objects").iterdir()}
    assert lost <= left
    assert len(withdrawn - left) == 3


def test_an_upload_that_no_message_named_is_not_told(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    office.report("Satu").attaches(b"bukti", "bukti.txt")
    damage(office, "UPDATE blob SET sequence = NULL")
    nightly(office, config, repository, backup_key)
    damage(office, "DELETE FROM blob")
    nightly(office, config, repository, backup_key)


def test_a_run_that_breaks_off_behind_its_manifest_leaves_the_warning_to_the_next(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Satu")
    nightly(office, config, repository, backup_key)
    [first] = (repository / "manifests").iterdir()
    with own_mounts():
        mount("--bind", first, first)  # of the same day, it is to go, and cannot
        with put_back_after(office, tmp_path / "copy"):
            case.attaches(b"bukti", "bukti.txt")
            back_up(config, repository, backup_key, status=2)
        case.says("Pesan lain")
        back_up(config, repository, backup_key, status=2)
    assert len(list((repository / "manifests").iterdir())) == 3
    case.says("Pesan lagi")
    nightly(office, config, repository, backup_key, status=1)  # and told by the first that comes to its end
    nightly(office, config, repository, backup_key)
    assert all(manifest.destroyed == () for manifest in manifests(repository))


def test_another_run_of_the_same_day_keeps_the_backup_that_has_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case_with_a_lost_file(office, config, repository, backup_key, tmp_path / "copy")
    before = objects_of(repository, backup_key)
    for status in (1, 0):
        back_up(config, repository, backup_key, status=status)
        assert_backups_have(repository, before)


def test_another_run_of_the_same_day_keeps_the_backup_that_has_a_lost_case(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    case = office.report("Satu")
    office.report("Dua")
    nightly(office, config, repository, backup_key)
    before = objects_of(repository, backup_key)
    lose(office, case)
    for _ in range(2):
        back_up(config, repository, backup_key, status=1)
        assert_backups_have(repository, before)


def exchange(manifest: Path) -> None:
    """Let the manifest be one that another key signed."""
    read = read_manifest(Repository(manifest.parent.parent), manifest.name)
    manifest.write_bytes(signed_manifest(read, SigningKey.generate()))


HARMS = (
    pytest.param(lambda newest: newest.write_bytes(b"x"), id="damaged"),
    pytest.param(Path.unlink, id="deleted"),
    pytest.param(exchange, id="exchanged"),
)


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_lost_stays_without_the_newest_manifest_and_that_is_told(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
    harm: Callable[[Path], object],
) -> None:
    case = office.report("Satu")
    nightly(office, config, repository, backup_key)
    with put_back_after(office, tmp_path / "copy"):
        case.attaches(b"bukti", "bukti.txt")
        nightly(office, config, repository, backup_key)
        before = objects_of(repository, backup_key)
        for number in range(3):
            case.says(f"Pesan yang hilang {number}")
        nightly(office, config, repository, backup_key)
    harm(max((repository / "manifests").iterdir()))
    for number in range(2):
        case.says(f"Pesan lain {number}")
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    told = capsys.readouterr().err
    assert "damaged manifests" in told or "the last backup that this server made is not in the folder" in told
    assert before <= {path.name for path in (repository / "objects").iterdir()}


def test_what_only_a_damaged_manifest_names_can_be_destroyed_once_it_is_brought_back(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    case = office.report("Satu")
    case.attaches(b"bukti", "bukti.txt")
    nightly(office, config, repository, backup_key)
    before = objects_of(repository, backup_key)
    [first] = (repository / "manifests").iterdir()
    whole = first.read_bytes()
    first.write_bytes(b"x")
    damage(office, "UPDATE entry SET envelope = ? WHERE sequence = 2", stand_ins.message())
    nightly(office, config, repository, backup_key, status=1)
    first.write_bytes(whole)
    destroy(office, case, 2, "file")
    nightly(office, config, repository, backup_key)
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 3


@pytest.mark.parametrize("harm", HARMS)
def test_a_withdrawn_file_leaves_all_backups_also_without_the_newest_manifest(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    capsys: Capture,
    harm: Callable[[Path], object],
) -> None:
    case = office.report("Satu")
    case.attaches(b"bukti", "bukti.txt")
    nightly(office, config, repository, backup_key)
    before = objects_of(repository, backup_key)
    nightly(office, config, repository, backup_key)
    harm(max((repository / "manifests").iterdir()))
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    capsys.readouterr()
    nightly(office, config, repository, backup_key, status=1)
    assert "gone from all backups: 3 objects" in capsys.readouterr().err
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 3
