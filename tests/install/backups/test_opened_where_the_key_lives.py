"""`kentongan-office backup check` opens all backups to their last byte; only then the office signs the note of it."""

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from crypto.attachment_stream import encrypt
from install.backup_checks.note import BackupCheckNoteError, NoteReader
from install.backups.manifest import ListedFile, Manifest, manifest_names, read_manifest, signed_manifest
from install.backups.private_folder import private_folder
from install.backups.repository import Repository, StoredFile, sum_of
from install.backups.run_keys import open_run
from install.backups.secret_key import home_with
from install.backups.signing_key import known_signer, server_key
from install.kentongan_office import main
from tests.backup_key import PASSPHRASE, BackupKey, passphrase_pipe
from tests.install.backups.backed_up import Officer, back_up, manifests
from tests.install.offices import PHRASE, OfflineOffice
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """The file of the note."""
    return tmp_path / "note" / "backup-check.json"


@pytest.fixture
def backed_up(office: TestOffice, config: Path, repository: Path, backup_key: BackupKey) -> Path:
    """Two backups; the older one has an attachment, the newer one a further report."""
    Officer(office, office.report()).works()
    back_up(config, repository, backup_key)
    office.move(days=1)
    office.report()
    back_up(config, repository, backup_key)
    return repository


def check(
    office: TestOffice, signing: OfflineOffice | None, folder: Path, key: BackupKey, note: Path, *words: str
) -> int:
    """Check as an officer types it on the machine without network; the exit status."""
    note.parent.mkdir(exist_ok=True)
    command = ["backup", "check", str(folder), "--key", str(key.exported), "--note", str(note)]
    command += ["--passphrase-fd", passphrase_pipe(), "--clock-file", str(office.clock_file)]
    if signing is not None:
        command += ["--office", str(signing.key.folder), "--office-passphrase-fd", passphrase_pipe(PHRASE)]
    return main([*command, *words])


def reader(office: TestOffice, signing: OfflineOffice) -> NoteReader:
    """The server that the backups are of, in the office whose key signs."""
    signer = known_signer(private_folder(office.config))
    return NoteReader(signing.key.certificate, signing.key.fingerprint, signer)


def test_the_note_says_on_which_day_all_backups_were_opened(
    office: TestOffice, made_office: OfflineOffice, backed_up: Path, backup_key: BackupKey, note: Path,
    capsys: Capture,
) -> None:  # fmt: skip
    assert check(office, made_office, backed_up, backup_key, note) == 0
    shown = capsys.readouterr().out
    newest, oldest = manifests(backed_up)
    assert f"{newest.name}  opens, {len(newest.objects) - 1} objects" in shown  # its dump is none of them
    assert f"{oldest.name}  opens, {len(oldest.objects) - 1} objects" in shown
    assert f"kentongan backup-note {note}" in shown
    today = office.clock.today()
    signed = reader(office, made_office).read(note.read_bytes(), today)
    assert (signed.day, signed.newest, signed.serial, signed.backups) == (today, today, 2, 2)
    assert note.stat().st_mode & 0o777 == 0o644


def test_a_backup_made_after_a_loss_opens_and_is_told_to_lack_what_was_lost(
    office: TestOffice, made_office: OfflineOffice, config: Path, repository: Path, backup_key: BackupKey,
    note: Path, capsys: Capture,
) -> None:  # fmt: skip
    case = office.report()
    lost, _kept = (case.attaches(data, "bukti.txt").name for data in (b"satu", b"dua"))
    (office.folder / "blobs" / lost).unlink()
    back_up(config, repository, backup_key, status=1)
    [made] = manifests(repository)
    assert check(office, made_office, repository, backup_key, note) == 0
    shown = capsys.readouterr()
    assert f"{made.name}  lacks 1 attachments" in shown.err
    assert f"kentongan backup-note {note}" in shown.out
    assert check(office, None, repository, backup_key, note, "--json") == 0
    assert json.loads(capsys.readouterr().out)["backups"][0]["lost"] == 1


