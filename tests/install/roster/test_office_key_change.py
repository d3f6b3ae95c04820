"""The office changes its key: machines follow what both keys signed, to the fingerprint on paper and nowhere else."""

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from crypto import signing
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from install.kentongan_office import main
from install.restores.notes import sign_notes
from install.roster.key_change import hand_over, replace_lost, restores_noted_by
from install.roster.office_key import OfficeKey, make_office_key
from store.domain.clock import Clock
from store.domain.current_roster import OfficeCertificate
from store.domain.errors import (
    NotHandedOverError,
    OfficeKeyChangeError,
    OlderKeyChangeError,
    OtherOfficeKeyError,
    RosterSignatureError,
)
from store.domain.labels import Label
from store.domain.office_key_change import (
    OfficeKeyChange,
    SignedKeyChange,
    follow_key_change,
    read_key_change,
)
from store.domain.restored_history import HistoryEnd, RestoreNote
from store.domain.roster import digest
from store.web.restore_notes import write_notes
from store.web.roster_keeper import RosterKeeper
from tests.backup_key import passphrase_pipe
from tests.clocks import TODAY
from tests.install.offices import PHRASE, OfflineOffice

Capture = pytest.CaptureFixture[str]
FILE = "office-key.json"


@dataclass
class Changing:
    """An office with one roster signed, its key, and a new key that never signed anything."""

    office: OfflineOffice
    new: OfficeKey

    @property
    def old(self) -> OfficeKey:
        return self.office.key

    @property
    def file(self) -> Path:
        return self.office.output / FILE

    def hand_over(self) -> bytes:
        """The statement that both keys signed."""
        hand_over(self.old, PHRASE, self.new, PHRASE, self.office.output, TODAY)
        return self.file.read_bytes()

    def successor(self) -> OfflineOffice:
        """The same office, which signs with the new key."""
        return OfflineOffice(self.office.folder, self.new)

    def followed(self, data: bytes, *, typed: str = "", pinned: str = "", seen: int = 1) -> OfficeKeyChange:
        return follow_key_change(data, typed or self.new.fingerprint, pinned or self.old.fingerprint, seen)


def keeper(office: OfflineOffice, key: OfficeKey, folder: Path) -> RosterKeeper:
    """A machine that pinned this key."""
    clock = Clock(offset_file=office.clock_file)
    return RosterKeeper(
        office.output, key.certificate, key.fingerprint, folder / "seen", folder / "keys", clock
    )


def made(folder: Path) -> OfficeKey:
    return make_office_key(folder, "Kantor Contoh", PHRASE)


@pytest.fixture(scope="module")
def new_key(tmp_path_factory: pytest.TempPathFactory) -> OfficeKey:
    return made(tmp_path_factory.mktemp("penerus") / "office")


@pytest.fixture
def changing(office: OfflineOffice, new_key: OfficeKey, tmp_path: Path) -> Changing:
    assert office.sign() == 0
    folder = tmp_path / "baru"
    shutil.copytree(new_key.folder, folder, ignore=shutil.ignore_patterns("S.*"))
    return Changing(office, OfficeKey(folder, new_key.fingerprint))


def signature(key: OfficeKey, text: bytes) -> bytes:
    with GnupgHome(key.home) as home:
        return sign_detached(home, key.fingerprint, text, TODAY, PHRASE)


def forged(change: OfficeKeyChange, new: OfficeKey, old: OfficeKey | None = None) -> bytes:
    """A statement like this, signed by whoever has these keys."""
    text = signing.compose(Label.OFFICE_KEY, change)
    by_old = (b"", b"") if old is None else (signature(old, text), old.certificate.read_bytes())
    signed = SignedKeyChange(text.decode(), signature(new, text), new.certificate.read_bytes(), *by_old)
    return msgspec.json.encode(signed)


def test_a_machine_follows_what_both_keys_signed_and_takes_rosters_by_the_new_key_alone(
    changing: Changing, tmp_path: Path
) -> None:
    machine = keeper(changing.office, changing.old, tmp_path)
    machine.current()
    change = changing.followed(changing.hand_over())
    assert (change.day, change.old, change.serial) == (TODAY, changing.old.fingerprint, 1)
    assert (changing.office.output / "office.gpg").read_bytes() == changing.new.certificate.read_bytes()
    moved = keeper(changing.office, changing.new, tmp_path)
    with pytest.raises(RosterSignatureError):
        moved.current()
    assert changing.successor().sign() == 0
    assert moved.current().roster.serial == 2
    with pytest.raises(RosterSignatureError):
        machine.current()


def test_what_the_old_key_signs_after_the_hand_over_is_refused_whatever_its_serial(
    changing: Changing, tmp_path: Path
) -> None:
    changing.hand_over()
    assert changing.successor().sign() == 0
    moved = keeper(changing.office, changing.new, tmp_path)
    moved.current()
    changing.office.output.rename(tmp_path / "kept")
    assert changing.office.sign("--serial", "900") == 0
    with pytest.raises(RosterSignatureError):
        moved.current()


