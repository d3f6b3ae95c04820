"""The office takes a key from an enrolment file only by a fingerprint that was heard, and leaves the rest as it was."""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from crypto.gpg.certificate import grouped
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from install.commands.roster import main
from install.roster.roster_source import read_source
from install.roster.source_edit import with_keys
from install.server.enrolled_workstation import NotTheirKeyError, enrolment_of
from store.domain.enrolment import Enrolment, enrolment_file, read_enrolment
from store.web.roster_keeper import RosterConfig
from tests.clocks import TODAY
from tests.gnupg_keys import secret_fingerprints
from tests.install.offices import PHRASE, OfflineOffice, gpg, in_days, person

Capture = pytest.CaptureFixture[str]
CLIENT_KEY = "A" * 51 + "Q"
NAME = "Orang Tiga"
COMMENTED = """\
# Kantor kami
[office]
name = "Kantor Contoh"   # nama resmi
unit = "WBS"
gateway = "gateway.contoh"

[[positions]]
id = "petugas"
title = "Petugas"
title_en = "Officer"

[[people]]
id = "satu"              # sejak 2024
name = "Orang satu"
position = "petugas"
roles = [
    "officer",           # dan tidak lebih
]
certificates = ["satu.gpg"]   # dari telepon tanggal 3

# akhir
[retention]
archived = 24
"""


@dataclass
class Workstation:
    """A person's key where it was made, and the file that goes to the office."""

    home: GnupgHome
    fingerprint: str
    folder: Path

    def file(self, name: str = NAME, day: date = TODAY) -> Path:
        made = Enrolment(name, day, self.home.certificate(self.fingerprint), CLIENT_KEY)
        path = self.folder / "orang.enrolment"
        path.write_bytes(
            enrolment_file(made, lambda text: sign_detached(self.home, self.fingerprint, text, day, PHRASE))
        )
        return path


@pytest.fixture
def workstation(home_of_satu: GnupgHome, tmp_path: Path) -> Workstation:
    """The workstation of `satu`, whose key no source names yet."""
    (fingerprint,) = secret_fingerprints(home_of_satu)
    return Workstation(home_of_satu, fingerprint, tmp_path)


def enrol(office: OfflineOffice, file: Path, *words: str) -> int:
    places = ["--source", str(office.source), "--clock-file", str(office.clock_file)]
    return main(["enrol", *places, str(file), *words])


def by_script(workstation: Workstation, *words: str) -> list[str]:
    return ["--fingerprint", workstation.fingerprint, *words]


