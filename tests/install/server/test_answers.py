"""Answers about a server: read from a file, refused with a sentence, written again as they were meant."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from install.server.answer_checks import AnswerError, Destination
from install.server.answers import (
    BackupAnswers,
    BackupHost,
    BackupRecipient,
    ServerAnswers,
    answers_text,
    read_answers,
)
from install.server.firewall import Openings
from store.web.configuration import ConfigurationError

MANUAL = Path(__file__).parents[3] / "docs" / "configuration.md"
FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"
SPACED = "0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567"
HOST_KEY = f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{'k' * 43}"
WHOLE = ServerAnswers(
    roster=Path("/root/roster"),
    office_fingerprint=FINGERPRINT,
    postgresql=True,
    reserve_gib=5,
    openings=Openings(
        ssh_from=(ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")),
        mirrors=(ip_address("198.51.100.7"),),
        time_sources=(ip_address("2001:db8::8"),),
    ),
    backups=BackupAnswers(
        key=BackupRecipient(Path("/root/backup.gpg"), FINGERPRINT[::-1]),
        hour=3,
        host=BackupHost(Destination("kentongan", ip_address("2001:db8::20")), HOST_KEY),
    ),
)


def file_of(folder: Path, text: str) -> Path:
    path = folder / "answers.toml"
    path.write_text(text)
    return path


def test_what_is_written_is_read_again_as_it_was(tmp_path: Path) -> None:
    assert read_answers(file_of(tmp_path, answers_text(WHOLE))) == WHOLE


def test_two_answers_are_enough_and_open_nothing(tmp_path: Path) -> None:
    read = read_answers(file_of(tmp_path, f'roster = "roster"\noffice_fingerprint = "{SPACED}"\n'))
    assert read == ServerAnswers(roster=tmp_path / "roster", office_fingerprint=FINGERPRINT)
    assert read.openings == Openings()
    assert read.backups == BackupAnswers()


def test_the_example_of_the_manual_can_be_used(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(roster = .*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    read = read_answers(file_of(tmp_path, example))
    assert read.roster == Path("/root/roster")
    assert all((read.openings.ssh_from, read.openings.mirrors, read.openings.time_sources))
    assert read.backups.key is not None
    assert str(read.backup_address) == "192.0.2.20"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('ssh_from = ["0.0.0.0/0"]', "opens ssh to the whole world"),
        ('ssh_from = ["::/0"]', "opens ssh to the whole world"),
        ('ssh_from = ["192.0.2.1/24"]', "is no network such as"),
        ('mirrors = ["deb.example.org"]', "a firewall knows addresses alone"),
        ('time_sources = ["192.0.2.0/24"]', "is no address such as"),
        ('backup_host = "192.0.2.20"\nbackup_host_key = "?"', "is no account and address"),
        ('backup_host = "a@backup.example.org"\nbackup_host_key = "?"', "is no account and address"),
        ('backup_host = "a@192.0.2.20"\nbackup_host_key = "ssh-rsa AAAA"', "is no public ssh key"),
        ('backup_host = "a@192.0.2.20"', "of use only together with `backup_host_key`"),
        ('backup_host_key = "ssh-ed25519 AAAA"', "of use only together with `backup_host`"),
        ('backup_key = "backup.gpg"', "of use only together with `backup_fingerprint`"),
        ('backup_key = "backup.gpg"\nbackup_fingerprint = "0123"', "is no fingerprint of a key"),
    ],
)
@pytest.mark.parametrize("locale", ["C.UTF-8", "id_ID.UTF-8"])
def test_a_bad_answer_is_refused_with_the_file_and_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, sentence: str, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    path = file_of(tmp_path, f'roster = "roster"\noffice_fingerprint = "{FINGERPRINT}"\n{line}\n')
    with pytest.raises(AnswerError) as refused:
        read_answers(path)
    assert str(path) in str(refused.value)
    assert (sentence in str(refused.value)) == (locale == "C.UTF-8")


@pytest.mark.parametrize(
    "fingerprint", ["", FINGERPRINT[:-1], f"{FINGERPRINT}0", FINGERPRINT.replace("0", "O")]
)
def test_what_is_no_whole_fingerprint_is_refused(tmp_path: Path, fingerprint: str) -> None:
    path = file_of(tmp_path, f'roster = "roster"\noffice_fingerprint = "{fingerprint}"\n')
    with pytest.raises(AnswerError, match="40 hexadecimal digits"):
        read_answers(path)


@pytest.mark.parametrize(
    "line",
    [
        "backup_hour = 24",
        "backup_hour = -1",
        "reserve_gib = 0",
        "reserve_gib = 1025",
        'ssh = ["192.0.2.0/24"]',
        "postgresql = 1",
    ],
)
def test_a_value_out_of_bounds_or_an_unknown_name_is_refused(tmp_path: Path, line: str) -> None:
    path = file_of(tmp_path, f'roster = "roster"\noffice_fingerprint = "{FINGERPRINT}"\n{line}\n')
    with pytest.raises(ConfigurationError, match=str(path)):
        read_answers(path)