def test_a_very_high_serial_by_the_old_key_does_not_close_a_machine_to_the_new_one(
    changing: Changing, tmp_path: Path
) -> None:
    changing.hand_over()
    kept = tmp_path / "kept"
    shutil.copytree(changing.office.output, kept)
    assert changing.office.sign("--serial", str(1 << 50)) == 0
    keeper(changing.office, changing.old, tmp_path).current()
    shutil.rmtree(changing.office.output)
    kept.rename(changing.office.output)
    assert changing.successor().sign() == 0
    assert keeper(changing.office, changing.new, tmp_path).current().roster.serial == 2


@pytest.mark.parametrize("typed", ["A" * 40, "old"])
def test_a_fingerprint_that_was_typed_wrong_leads_nowhere(changing: Changing, typed: str) -> None:
    data = changing.hand_over()
    with pytest.raises(OtherOfficeKeyError):
        changing.followed(data, typed=changing.old.fingerprint if typed == "old" else typed)


def test_a_thief_of_the_old_key_who_hands_over_to_a_key_of_their_own_fails_at_the_paper(
    changing: Changing, tmp_path: Path
) -> None:
    thief = made(tmp_path / "thief")
    stolen = OfficeKeyChange(TODAY, changing.old.fingerprint, thief.fingerprint, 1)
    data = forged(stolen, thief, changing.old)
    assert changing.followed(data, typed=thief.fingerprint) == stolen  # both did sign
    with pytest.raises(OtherOfficeKeyError):
        changing.followed(data)


def test_signed_by_one_key_alone_it_is_refused(changing: Changing, tmp_path: Path) -> None:
    change, signed = read_key_change(changing.hand_over(), changing.new.fingerprint)
    thief = made(tmp_path / "thief")
    text = signed.text
    for altered, error in (
        (msgspec.structs.replace(signed, old_signature=b""), NotHandedOverError),
        (msgspec.structs.replace(signed, old_certificate=b""), NotHandedOverError),
        (msgspec.structs.replace(signed, old_signature=signed.new_signature), NotHandedOverError),
        (
            msgspec.structs.replace(
                signed, old_signature=signature(thief, text), old_certificate=thief.certificate.read_bytes()
            ),
            NotHandedOverError,
        ),
        (msgspec.structs.replace(signed, new_signature=signed.old_signature), OfficeKeyChangeError),
        (
            msgspec.structs.replace(
                signed, new_signature=signature(thief, text), new_certificate=thief.certificate.read_bytes()
            ),
            OfficeKeyChangeError,
        ),
        (msgspec.structs.replace(signed, new_certificate=signed.old_certificate), OfficeKeyChangeError),
    ):
        with pytest.raises(error) as refused:
            changing.followed(msgspec.json.encode(altered))
        assert type(refused.value) is error
    for by in (thief, changing.new):
        with pytest.raises(NotHandedOverError):
            changing.followed(forged(change, changing.new, by))


def test_each_altered_byte_of_the_statement_is_noticed(changing: Changing) -> None:
    data = changing.hand_over()
    told = json.loads(data)["statement"]
    for before, after in (
        (f'"serial":{1}', '"serial":9'),
        (str(TODAY), str(TODAY + timedelta(1))),
        (changing.old.fingerprint, "B" * 40),
        ('"notes":[]', f'"notes":["{"0" * 64}"]'),
        ("kentongan/office-key/1", "kentongan/roster/1"),
        ("{", "{ "),
    ):
        assert before in told
        altered = json.dumps({**json.loads(data), "statement": told.replace(before, after)}).encode()
        with pytest.raises(OfficeKeyChangeError):
            changing.followed(altered)
    for damaged in (b"", b"{}", data[:-9], data + b"x", b"x" * (17 * 1024 * 1024)):
        with pytest.raises(OfficeKeyChangeError):
            changing.followed(damaged)


def test_an_older_hand_over_is_not_followed_again(changing: Changing, tmp_path: Path) -> None:
    first = changing.hand_over()
    assert changing.successor().sign() == 0
    third = made(tmp_path / "third")
    hand_over(changing.new, PHRASE, third, PHRASE, changing.office.output, TODAY)
    second = changing.file.read_bytes()
    follow_key_change(second, third.fingerprint, changing.new.fingerprint, 2)
    with pytest.raises(NotHandedOverError):  # a machine that is at the second key
        changing.followed(first, pinned=changing.new.fingerprint, seen=2)
    with pytest.raises(OtherOfficeKeyError):  # one that never moved, with the newest paper beside it
        changing.followed(first, typed=third.fingerprint)
    with pytest.raises(
        OlderKeyChangeError
    ):  # one that has seen a roster of which the statement does not know
        changing.followed(first, seen=2)