def typed(monkeypatch: pytest.MonkeyPatch, lines: Sequence[str]) -> None:
    """Let a person type these lines."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def files(office: OfflineOffice) -> dict[Path, bytes]:
    """What the command may change: the source, and both folders beside it."""
    folders = (office.certificates, office.folder / "enrolments")
    paths = [office.source, *(path for folder in folders for path in folder.rglob("*"))]
    return {path: path.read_bytes() for path in paths}


@pytest.fixture
def empty(office: OfflineOffice) -> OfflineOffice:
    """The office with no one in its source and no certificate."""
    office.source.write_text(COMMENTED.partition("[[positions]]")[0], "utf-8")
    for path in office.certificates.iterdir():
        path.unlink()
    return office


def test_a_new_person_is_asked_for_by_a_question_each_and_can_be_signed(
    empty: OfflineOffice, workstation: Workstation, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = grouped(workstation.fingerprint).lower()
    answers = [heard, "tiga", "petugas", "Petugas Pengelola", "Case Officer", "officer, alternate"]
    typed(monkeypatch, answers)
    file = workstation.file()
    assert enrol(empty, file) == 0
    said = capsys.readouterr().out
    assert f"{NAME}, {TODAY}; with a key for the gateway" in said
    source = read_source(empty.source)
    (new,) = source.people
    assert (new.id, new.name, new.position, new.roles) == ("tiga", NAME, "petugas", ("officer",))
    assert new.alternate
    assert new.certificates == ("tiga.gpg",)
    assert [(place.id, place.title, place.title_en) for place in source.positions] == [
        ("petugas", "Petugas Pengelola", "Case Officer")
    ]
    assert empty.source.read_text().startswith(
        '# Kantor kami\n[office]\nname = "Kantor Contoh"   # nama resmi\n'
    )
    enrolled = empty.folder / "enrolments" / "tiga.enrolment"
    assert read_enrolment(enrolled.read_bytes()).gateway_client_key == CLIENT_KEY
    assert enrolled.read_bytes() == file.read_bytes()
    assert empty.sign() == 0
    (certificate,) = empty.signed().roster.people[0].certificates
    assert certificate.fingerprint == workstation.fingerprint


def test_the_server_takes_the_same_file_once_the_roster_that_names_its_key_is_there(
    office: OfflineOffice, workstation: Workstation, tmp_path: Path
) -> None:
    (office.certificates / "dua.gpg").rename(office.certificates / "satu.gpg")  # the earlier key of `satu`
    office.write(person("satu"))
    assert office.sign() == 0
    server = RosterConfig(
        folder=office.output,
        office_certificate=office.key.certificate,
        office_fingerprint=office.key.fingerprint,
        state=tmp_path / "seen",
        certificates=tmp_path / "keys",
    )
    assert enrol(office, workstation.file(), *by_script(workstation, "--id", "satu")) == 0
    enrolled = office.folder / "enrolments" / "satu.enrolment"
    with pytest.raises(NotTheirKeyError):
        enrolment_of(server, "satu", enrolled)
    assert office.sign() == 0
    assert enrolment_of(server, "satu", enrolled).gateway_client_key == CLIENT_KEY


def test_the_fingerprint_is_not_shown_before_it_was_typed(
    empty: OfflineOffice, workstation: Workstation, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, [])
    assert enrol(empty, workstation.file()) != 0
    said = capsys.readouterr()
    for spelling in (
        workstation.fingerprint,
        grouped(workstation.fingerprint),
        workstation.fingerprint[-16:],
    ):
        assert spelling not in said.out + said.err


def test_a_file_that_was_exchanged_fails_at_the_telephone_and_changes_nothing(
    empty: OfflineOffice, workstation: Workstation, capsys: Capture
) -> None:
    file, before = workstation.file(), files(empty)
    other = "0" + workstation.fingerprint[1:] if workstation.fingerprint[0] != "0" else "1" * 40
    assert enrol(empty, file, "--fingerprint", other, "--id", "tiga") == 1
    said = capsys.readouterr()
    assert "The key in this file has another fingerprint. Nothing was changed." in said.err
    assert workstation.fingerprint not in said.out + said.err
    assert enrol(empty, file, "--fingerprint", "ya", "--id", "tiga") == 1
    assert files(empty) == before


def test_a_person_who_is_listed_gets_the_key_and_no_other_line_changes(
    office: OfflineOffice, workstation: Workstation
) -> None:
    office.source.write_text(COMMENTED, "utf-8")
    (office.certificates / "satu.gpg").unlink()
    assert enrol(office, workstation.file(), *by_script(workstation, "--id", "satu")) == 0
    assert office.source.read_text() == COMMENTED
    assert (office.certificates / "satu.gpg").read_bytes() == workstation.home.certificate(
        workstation.fingerprint
    )


def test_the_same_again_changes_nothing(office: OfflineOffice, workstation: Workstation) -> None:
    file = workstation.file()
    assert enrol(office, file, *by_script(workstation, "--id", "satu")) == 0
    before = files(office)
    assert enrol(office, file, *by_script(workstation, "--id", "satu")) == 0
    assert files(office) == before


def test_a_new_key_stands_beside_the_old_one_or_retires_it(
    office: OfflineOffice, workstation: Workstation
) -> None:
    office.source.write_text(COMMENTED, "utf-8")
    (office.certificates / "dua.gpg").rename(office.certificates / "satu.gpg")  # the earlier key of `satu`
    file = workstation.file()
    assert enrol(office, file, *by_script(workstation, "--id", "satu")) == 0
    (satu,) = read_source(office.source).people
    assert satu.certificates == ("satu.gpg", "satu-2.gpg")
    assert not satu.retired
    assert enrol(office, file, *by_script(workstation, "--id", "satu", "--last-day", in_days(-3))) == 0
    (satu,) = read_source(office.source).people
    assert {name: f"{day}" for name, day in satu.retired.items()} == {"satu.gpg": in_days(-3)}
    text = office.source.read_text()
    assert 'certificates = ["satu.gpg", "satu-2.gpg"]   # dari telepon tanggal 3\n' in text
    assert f'retired = {{ "satu.gpg" = {in_days(-3)} }}\n\n# akhir' in text
    without = [line for line in text.splitlines() if not line.startswith(("certificates", "retired"))]
    assert without == [line for line in COMMENTED.splitlines() if not line.startswith("certificates")]


def test_the_last_day_of_the_earlier_key_is_asked_for(
    office: OfflineOffice, workstation: Workstation, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.certificates / "dua.gpg").rename(office.certificates / "satu.gpg")
    office.write(person("satu"))
    typed(monkeypatch, [workstation.fingerprint, "", in_days(-1), "ya"])
    assert enrol(office, workstation.file("Orang satu")) == 0  # proposed by the name
    assert "Keys of satu that are still in use:" in capsys.readouterr().out
    (satu,) = read_source(office.source).people
    assert list(satu.retired) == ["satu.gpg"]


def test_a_file_that_only_bears_the_name_of_a_colleague_gives_its_maker_nothing_of_theirs(
    office: OfflineOffice, workstation: Workstation, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.certificates / "dua.gpg").rename(office.certificates / "satu.gpg")
    office.write(person("satu"))
    file, before = workstation.file("Orang satu"), files(office)
    for answers in ([""], ["tidak"]):  # whoever only presses Enter agrees to nothing
        typed(monkeypatch, [workstation.fingerprint, "", "", *answers])
        assert enrol(office, file) != 0
        assert files(office) == before
    assert "Nothing was changed" in capsys.readouterr().err


def test_an_older_file_than_the_one_that_was_taken_brings_no_older_certificate_back(
    office: OfflineOffice, workstation: Workstation, capsys: Capture
) -> None:
    office.write(person("satu"))
    stolen = workstation.file().read_bytes()
    tomorrow = TODAY + timedelta(days=1)  # the key is of today: it signs nothing of a day before
    gpg(workstation.home, "--passphrase", PHRASE, "--quick-set-expire", workstation.fingerprint, "400d")
    assert enrol(office, workstation.file(day=tomorrow), *by_script(workstation, "--id", "satu")) == 0
    before = files(office)
    replayed = workstation.folder / "replayed.enrolment"
    replayed.write_bytes(stolen)
    assert enrol(office, replayed, *by_script(workstation, "--id", "satu")) == 1
    assert f"A file of {tomorrow} was taken for satu" in capsys.readouterr().err
    assert files(office) == before


def test_a_file_of_a_day_to_come_could_never_be_outdated_and_is_refused(
    office: OfflineOffice, workstation: Workstation, capsys: Capture
) -> None:
    office.write(person("satu"))
    before = files(office)
    to_come = workstation.file(day=TODAY + timedelta(days=2))
    assert enrol(office, to_come, *by_script(workstation, "--id", "satu")) == 1
    assert "day to come" in capsys.readouterr().err
    assert files(office) == before
    elsewhere = workstation.file(day=TODAY + timedelta(days=1))  # where it is tomorrow already
    assert enrol(office, elsewhere, *by_script(workstation, "--id", "satu")) == 0


def test_a_source_from_a_stick_cannot_write_over_what_the_terminal_says(
    office: OfflineOffice, workstation: Workstation, capsys: Capture
) -> None:
    office.write(person("satu"))
    text = office.source.read_text()
    office.source.write_text(text.replace("Orang satu", "Orang\\u001b[2K\\u009b1A\\u202esatu"))
    assert enrol(office, workstation.file(), *by_script(workstation, "--id", "satu")) == 0
    said = capsys.readouterr().out
    assert "satu is listed: Orang[U+001B][2K[U+009B]1A[U+202E]satu" in said
    assert not {"\x1b", "\x9b", "\u202e"} & set(said)


def test_a_pipe_on_the_stick_does_not_hold_the_command_up(
    empty: OfflineOffice, tmp_path: Path, capsys: Capture
) -> None:
    pipe = tmp_path / "pipe.enrolment"
    os.mkfifo(pipe)
    assert enrol(empty, pipe, "--fingerprint", "A" * 40) == 1
    assert "no enrolment file" in capsys.readouterr().err


def test_a_key_of_another_person_a_retired_one_and_a_person_who_left_are_refused(
    office: OfflineOffice, workstation: Workstation, capsys: Capture
) -> None:
    file = workstation.file()
    for people, who, sentence in (
        ([person("satu")], "dua", "This key already stands for satu."),
        ([person("satu", left=TODAY)], "satu", "satu left on"),
    ):
        office.write(*people)
        before = files(office)
        words = by_script(workstation, "--id", who, "--position", "petugas", "--roles", "officer")
        assert enrol(office, file, *words) == 1
        assert sentence in capsys.readouterr().err
        assert files(office) == before
    office.write(person("satu"))
    text = office.source.read_text()
    office.source.write_text(f'{text}retired = {{ "satu.gpg" = {TODAY} }}\n')
    assert enrol(office, file, *by_script(workstation, "--id", "satu")) == 1
    assert "does not come back" in capsys.readouterr().err


def test_a_weak_key_is_refused_as_at_the_signing(
    empty: OfflineOffice, workstation: Workstation, capsys: Capture
) -> None:
    gpg(workstation.home, "--quick-generate-key", "lemah", "rsa1024")
    (weak,) = set(secret_fingerprints(workstation.home)) - {workstation.fingerprint}
    gpg(workstation.home, "--quick-add-key", weak, "rsa1024", "encr")
    another = Workstation(workstation.home, weak, workstation.folder)
    file, before = another.file(), files(empty)
    assert enrol(empty, file, *by_script(another, "--id", "tiga")) == 1
    assert "is RSA with 1024 bits, which is too short" in capsys.readouterr().err
    assert files(empty) == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--id", "Orang Tiga"], "is no identifier"),
        (["--id", "orang.tiga"], "cannot be the identifier of a new person"),
        (["--id", "t" * 33], "cannot be the identifier of a new person"),
        (["--id", "locked"], "cannot be the identifier of a new person"),
        (["--id", "tiga", "--position", "Petugas"], "is no identifier"),
        (
            ["--id", "tiga", "--position", "p", "--title", "P", "--title-en", "O", "--roles", "boss"],
            "is no role",
        ),
    ],
)
def test_what_cannot_stand_in_a_roster_is_refused_before_anything_is_written(
    empty: OfflineOffice, workstation: Workstation, capsys: Capture, words: list[str], sentence: str
) -> None:
    file, before = workstation.file(), files(empty)
    assert enrol(empty, file, *by_script(workstation, *words)) == 1
    assert sentence in capsys.readouterr().err
    assert files(empty) == before


@pytest.mark.parametrize("content", [None, b"", b"{}", b"x" * 100_000])
def test_what_is_no_enrolment_file_is_called_so(
    empty: OfflineOffice, tmp_path: Path, capsys: Capture, content: bytes | None
) -> None:
    file = tmp_path / "x.enrolment"
    if content is not None:
        file.write_bytes(content)
    assert enrol(empty, file, "--fingerprint", "A" * 40) == 1
    assert ("no enrolment file" in capsys.readouterr().err) == (content is not None)


def test_a_source_in_an_unusual_spelling_is_left_to_a_person_with_the_lines_to_write(
    office: OfflineOffice, workstation: Workstation, capsys: Capture
) -> None:
    (office.certificates / "dua.gpg").rename(office.certificates / "satu.gpg")
    text = COMMENTED.replace("certificates =", '"certificates" =')
    office.source.write_text(text, "utf-8")
    assert enrol(office, workstation.file(), *by_script(workstation, "--id", "satu")) == 1
    said = capsys.readouterr().err
    assert 'certificates = ["satu.gpg", "satu-2.gpg"]' in said
    assert office.source.read_text() == text
    office.source.write_text(
        text.replace('"certificates" = ["satu.gpg"]', 'certificates = ["satu.gpg", "satu-2.gpg"]')
    )
    assert enrol(office, workstation.file(), *by_script(workstation, "--id", "satu")) == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('certificates = ["a"]', 'certificates = ["b"]'),
        ('  certificates=["a"] # x # y', 'certificates = ["b"] # x # y'),
        ('certificates = ["a#"]', 'certificates = ["b"]'),
        ('certificates = [\n  "a",  # eins\n]  # zwei', 'certificates = ["b"]  # zwei'),
    ],
)
def test_one_value_is_exchanged_with_its_comment_kept(before: str, after: str) -> None:
    text = '[[people]]\nid = "x"\n{}\nname = "y"\n\n[[people]]\nid = "z"\ncertificates = ["a"]\n'
    assert with_keys(text.format(before), "x", ["b"], {}) == text.format(after)
