"""The office key is made before witnesses: with copies that were tried, and a record of what was checked and not."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from crypto.gpg.certificate import grouped
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import WrongPassphraseError
from install.backups.secret_key import home_with
from install.ceremony.key_copies import CopyError, Secrets, copy_of, require_apart, try_copy, write_copy
from install.ceremony.machine_links import connections
from install.kentongan_office import main
from install.roster.office_key import open_office_key, require_passphrase
from tests.backup_key import passphrase_pipe
from tests.clocks import START, TODAY
from tests.install.offices import PHRASE, OfflineOffice

Capture = pytest.CaptureFixture[str]
BACKUP_PHRASE = "frasa sandi cadangan contoh"
NAME = "Kantor Contoh"


@pytest.fixture
def media(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders that stand for media; a test's disk is one device."""
    red, blue = tmp_path / "red", tmp_path / "blue"
    red.mkdir()
    blue.mkdir()
    return red, blue


def make(folder: Path, media: Sequence[Path], *words: str, present: Sequence[str] = ("Sari", "Budi")) -> int:
    """Make the keys as a script does."""
    folder.mkdir(exist_ok=True)
    clock = folder / "clock"
    clock.write_text(str(START))
    named = [word for name in present for word in ("--present", name)]
    copies = [word for medium in media for word in ("--copy", str(medium))]
    given = ["--passphrase-fd", passphrase_pipe(PHRASE)]
    given += ["--backup-passphrase-fd", passphrase_pipe(BACKUP_PHRASE), "--clock-file", str(clock)]
    office = ["key", "make", "--office", str(folder / "office"), "--name", NAME]
    return main([*office, *named, *copies, *given, "--despite-network", *words])


