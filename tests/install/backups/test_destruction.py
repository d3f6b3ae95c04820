"""What was destroyed in the store leaves every backup at the next run, and no old copy brings it back."""

import hashlib
import shutil
from pathlib import Path

import msgspec
import pytest

from install.backups.checking import damaged_files
from install.backups.private_folder import private_folder
from install.backups.retention import DAYS
from install.kentongan import main
from source_interface.submissions.withdrawals import SentFileState
from store.api.messages import ReplySubmission
from store.cases.conversation import erase_own_copies
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.cases.sealed_records import replace_private_record
from store.domain.deadlines import DeadlineConfig
from store.domain.event import NO_EVENT, CaseRole, EventKind
from store.domain.restored_history import HistoryEnd
from store.domain.retention import DestructionScope, Retention
from store.web.restore_notes import write_notes
from tests import stand_ins
from tests.backup_key import BackupKey
from tests.genuine_case import GenuineCase
from tests.install.backups.backed_up import (
    back_up,
    elsewhere,
    manifests,
    objects_of,
    put_back,
    store_rows,
)
from tests.install.backups.lost_rows import damage, destroy, lose
from tests.journalist_interface.restored_case import signed_note
from tests.office import TestOffice
from tests.passing_days import let_days_pass
from tests.signed_events import CONTENT, DraftedEvent, EventSigner, drafted

Capture = pytest.CaptureFixture[str]


def both_signed(office: TestOffice, case: GenuineCase) -> None:
    """Let two people sign the destruction of a case that was archived long ago."""
    signer = EventSigner(office, case)
    scope = DestructionScope(case.last_sequence + 1)
    reply = office.reply("sari", case, case.last_sequence + 1, "Diarsipkan")
    steps: list[tuple[str, DraftedEvent, ReplySubmission | None]] = [
        ("sari", drafted(EventKind.MOVE, target="verification"), None),
        (
            "sari",
            drafted(EventKind.MOVE, content=CONTENT, target="archived", entry=reply.sequence),
            reply,
        ),
        (
            "sari",
            drafted(EventKind.PROPOSE_DESTRUCTION, content=CONTENT, person="dewi", destroys=scope),
            None,
        ),
        ("dewi", drafted(EventKind.CONFIRM_DESTRUCTION, CaseRole.SIGNATORY, about=3, destroys=scope), None),
    ]
    roster = msgspec.structs.replace(office.roster, retention=Retention(archived=1, not_proven=1))
    for person, draft, answer in steps:
        if draft.kind is EventKind.PROPOSE_DESTRUCTION:
            office.move(days=40)
        decision = signer.decision(person, draft, reply=answer)
        new = NewDecision(case.case, person, office.clock.today(), decision, roster)
        append_decision(office.database, new, DeadlineConfig().open())


def test_a_copy_that_a_reporter_erased_leaves_every_backup_at_the_next_run(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case, other = office.report("Satu"), office.report("Dua")
    days = []
    for _ in range(3):
        back_up(config, repository, backup_key)
        days.append(office.clock.today())
        office.move(days=1)
    before = {path.name for path in (repository / "objects").iterdir()}
    erase_own_copies(office.database, case.case)
    capsys.readouterr()
    back_up(config, repository, backup_key)
    assert "gone from all backups: 1 objects" in capsys.readouterr().err
    newest, *old = manifests(repository)
    [destroyed] = [found.name for found in newest.destroyed]
    assert destroyed in before
    assert not (repository / "objects" / destroyed).exists()
    assert all(destroyed not in manifest.object_names() for manifest in [newest, *old])
    assert list(damaged_files(repository, newest_alone=False)) == []
    machine = tmp_path / "machine"
    _, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key, "--of", days[0].isoformat()) == 0
    assert "Destroyed since that backup, and not brought back: 1 objects, 0 cases" in capsys.readouterr().out
    found = store_rows(machine, 'SELECT "case", sealed IS NULL FROM entry')
    assert set(found) == {(case.case, 1), (other.case, 0)}
    assert main(["audit", "verify", "--config", str(path)]) == 0