def test_after_a_loss_the_new_key_signs_alone_and_no_machine_follows_by_itself(changing: Changing) -> None:
    lost = OfficeCertificate(changing.old.certificate, changing.old.fingerprint)
    change = replace_lost(lost, changing.new, PHRASE, changing.office.output, TODAY, [])
    data = changing.file.read_bytes()
    with pytest.raises(NotHandedOverError):
        changing.followed(data)
    assert read_key_change(data, changing.new.fingerprint)[0] == change
    assert changing.successor().sign() == 0
    assert changing.successor().signed().roster.serial == 2


def test_a_copy_of_the_key_that_forgot_its_last_roster_hands_over_after_the_one_that_lies_there(
    changing: Changing,
) -> None:
    changing.old.memory.unlink()
    assert changing.followed(changing.hand_over()).serial == 1
    changing.followed(changing.hand_over())  # a run that broke off is done again
    assert changing.successor().sign() == 0
    assert changing.successor().signed().roster.serial == 2


def note(number: int) -> RestoreNote:
    return RestoreNote(f"{number:032x}", TODAY, "The disk broke.", HistoryEnd(3, "a" * 64, "b" * 64, 2))


def test_notes_on_restores_stay_the_offices_and_those_that_the_old_key_signs_later_do_not(
    changing: Changing, tmp_path: Path
) -> None:
    before, later = sign_notes(changing.old, PHRASE, [note(1), note(2)], TODAY)
    [strange] = sign_notes(changing.new, PHRASE, [note(3)], TODAY)
    write_notes(changing.office.output, [before, strange])  # what the old key did not sign is not taken over
    assert len(changing.followed(changing.hand_over()).notes) == 1
    assert changing.successor().sign() == 0
    current = keeper(changing.office, changing.new, tmp_path).current()
    assert current.is_of_office(before)
    assert not current.is_of_office(later)
    [own] = sign_notes(changing.new, PHRASE, [note(4)], TODAY)
    assert current.is_of_office(own)
    third = made(tmp_path / "third")
    write_notes(changing.office.output, [before, own])
    for _again in "ab":  # a run that broke off is done again
        assert len(hand_over(changing.new, PHRASE, third, PHRASE, changing.office.output, TODAY).notes) == 2
    changing.file.write_bytes(forged(OfficeKeyChange(TODAY, "A" * 40, third.fingerprint, 2), changing.old))
    assert OfflineOffice(changing.office.folder, third).sign() == 0
    unvouched = keeper(changing.office, third, tmp_path).current()
    assert not unvouched.is_of_office(before)


def test_after_a_loss_only_restores_that_the_office_knows_stay_noted(changing: Changing) -> None:
    """A thief of the key can have signed notes, and put them where the office fetches the newest roster."""
    stolen = msgspec.structs.replace(note(2), reason="Made up by a thief.")
    own, made_up = sign_notes(changing.old, PHRASE, [note(1), stolen], TODAY)
    write_notes(changing.office.output, [own, made_up])
    lost = OfficeCertificate(changing.old.certificate, changing.old.fingerprint)
    unknown, known = restores_noted_by(lost, changing.new, changing.office.output)
    assert (known.reason, unknown.reason) == ("The disk broke.", "Made up by a thief.")
    change = replace_lost(lost, changing.new, PHRASE, changing.office.output, TODAY, [known])
    assert change.notes == (digest(own.text),)


def test_the_command_hands_over_says_what_comes_next_and_refuses_a_key_that_was_used(
    changing: Changing, capsys: Capture
) -> None:
    words = ["key", "hand-over", "--office", str(changing.old.folder), "--to", str(changing.new.folder)]
    words += [
        "--output",
        str(changing.office.output),
        "--clock-file",
        str(changing.office.clock_file),
        "--yes",
    ]

    def run(old: str = PHRASE, new: str = PHRASE) -> int:
        return main(
            [*words, "--passphrase-fd", passphrase_pipe(old), "--new-passphrase-fd", passphrase_pipe(new)]
        )

    assert run("bukan ini") == 2
    assert run(PHRASE, "bukan ini") == 2
    assert not changing.file.exists()
    capsys.readouterr()
    assert run() == 0
    said = capsys.readouterr().out
    assert "kentongan office-key FOLDER\n" in said
    assert said.index(f"copy backup.gpg and backup-key.gpg to {changing.new.folder}") < said.index("destroy")
    changing.followed(changing.file.read_bytes())
    assert changing.successor().sign() == 0
    assert "is not checked" not in capsys.readouterr().err  # compared with the last roster by the old key
    assert run() == 2
    assert "has never been used" in capsys.readouterr().err


def test_the_command_replaces_a_lost_key_by_its_certificate(changing: Changing, capsys: Capture) -> None:
    words = ["key", "replace", "--lost", str(changing.old.certificate), "--to", str(changing.new.folder)]
    words += [
        "--output",
        str(changing.office.output),
        "--clock-file",
        str(changing.office.clock_file),
        "--yes",
    ]
    assert main([*words, "--new-passphrase-fd", passphrase_pipe(PHRASE)]) == 0
    assert "kentongan office-key FOLDER --old-key-lost" in capsys.readouterr().out
    with pytest.raises(NotHandedOverError):
        changing.followed(changing.file.read_bytes())
