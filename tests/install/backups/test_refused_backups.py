"""A backup that is not whole is refused before anything is written, and the refusal names what is damaged."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey

from install.backups.manifest import Manifest, manifest_names, read_manifest, signed_manifest
from install.backups.repository import Repository
from install.kentongan import main
from tests.backup_key import BackupKey, passphrase_pipe
from tests.install.backups.backed_up import back_up, elsewhere, manifests, put_back
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]
Harm = Callable[[Path, Manifest], str]


def _manifest_file(repository: Path) -> Path:
    return repository / "manifests" / manifest_names(Repository(repository))[0]


def lose_object(repository: Path, manifest: Manifest) -> str:
    (repository / "objects" / manifest.objects[0].name).unlink()
    return manifest.objects[0].name


def alter_object(repository: Path, manifest: Manifest) -> str:
    path = repository / "objects" / manifest.objects[1].name
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return path.name


def shorten_object(repository: Path, manifest: Manifest) -> str:
    path = repository / "objects" / manifest.objects[1].name
    path.write_bytes(path.read_bytes()[:-1])
    return path.name


def link_object(repository: Path, manifest: Manifest) -> str:
    path = repository / "objects" / manifest.objects[1].name
    path.rename(repository / "elsewhere")
    path.symlink_to(repository / "elsewhere")
    return path.name


def alter_dump(repository: Path, manifest: Manifest) -> str:
    path = repository / "objects" / manifest.dump
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    return manifest.dump


def exchange_key(repository: Path, manifest: Manifest) -> str:
    (repository / "keys" / manifest.run).write_bytes(b"no key")
    return manifest.run


def lose_key(repository: Path, manifest: Manifest) -> str:
    (repository / "keys" / manifest.run).unlink()
    return manifest.run


def alter_manifest(repository: Path, manifest: Manifest) -> str:
    path = _manifest_file(repository)
    path.write_text(path.read_text().replace(manifest.objects[0].sha256, "0" * 64))
    return manifest.name


def cut_manifest(repository: Path, manifest: Manifest) -> str:
    path = _manifest_file(repository)
    path.write_bytes(path.read_bytes()[:-40])
    return manifest.name


def rename_manifest(repository: Path, manifest: Manifest) -> str:
    name = f"{manifest.day}-00000009"
    _manifest_file(repository).rename(repository / "manifests" / name)
    return name


def list_without_dump(repository: Path, manifest: Manifest) -> str:
    """As somebody writes who signs with a key of their own."""
    changed = manifest.without(frozenset({manifest.dump}))
    _manifest_file(repository).write_bytes(signed_manifest(changed, SigningKey.generate()))
    return manifest.dump


def list_another_dump(repository: Path, manifest: Manifest) -> str:
    other = next(file.name for file in manifest.objects if file.name != manifest.dump)
    changed = msgspec.structs.replace(manifest, dump=other)
    _manifest_file(repository).write_bytes(signed_manifest(changed, SigningKey.generate()))
    return other


HARMS: dict[str, Harm] = {
    harm.__name__: harm
    for harm in (
        lose_object, alter_object, shorten_object, link_object, alter_dump, exchange_key, lose_key, alter_manifest,
        cut_manifest, rename_manifest, list_without_dump, list_another_dump,
    )
}  # fmt: skip


def assert_nothing_restored(machine: Path) -> None:
    assert list((machine / "blobs").iterdir()) == []
    assert list((machine / "store").iterdir()) == []
    assert not (machine / "accounts").exists()


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_backup_is_refused_by_the_name_of_what_is_damaged(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
    harm: str,
) -> None:
    office.report().attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    named = HARMS[harm](repository, manifests(repository)[0])
    _, path = elsewhere(office, tmp_path / "machine")
    capsys.readouterr()
    assert put_back(repository, path, backup_key) == 2
    [said] = capsys.readouterr().err.splitlines()
    assert named in said
    assert "Take another copy of the backups" in said
    assert_nothing_restored(tmp_path / "machine")


def test_another_key_a_wrong_passphrase_or_another_server_opens_nothing(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    _, path = elsewhere(office, tmp_path / "machine")
    other = BackupKey(tmp_path / "other-key")
    assert put_back(repository, path, other) == 2
    assert "another backup key than the one that was brought" in capsys.readouterr().err
    words = ["restore", str(repository), "--config", str(path)]
    with_key = [*words, "--key", str(backup_key.exported), "--passphrase-fd"]
    assert main([*with_key, passphrase_pipe("salah")]) == 2
    assert "passphrase" in capsys.readouterr().err
    assert main(words) == 2
    assert "Name the backup key" in capsys.readouterr().err
    assert main([*words, "--key", str(backup_key.certificate), "--passphrase-fd", passphrase_pipe()]) == 2
    assert "is no secret key" in capsys.readouterr().err
    assert put_back(repository, path, backup_key, "--signed-by", "0" * 64) == 2
    assert "is signed by the key" in capsys.readouterr().err
    assert put_back(repository, path, backup_key, "--of", "2001-01-01") == 2
    assert f"There are those of: {office.clock.today()}" in capsys.readouterr().err
    assert put_back(tmp_path / "machine", path, backup_key) == 2
    assert "is no repository of backups" in capsys.readouterr().err
    assert_nothing_restored(tmp_path / "machine")
    signer = read_manifest(Repository(repository), manifests(repository)[0].name).signer
    assert put_back(repository, path, backup_key, "--signed-by", signer) == 0


def test_the_key_may_be_in_a_home_of_gnupg(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    _, path = elsewhere(office, tmp_path / "machine")
    brought = ["--gnupg-home", str(backup_key.gnupg_home), "--passphrase-fd", passphrase_pipe()]
    assert main(["restore", str(repository), *brought, "--config", str(path)]) == 0


def test_a_rehearsal_of_a_restore_reads_everything_and_writes_nothing(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    office.report().attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    _, path = elsewhere(office, tmp_path / "machine")
    capsys.readouterr()
    before = sorted((tmp_path / "machine").rglob("*"))
    assert put_back(repository, path, backup_key, "--dry-run") == 0
    assert "could be restored, with 1 attachments" in capsys.readouterr().out
    assert sorted((tmp_path / "machine").rglob("*")) == before
    lose_object(repository, manifests(repository)[0])
    assert put_back(repository, path, backup_key, "--dry-run") == 2


@pytest.mark.parametrize(
    "left", ["store/store.sqlite3-wal", "store/store.sqlite3-shm", "blobs/0123", "accounts/accounts.sqlite3"]
)
def test_what_another_store_left_behind_is_moved_away_first(
    office: TestOffice,
    config: Path,
    repository: Path,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: Capture,
    left: str,
) -> None:
    back_up(config, repository, backup_key)
    _, path = elsewhere(office, tmp_path / "machine")
    (tmp_path / "machine" / left).parent.mkdir(mode=0o700, exist_ok=True)
    (tmp_path / "machine" / left).touch()
    assert put_back(repository, path, backup_key) == 2
    assert "is there already. Stop both servers" in capsys.readouterr().err
    (tmp_path / "machine" / left).unlink()
    assert put_back(repository, path, backup_key) == 0


def test_a_manifest_is_text_that_another_program_can_read(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    office.report()
    back_up(config, repository, backup_key)
    label, _, body = json.loads(_manifest_file(repository).read_text())["statement"].partition("\n")
    assert label == "kentongan/backup/1"
    assert json.loads(body)["serial"] == 1