def test_of_what_an_officer_keeps_for_themselves_backups_hold_the_newest_alone(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    first, second = stand_ins.message(b"first"), stand_ins.message(b"second")
    replace_private_record(office.database, "sari", first, None)
    day = office.clock.today()
    back_up(config, repository, backup_key)
    before = objects_of(repository, backup_key)
    office.move(days=1)
    replace_private_record(office.database, "sari", second, hashlib.sha256(first).hexdigest())
    back_up(config, repository, backup_key)
    [gone] = [found.name for found in manifests(repository)[0].destroyed]
    assert gone in before
    assert not (repository / "objects" / gone).exists()
    assert list(damaged_files(repository, newest_alone=False)) == []
    for name, words, record in (("new", (), second), ("old", ("--of", day.isoformat()), None)):
        machine = tmp_path / name
        _, path = elsewhere(office, machine)
        assert put_back(repository, path, backup_key, *words) == 0
        assert store_rows(machine, "SELECT person, record FROM private_record") == [("sari", record)]


def test_an_officers_record_that_an_accident_took_stays_in_the_backups(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    replace_private_record(office.database, "sari", stand_ins.message(), None)
    back_up(config, repository, backup_key)
    damage(office, "DELETE FROM private_record")
    office.move(days=1)
    back_up(config, repository, backup_key)
    assert [manifest.destroyed for manifest in manifests(repository)] == [(), ()]


def test_a_file_that_a_reporter_withdrew_leaves_every_backup_with_its_name_at_the_next_run(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case, other = office.report("Satu"), office.report("Dua")
    blob = case.attaches(b"bukti", "Daftar Sari.pdf").name
    kept = {other.attaches(b"lain", "lain.txt").name, case.attaches(b"tetap", "tetap.txt").name}
    back_up(config, repository, backup_key)
    day, before = office.clock.today(), objects_of(repository, backup_key)
    office.move(days=1)
    back_up(config, repository, backup_key)
    office.move(days=1)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    capsys.readouterr()
    back_up(config, repository, backup_key)
    assert (
        "gone from all backups: 3 objects" in capsys.readouterr().err
    )  # the file, and both sides of its message
    left = {path.name for path in (repository / "objects").iterdir()}
    assert len(before - left) == 3
    assert list(damaged_files(repository, newest_alone=False)) == []
    back_up(config, repository, backup_key)
    assert "gone from all backups" not in capsys.readouterr().err
    newest = tmp_path / "newest"
    restored, path = elsewhere(office, newest)
    assert put_back(repository, path, backup_key) == 0
    assert {found.name for found in restored.store.blobs.iterdir()} == kept
    assert main(["audit", "verify", "--config", str(path)]) == 0
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    capsys.readouterr()
    assert put_back(repository, path, backup_key, "--of", day.isoformat()) == 0
    assert "not brought back: 3 objects, 0 cases" in capsys.readouterr().out
    assert {found.name for found in restored.store.blobs.iterdir()} == kept
    assert {name for (name,) in store_rows(machine, "SELECT name FROM blob")} == kept
    assert blob not in kept
    rows = store_rows(machine, "SELECT sequence, envelope IS NULL, sealed IS NULL FROM entry")
    assert [row for row in rows if row[1]] == [(2, 1, 1)]
    capsys.readouterr()
    # The withdrawal came after that backup: what is gone has to be accepted like any loss.
    assert main(["audit", "verify", "--config", str(path)]) == 1
    assert "Message 2 is gone" in capsys.readouterr().out


@pytest.mark.parametrize("accident", ["the row of a file is lost", "a message is damaged"])
def test_what_an_accident_took_from_the_store_stays_in_the_backups(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, accident: str
) -> None:
    case = office.report("Satu")
    case.attaches(b"bukti", "bukti.txt")
    back_up(config, repository, backup_key)
    before = objects_of(repository, backup_key)
    if accident == "a message is damaged":
        damage(office, "UPDATE entry SET envelope = ? WHERE sequence = 2", stand_ins.message())
    else:
        damage(office, "DELETE FROM blob")
    office.move(days=1)
    back_up(config, repository, backup_key, status=1)
    assert all((repository / "objects" / name).exists() for name in before)


def test_a_withdrawal_takes_no_good_copy_of_another_message_of_its_case(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Satu")
    for name in ("ditarik.txt", "tetap.txt"):
        case.attaches(b"bukti", name)
    last = case.says("Pesan yang kemudian rusak")
    back_up(config, repository, backup_key)
    day, before = office.clock.today(), objects_of(repository, backup_key)
    damage(office, "UPDATE entry SET envelope = ? WHERE sequence = ?", stand_ins.message(), last)
    for status in (1, 0):
        office.move(days=1)
        back_up(config, repository, backup_key, status=status)
    damage(office, "UPDATE entry SET envelope = ? WHERE sequence = 1", stand_ins.message())
    damage(office, "DELETE FROM blob WHERE sequence = 3")
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    back_up(config, repository, backup_key, status=1)
    gone = before - {path.name for path in (repository / "objects").iterdir()}
    assert len(gone) == 3  # the file, and both sides of its message
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key, "--of", day.isoformat()) == 0
    rows = store_rows(machine, "SELECT sequence FROM entry WHERE envelope IS NULL OR sealed IS NULL")
    assert rows == [(2,)]
    assert len(list(restored.store.blobs.iterdir())) == 1


@pytest.mark.parametrize("side", ["envelope", "sealed"])
def test_a_message_with_a_damaged_side_leaves_every_backup_once_two_people_destroy_it(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, side: str
) -> None:
    case = office.report("Satu")
    place = case.says("Data orang ketiga")
    back_up(config, repository, backup_key)
    before = objects_of(repository, backup_key)
    written = stand_ins.message() if side == "envelope" else stand_ins.sealed()
    damage(office, f"UPDATE entry SET {side} = ? WHERE sequence = ?", written, place)  # noqa: S608
    office.move(days=1)
    back_up(config, repository, backup_key, status=1)
    destroy(office, case, place, "message")
    office.move(days=1)
    back_up(config, repository, backup_key)
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 2


def test_an_old_copy_beside_the_newest_manifest_brings_back_nothing_that_was_destroyed(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report("Satu")
    back_up(config, repository, backup_key)
    day = office.clock.today()
    old = tmp_path / "old"
    shutil.copytree(repository, old)
    office.move(days=1)
    erase_own_copies(office.database, case.case)
    back_up(config, repository, backup_key)
    newest = manifests(repository)[0]
    shutil.copy(repository / "manifests" / newest.name, old / "manifests")
    _, path = elsewhere(office, tmp_path / "machine")
    assert put_back(old, path, backup_key, "--of", day.isoformat()) == 0
    assert store_rows(tmp_path / "machine", "SELECT sealed FROM entry") == [(None,)]


def test_a_case_that_is_gone_without_two_signatures_stays_in_all_backups(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture
) -> None:
    gone = office.report("Satu", name="Nama")
    office.report("Dua")
    back_up(config, repository, backup_key)
    before = objects_of(repository, backup_key)
    office.move(days=1)
    lose(office, gone)
    capsys.readouterr()
    back_up(config, repository, backup_key, status=1)
    assert "ATTENTION: 1 cases of earlier backups are not in the store any more" in capsys.readouterr().err
    assert all((repository / "objects" / name).exists() for name in before)


def test_a_destroyed_case_leaves_every_backup_and_no_older_one_brings_it_back(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    destroyed, other = office.report("Satu", name="Nama"), office.report("Dua")
    destroyed.attaches(b"bukti", "bukti.txt")
    blob = other.attaches(b"bukti", "bukti.txt").name
    both_signed(office, destroyed)
    back_up(config, repository, backup_key)
    day = office.clock.today()
    before = objects_of(repository, backup_key)
    let_days_pass(office)
    back_up(config, repository, backup_key)
    left = {path.name for path in (repository / "objects").iterdir()}
    assert (
        len(before - left) == 11
    )  # messages, contents of decisions, exclusion, identity, the file, and the dump
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key, "--of", day.isoformat()) == 0
    assert store_rows(machine, 'SELECT id FROM "case"') == [(other.case,)]
    assert store_rows(machine, 'SELECT "case", events FROM tombstone') == [(destroyed.case, 4)]
    figures = store_rows(machine, 'SELECT "case", record IS NOT NULL FROM statistic')
    assert set(figures) == {(destroyed.case, 1), (other.case, 1)}
    assert [found.name for found in restored.store.blobs.iterdir()] == [blob]
    assert store_rows(machine, "PRAGMA foreign_key_check") == []
    assert destroyed.case not in str(store_rows(machine, "SELECT * FROM blob"))
    capsys.readouterr()
    assert main(["audit", "verify", "--config", str(path)]) == 0, capsys.readouterr().out


def test_a_restore_leaves_a_destroyed_case_out_whose_objects_the_server_could_not_name(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path
) -> None:
    destroyed, other = office.report("Satu"), office.report("Dua")
    destroyed.attaches(b"bukti", "bukti.txt")
    both_signed(office, destroyed)
    back_up(config, repository, backup_key)
    day = office.clock.today()
    for index in private_folder(office.config).glob("index-*"):
        index.unlink()
    let_days_pass(office)
    back_up(config, repository, backup_key, status=1)
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key, "--of", day.isoformat()) == 0
    assert store_rows(machine, 'SELECT id FROM "case"') == [(other.case,)]
    assert list(restored.store.blobs.iterdir()) == []


def test_backups_go_by_the_rule_and_take_with_them_what_only_they_had(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey
) -> None:
    # The Sunday before last is one of the nights, whichever weekday the last one is.
    nights = DAYS + 8
    office.report()
    for _ in range(nights):
        back_up(config, repository, backup_key)
        office.move(days=1)
    kept = manifests(repository)
    assert DAYS < len(kept) < nights
    assert [manifest.serial for manifest in kept[:DAYS]] == list(range(nights, nights - DAYS, -1))
    dumps = {manifest.dump for manifest in kept}
    named = frozenset[str]().union(*(manifest.object_names() for manifest in kept))
    assert {path.name for path in (repository / "objects").iterdir()} == named
    assert len(named - dumps) == len(kept[0].objects) - 1  # no message is there twice
    assert {path.name for path in (repository / "keys").iterdir()} == {
        file.name for manifest in kept for file in manifest.keys
    }


def test_a_newer_backup_that_cannot_be_opened_is_named_to_whoever_restores_an_older_one(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    destroyed = office.report("Satu", name="Nama")
    both_signed(office, destroyed)
    back_up(config, repository, backup_key)
    day = office.clock.today()
    let_days_pass(office)
    back_up(config, repository, backup_key)
    newest = manifests(repository)[0]
    (repository / "objects" / newest.dump).write_bytes(b"damaged")
    _, path = elsewhere(office, tmp_path / "machine")
    put_back(repository, path, backup_key, "--of", day.isoformat())
    assert f"These newer backups could not be opened: {newest.name}." in capsys.readouterr().err


def test_a_message_and_a_file_that_two_people_destroyed_leave_every_backup_and_no_old_copy_brings_them_back(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, tmp_path: Path, capsys: Capture
) -> None:
    case, other = office.report("Satu"), office.report("Dua")
    case.attaches(b"gambar terlarang", "gambar.png")
    text, kept = case.says("Data orang ketiga"), other.says("Tetap")
    back_up(config, repository, backup_key)
    day, before = office.clock.today(), objects_of(repository, backup_key)
    copied = tmp_path / "copied"
    shutil.copytree(repository, copied)
    office.move(days=1)
    destroy(office, case, 2, "file")
    destroy(office, case, text, "message")
    capsys.readouterr()
    back_up(config, repository, backup_key)
    assert (
        "gone from all backups: 5 objects" in capsys.readouterr().err
    )  # two messages, both sides, and a file
    assert len(before - {path.name for path in (repository / "objects").iterdir()}) == 5
    assert list(damaged_files(repository, newest_alone=False)) == []
    for path in copied.glob("objects/*"):  # an old copy of the medium still has them
        shutil.copy(path, repository / "objects")
    machine = tmp_path / "machine"
    restored, path = elsewhere(office, machine)
    assert put_back(repository, path, backup_key, "--of", day.isoformat()) == 0
    rows = store_rows(machine, 'SELECT "case", sequence FROM entry WHERE envelope IS NULL AND sealed IS NULL')
    assert set(rows) == {(case.case, 2), (case.case, text)}
    assert store_rows(machine, "SELECT sequence FROM part_tombstone ORDER BY sequence") == [(2,), (text,)]
    assert list(restored.store.blobs.iterdir()) == []
    assert (other.case, kept) not in rows
    assert main(["audit", "verify", "--config", str(path)]) == 1  # until the office notes the restore
    end = HistoryEnd(0, NO_EVENT, NO_EVENT, text)
    write_notes(restored.roster.folder, [signed_note(office, case.case, end)])
    assert main(["audit", "verify", "--config", str(path)]) == 0