def test_the_newest_alone_can_be_checked_and_without_the_office_key_nothing_is_signed(
    office: TestOffice, backed_up: Path, backup_key: BackupKey, note: Path, capsys: Capture
) -> None:
    (backed_up / "manifests" / manifests(backed_up)[1].name).write_bytes(b"{}")
    assert check(office, None, backed_up, backup_key, note, "--newest", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    newest = manifests_newest(backed_up)
    objects = len(newest.objects) - 1
    assert said == {
        "backups": [
            {"name": newest.name, "signer": newest.signer, "objects": objects, "lost": 0, "fault": None}
        ],
        "note": None,
    }
    assert not note.exists()
    assert check(office, None, backed_up, backup_key, note) == 1
    assert "1 of 2 backups do not open" in capsys.readouterr().err


def manifests_newest(repository: Path) -> Manifest:
    """The newest backup, whatever the older ones are."""
    opened = Repository(repository)
    return read_manifest(opened, manifest_names(opened)[0])


def seal_anew(office: TestOffice, folder: Path, key: BackupKey, changed: Manifest, name: str) -> None:
    """Let the server that lies sign other bytes under this object's name: its sum holds, its content does not."""
    repository = Repository(folder)
    path = repository.objects / name
    with home_with(key.exported) as home:
        run = open_run(repository, changed.run, home, PASSPHRASE)
    size = path.stat().st_size
    path.write_bytes(b"".join(encrypt(run.object_key("0" * 32), [b"x" * size]))[:size])
    listed = ListedFile.of(StoredFile(name, *sum_of(path)))
    objects = tuple(listed if file.name == name else file for file in changed.objects)
    manifest = msgspec.structs.replace(changed, objects=objects)
    signing = server_key(private_folder(office.config))
    repository.put_manifest(manifest.name, signed_manifest(manifest, signing))


def test_an_object_whose_sum_holds_but_that_does_not_open_is_found_and_nothing_is_signed(
    office: TestOffice, made_office: OfflineOffice, backed_up: Path, backup_key: BackupKey, note: Path,
    capsys: Capture,
) -> None:  # fmt: skip
    oldest = manifests(backed_up)[1]
    name = next(file.name for file in oldest.objects if file.name != oldest.dump)
    seal_anew(office, backed_up, backup_key, oldest, name)
    assert check(office, made_office, backed_up, backup_key, note) == 1
    shown = capsys.readouterr()
    assert f"{oldest.name}  DOES NOT OPEN" in shown.out
    assert name in shown.out
    assert not note.exists()


@pytest.mark.parametrize("kind", ["objects", "keys", "manifests"])
def test_every_file_that_a_backup_needs_is_looked_at(
    office: TestOffice,
    made_office: OfflineOffice,
    backed_up: Path,
    backup_key: BackupKey,
    note: Path,
    kind: str,
) -> None:
    for path in sorted((backed_up / kind).iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        assert check(office, made_office, backed_up, backup_key, note) == 1, path.name
        assert not note.exists()
        path.write_bytes(whole)
    assert check(office, made_office, backed_up, backup_key, note) == 0


def test_another_server_than_the_one_named_another_key_and_a_wrong_passphrase_sign_nothing(
    office: TestOffice, made_office: OfflineOffice, backed_up: Path, backup_key: BackupKey, note: Path,
    tmp_path: Path, capsys: Capture,
) -> None:  # fmt: skip
    assert check(office, made_office, backed_up, backup_key, note, "--signed-by", "ab" * 32) == 1
    assert manifests(backed_up)[0].signer in capsys.readouterr().out
    other = BackupKey(tmp_path / "other")
    assert check(office, made_office, backed_up, other, note) == 1
    assert "is encrypted to another backup key" in capsys.readouterr().out
    wrong = ("--passphrase-fd", passphrase_pipe("bukan ini"))
    assert check(office, made_office, backed_up, backup_key, note, *wrong) == 2
    wrong = ("--office-passphrase-fd", passphrase_pipe("bukan ini"))
    assert check(office, made_office, backed_up, backup_key, note, *wrong) == 2
    assert check(office, made_office, tmp_path / "nothing", backup_key, note) == 2
    assert not note.exists()


def test_a_machine_whose_clock_is_behind_the_backups_signs_nothing(
    office: TestOffice, made_office: OfflineOffice, backed_up: Path, backup_key: BackupKey, note: Path,
    capsys: Capture,
) -> None:  # fmt: skip
    office.move(days=-1)
    assert check(office, made_office, backed_up, backup_key, note) == 2
    assert "Set its clock" in capsys.readouterr().err
    assert not note.exists()


def test_a_server_believes_a_note_of_its_own_backups_alone_and_not_before_its_day(
    office: TestOffice, made_office: OfflineOffice, backed_up: Path, backup_key: BackupKey, note: Path
) -> None:
    assert check(office, made_office, backed_up, backup_key, note) == 0
    data, today, own = note.read_bytes(), office.clock.today(), reader(office, made_office)
    assert own.read(data, today).day == today
    other_server = NoteReader(own.certificate, own.fingerprint, "ab" * 32)
    other_office = NoteReader(
        office.config.roster.office_certificate, office.keys.office.fingerprint, own.signer
    )
    for refusing, given, day in (
        (own, data.replace(b'\\"backups\\":2', b'\\"backups\\":9'), today),
        (own, data[:-20], today),
        (own, b"{}", today),
        (own, b"", today),
        (own, b"x" * 100_000, today),
        (own, data, today - timedelta(1)),
        (other_server, data, today),
        (other_office, data, today),
    ):
        assert given != data or refusing is not own or day != today
        with pytest.raises(BackupCheckNoteError):
            refusing.read(given, day)
