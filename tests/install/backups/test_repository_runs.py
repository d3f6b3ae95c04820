"""A run writes only what is new, tells nothing to those who hold the repository, and breaks off without a trace."""

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from install.backups.checking import damaged_files, newest_backup
from install.backups.dump import DatabaseStart, FileRecord, TableStart
from install.backups.private_folder import alone, private_folder
from install.kentongan import main
from store.model import ReporterSession
from store.model.slot import WRAPPED_BYTES
from tests.backup_key import BackupKey
from tests.faults.disk import full
from tests.faults.killing import Point, run_killed
from tests.faults.mounts import small_disk
from tests.install.backups.backed_up import Officer, back_up, elsewhere, manifests, opened, put_back
from tests.office import TestOffice
from tests.own_namespaces import own_mounts

Capture = pytest.CaptureFixture[str]
SECRET = "Isi yang tidak boleh terbaca"


def run(config: Path, folder: Path, key: BackupKey, capsys: Capture) -> dict[str, object]:
    """What the command says of a backup, for programs."""
    capsys.readouterr()
    back_up(config, folder, key, "--json")
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_second_run_writes_only_what_is_new(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    case = office.report(SECRET)
    case.attaches(b"bukti", "bukti.txt")
    first = run(config, repository, backup_key, capsys)
    second = run(config, repository, backup_key, capsys)
    assert first["new_objects"] == first["objects"]
    assert (second["objects"], second["new_objects"]) == (first["objects"], 1)  # the dump
    case.says("Satu pesan lagi")
    third = run(config, repository, backup_key, capsys)
    assert third["new_objects"] == 3  # the dump, and the message for each side


def test_those_who_hold_the_repository_read_nothing_in_it_and_others_do_not_enter(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    case = office.report(SECRET)
    blob = case.attaches(b"bukti" * 5_000, "bukti.txt").name
    back_up(config, repository, backup_key)
    files = [path for path in repository.rglob("*") if path.is_file()]
    whole = b"".join(path.read_bytes() for path in files)
    for absent in (SECRET, case.case, blob, "sari", "entry", *office.totp_secrets.values()):
        assert absent.encode() not in whole
        assert all(absent not in path.name for path in files)
    assert (office.folder / "blobs" / blob).read_bytes()[:4_000] not in whole
    assert all(
        stat.S_IMODE(path.stat().st_mode) & 0o027 == 0 for path in [repository, *repository.rglob("*")]
    )


def test_a_dump_holds_no_session_no_key_of_sign_ins_and_nothing_that_no_message_names(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    case = office.report(SECRET)
    loose, lookup = Officer(office, case).upload(b"left behind"), b"reporters-session-is-not-kept!!!"
    row = ReporterSession(lookup=lookup, case=case.case, wrapped=b"w" * WRAPPED_BYTES, expires=1_800_000_000)
    with office.database.write() as session:
        session.add(row)
    back_up(config, repository, backup_key)
    with opened(repository, backup_key) as backup:
        records = list(backup.records())
    tables = {record.name for record in records if isinstance(record, TableStart)}
    assert {"case", "slot", "instance", "account"} <= tables
    assert not tables & {
        "reporter_session",
        "officer_session",
        "spent_ticket",
        "ticket_key",
        "alembic_version",
    }
    assert [record.part for record in records if isinstance(record, DatabaseStart)] == ["store", "accounts"]
    assert lookup not in repr(records).encode()
    assert loose not in repr(records)
    names = {record.name for record in records if isinstance(record, FileRecord)}
    assert {"roster.txt", "roster.sig", "office.gpg", "signing-key"} <= names


def test_after_a_lost_index_everything_is_written_anew_and_that_is_said(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    office.report().attaches(b"bukti", "bukti.txt")
    first = run(config, repository, backup_key, capsys)
    for index in private_folder(office.config).glob("index-*"):
        index.write_bytes(b"damaged")
    office.move(days=1)
    back_up(config, repository, backup_key, status=1)
    assert "memory of earlier backups was lost: everything was written anew" in capsys.readouterr().err
    newest, before = manifests(repository)
    assert len(newest.objects) == first["objects"]
    assert not newest.object_names() & before.object_names()
    _, path = elsewhere(office, tmp_path / "machine")
    assert put_back(repository, path, backup_key, "--of", before.day.isoformat()) == 0


def test_two_runs_of_one_moment_leave_the_later_backup_of_the_day(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    office.report()
    for _ in range(2):
        back_up(config, repository, backup_key)
    [manifest] = manifests(repository)
    assert manifest.serial == 2
    assert {path.name for path in (repository / "objects").iterdir()} == manifest.object_names()
    assert len(list((repository / "keys").iterdir())) == 2  # what the first run encrypted is still there


def test_two_runs_at_once_are_refused(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    with alone(private_folder(office.config)):
        back_up(config, repository, backup_key, status=2)
    assert "Another backup is being made" in capsys.readouterr().err
    assert not (repository / "manifests").exists()


def test_the_backups_of_another_store_are_not_mixed_with_this_ones(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    other = TestOffice(tmp_path / "other", office.keys)
    elsewhere_config = other.gateway_configuration("127.0.0.1:8001")
    shared = private_folder(other.config)
    shared.mkdir(0o700)
    for path in private_folder(office.config).iterdir():
        (shared / path.name).write_bytes(path.read_bytes())
    back_up(elsewhere_config, repository, backup_key, status=2)
    assert "are of another store" in capsys.readouterr().err
    other.close()


@pytest.mark.parametrize("certificate", ["absent", "secret", "text"])
def test_without_a_certificate_of_the_backup_key_nothing_is_written(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    certificate: str,
) -> None:
    office.report()
    path = tmp_path / "certificate"
    if certificate != "absent":
        path.write_bytes(backup_key.exported.read_bytes() if certificate == "secret" else b"no certificate")
    words = ["backup", str(repository), "--certificate", str(path), "--config", str(config)]
    assert main(words) == 2
    assert not any(path.is_file() for path in repository.rglob("*") if path.name != "identity")


@contextmanager
def put_back_after(*folders: Path) -> Iterator[None]:
    """Whatever the block does to these folders is undone."""
    kept = [folder.with_name(f"{folder.name}-kept") for folder in folders]
    for folder, copy in zip(folders, kept, strict=True):
        shutil.copytree(folder, copy)
    yield
    for folder, copy in zip(folders, kept, strict=True):
        shutil.rmtree(folder)
        copy.rename(folder)


def test_a_run_that_is_killed_leaves_the_backup_before_it_whole_and_the_next_one_mends_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    office.report().attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    office.move(days=1)
    office.report().attaches(bytes(300_000), "besar.bin")
    private = private_folder(office.config)
    with put_back_after(repository, private):
        count = run(config, repository, backup_key, capsys)["new_objects"]
    assert isinstance(count, int)
    renames = count + 4  # the run's key, the index, the manifest, the index once more
    manifest = renames - 1

    def prepare() -> Callable[[], bytes]:
        return lambda: str(back_up(config, repository, backup_key)).encode()

    for number in (1, 2, count // 2, count, *range(manifest - 2, renames + 1)):
        with put_back_after(repository, private):
            assert run_killed(prepare, Point("", "rename", number), 0).killed
            serials = [manifest.serial for manifest in manifests(repository)]
            assert serials == ([1] if number <= manifest else [2, 1])
            assert list(damaged_files(repository, newest_alone=False)) == []
            with opened(repository, backup_key) as backup:
                assert backup.manifest.serial == serials[0]
            back_up(config, repository, backup_key)
            newest, *others = manifests(repository)
            assert list(damaged_files(repository, newest_alone=False)) == []
            named = newest.object_names().union(*(manifest.object_names() for manifest in others))
            assert {path.name for path in (repository / "objects").iterdir()} == named


def test_on_a_full_disk_no_backup_is_made_and_the_one_before_stays(
    office: TestOffice, config: Path, tmp_path: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    repository = tmp_path / "backups"
    office.report()
    back_up(config, repository, backup_key)
    office.report().attaches(bytes(200_000), "besar.bin")
    with own_mounts():
        small_disk(repository, 2 * 1024 * 1024)
        before = {path: path.stat().st_size for path in repository.rglob("*") if path.is_file()}
        with full(repository):
            back_up(config, repository, backup_key, status=2)
        assert "is full. Make room" in capsys.readouterr().err
        assert {path: path.stat().st_size for path in repository.rglob("*") if path.is_file()} == before
        back_up(config, repository, backup_key)
        assert list(damaged_files(repository)) == []


def test_the_room_of_texts_is_left_alone(
    office: TestOffice,
    repository: Path,
    backup_key: BackupKey,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.report()
    config = office.gateway_configuration("127.0.0.1:8001")
    monkeypatch.setattr("store.engine.database.OFFICERS_RESERVE_BYTES", 2**62)
    monkeypatch.setattr("store.engine.database.OFFICERS_RESERVE_SHARE", 1)
    back_up(config, repository, backup_key, status=2)
    assert "it is kept for the texts of reports" in capsys.readouterr().err
    assert newest_backup(repository) is None