def text_of(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_both_keys_are_made_copied_twice_and_written_into_the_record(
    tmp_path: Path, media: tuple[Path, Path], capsys: Capture
) -> None:
    assert make(tmp_path / "kantor", media, "--same-device") == 0
    said = capsys.readouterr().out
    key = open_office_key(tmp_path / "kantor" / "office")
    require_passphrase(key, PHRASE, TODAY)
    record = key.folder / "record.pdf"
    told = text_of(record)
    assert grouped(key.fingerprint) in said
    for start in (0, 20):
        assert grouped(key.fingerprint[start : start + 20]) in told
    for words in (
        "Berita acara pembuatan kunci kantor",
        "Record of the making of the office key",
        "Sari",
        "Budi",
    ):
        assert words in told
    for honest in ("The clock was NOT compared", "It was NOT checked that the copies are on different media"):
        assert honest in told
    assert PHRASE not in told
    for medium in media:
        place = copy_of(key, medium)
        assert str(place) in "".join(told.split())  # a long one is broken
        assert open_office_key(place).fingerprint == key.fingerprint
        assert (place / "record.pdf").read_bytes() == record.read_bytes()
        with home_with(place / "backup-key.gpg") as home:
            message = encrypt_bytes(b"rahasia", [key.folder / "backup.gpg"], TODAY)
            assert decrypt_bytes(home, message, 64, BACKUP_PHRASE) == b"rahasia"
    secret = [path for path in tmp_path.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()]
    assert secret == []


def test_nothing_is_made_without_witnesses_without_two_copies_or_with_a_short_passphrase(
    tmp_path: Path, media: tuple[Path, Path], capsys: Capture
) -> None:
    folder = tmp_path / "kantor"
    for given, people, words, sentence in (
        (media, ("Sari",), ["--same-device"], "at least 2 people"),
        (media, ("Sari", "sari "), ["--same-device"], "at least 2 people"),
        (media[:1], ("Sari", "Budi"), ["--same-device"], "at least 2 media"),
        (media, ("Sari", "Budi"), [], "are on the same medium"),
        (media, ("Sari", "Бyди"), ["--same-device"], "cannot print the letter Б"),
        ((*media, tmp_path / "none"), ("Sari", "Budi"), [], "on the same medium"),
        (
            media,
            ("Sari", "Budi"),
            ["--same-device", "--passphrase-fd", passphrase_pipe("pendek")],
            "20 characters",
        ),
    ):
        assert make(folder, given, *words, present=people) == 2
        assert sentence in capsys.readouterr().err
        assert not (folder / "office").exists()


def test_a_machine_that_is_connected_makes_no_key_unless_told_to(
    tmp_path: Path, media: tuple[Path, Path], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = tmp_path / "sys"
    for name, kind, state in (
        ("lo", "772", "unknown"),
        ("eth0", "1", "down"),
        ("wlan0", "1", "up"),
        ("tun0", "65534", "unknown"),
    ):
        folder = system / "class/net" / name
        folder.mkdir(parents=True)
        (folder / "type").write_text(f"{kind}\n")
        (folder / "operstate").write_text(f"{state}\n")
    for name, state in (("rfkill0", "1"), ("rfkill1", "0")):
        folder = system / "class/rfkill" / name
        folder.mkdir(parents=True)
        (folder / "name").write_text(f"radio-{name}\n")
        (folder / "state").write_text(f"{state}\n")
    assert connections(system) == ["tun0", "wlan0", "radio-rfkill0"]
    assert connections(tmp_path / "none") == []
    monkeypatch.setattr("install.ceremony.machine_links.SYSTEM", system)
    assert main(_by_hand(tmp_path)) == 2
    assert "This machine is connected: tun0, wlan0, radio-rfkill0." in capsys.readouterr().err
    assert not (tmp_path / "office").exists()
    assert make(tmp_path / "kantor", media, "--same-device", "--without-backup-key") == 0
    told = text_of(tmp_path / "kantor" / "office" / "record.pdf")
    assert "CONNECTED, and gone on with knowingly: tun0, wlan0, radio-rfkill0." in told
    assert "NO backup key was made" in told


def test_a_person_at_the_terminal_is_led_through_all_of_it(
    tmp_path: Path, media: tuple[Path, Path], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    red, blue = map(str, media)
    answers = iter(["ya", "Sari", "Budi", "", "ya", "tidak", red, f"{red}/none", blue])
    hidden: list[str] = []

    def unseen(prompt: str) -> str:
        if "Type it back" in prompt:
            hidden.append("bukan ini" if not hidden else _shown(capsys))
            return hidden[-1]
        return BACKUP_PHRASE

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(answers))
    monkeypatch.setattr("getpass.getpass", unseen)
    assert main([*_by_hand(tmp_path), "--despite-network", "--same-device"]) == 0
    left = capsys.readouterr().out  # since the words were shown
    assert "\033[2J" in left  # they are cleared from the screen,
    assert "\033[3J" in left.partition("\033[2J")[2]  # and from the lines above it
    key = open_office_key(tmp_path / "office")
    assert len(hidden[-1].split()) >= 7
    require_passphrase(key, hidden[-1], TODAY)
    told = text_of(key.folder / "record.pdf")
    assert "The people present compared the clock" in told
    assert "was drawn by the machine and typed back" in told


def test_no_words_are_drawn_into_a_file(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["ya", "Sari", "Budi", "", "ya"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: pytest.fail("words were shown"))
    assert main([*_by_hand(tmp_path), "--despite-network", "--same-device"]) == 2
    assert "the words would stay in it" in capsys.readouterr().err
    assert not (tmp_path / "office").exists()


def _by_hand(folder: Path) -> list[str]:
    (folder / "clock").write_text(str(START))
    words = ["key", "make", "--office", str(folder / "office"), "--name", NAME]
    return [*words, "--clock-file", str(folder / "clock")]


def _shown(capsys: Capture) -> str:
    """The words that stand on the screen, indented."""
    return next(line for line in capsys.readouterr().out.splitlines() if line.startswith("    ")).strip()


def test_a_clock_that_is_wrong_ends_it(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: "tidak")
    assert main([*_by_hand(tmp_path), "--despite-network"]) == 2
    assert "Set the clock first" in capsys.readouterr().err
    assert not (tmp_path / "office").exists()


def test_a_copy_follows_the_key_and_is_tried_with_what_lies_on_the_medium(
    office: OfflineOffice, media: tuple[Path, Path], capsys: Capture
) -> None:
    words = ["key", "copy", "--office", str(office.key.folder), "--same-device"]
    words += ["--to", str(media[0]), "--to", str(media[1]), "--clock-file", str(office.clock_file)]
    assert main([*words, "--passphrase-fd", passphrase_pipe(PHRASE)]) == 0
    place = copy_of(office.key, media[0])
    assert not (place / "last-roster.json").exists()
    assert office.sign() == 0
    assert main([*words, "--passphrase-fd", passphrase_pipe(PHRASE)]) == 0
    assert (place / "last-roster.json").read_bytes() == office.key.memory.read_bytes()
    again = ["key", "check", str(place), "--clock-file", str(office.clock_file)]
    assert main([*again, "--passphrase-fd", passphrase_pipe(PHRASE)]) == 0
    assert grouped(office.key.fingerprint) in capsys.readouterr().out
    assert main([*again, "--passphrase-fd", passphrase_pipe("bukan ini")]) == 2
    [secret] = (
        path for path in (place / "gnupg/private-keys-v1.d").iterdir() if b"Ed25519" in path.read_bytes()
    )
    secret.write_bytes(secret.read_bytes()[:-20])
    capsys.readouterr()
    assert main([*again, "--passphrase-fd", passphrase_pipe(PHRASE)]) == 2
    assert "cannot be used" in capsys.readouterr().err


def test_a_copy_is_an_office_folder_that_signs_when_the_first_is_lost(
    office: OfflineOffice, media: tuple[Path, Path]
) -> None:
    assert office.sign() == 0
    place = write_copy(office.key, media[0], Secrets(PHRASE), TODAY)
    shutil.rmtree(office.key.folder)
    office.key = open_office_key(place)
    assert office.sign() == 0
    assert office.signed().roster.serial == 2


def test_the_backup_key_goes_on_in_the_copies_of_a_new_office_key(
    tmp_path: Path, media: tuple[Path, Path]
) -> None:
    assert make(tmp_path / "lama", media, "--same-device") == 0
    assert make(tmp_path / "baru", media, "--same-device", "--without-backup-key") == 0
    old, new = (open_office_key(tmp_path / name / "office") for name in ("lama", "baru"))
    message = encrypt_bytes(b"rahasia", [old.folder / "backup.gpg"], TODAY)
    for name in ("backup.gpg", "backup-key.gpg"):
        shutil.copy(old.folder / name, new.folder)
    given = [
        "--passphrase-fd",
        passphrase_pipe(PHRASE),
        "--backup-passphrase-fd",
        passphrase_pipe(BACKUP_PHRASE),
    ]
    to = [word for medium in media for word in ("--to", str(medium))]
    clock = ["--clock-file", str(tmp_path / "baru" / "clock")]
    assert main(["key", "copy", "--office", str(new.folder), "--same-device", *to, *given, *clock]) == 0
    for place in (old.folder, *(copy_of(old, medium) for medium in media)):
        shutil.rmtree(place)
    for medium in media:
        with home_with(copy_of(new, medium) / "backup-key.gpg") as home:
            assert decrypt_bytes(home, message, 64, BACKUP_PHRASE) == b"rahasia"


def test_no_copy_lies_where_another_key_does_and_one_device_is_no_second_medium(
    office: OfflineOffice, media: tuple[Path, Path]
) -> None:
    place = write_copy(office.key, media[0], Secrets(PHRASE), TODAY)
    (place / "office.gpg").write_bytes((office.certificates / "satu.gpg").read_bytes())
    with pytest.raises(CopyError, match="another office key"):
        write_copy(office.key, media[0], Secrets(PHRASE), TODAY)
    with pytest.raises(CopyError, match="on the same medium"):
        require_apart(media)
    require_apart([media[0], Path("/proc")])
    with pytest.raises(CopyError, match="is no folder"):
        require_apart([media[0], media[1] / "none"])
    with pytest.raises(WrongPassphraseError):
        try_copy(office.key.folder, Secrets("bukan ini"), TODAY)
