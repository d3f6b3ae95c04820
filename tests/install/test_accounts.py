"""Accounts on the command line: made, listed and taken away, the secret encrypted to its person alone."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, update

from crypto.gpg.armor import dearmor
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.errors import NotForThisKeyError
from install.kentongan import main
from store.domain.second_factor import MOST_BYTES, read_second_factor
from store.gateway.accounts.administration import people
from store.gateway.accounts.database import open_accounts
from store.gateway.accounts.models import Account, StoredOfficerSession
from store.model.columns import LOOKUP_BYTES
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.secret_watch import WATCH


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "accounts.sqlite3"


@pytest.fixture
def office(office_keys: OfficeKeys, tmp_path: Path) -> Iterator[TestOffice]:
    """An office whose roster a server has."""
    with closing(TestOffice(tmp_path / "office", office_keys)) as made:
        yield made


@pytest.fixture
def config(accounts: Path, office: TestOffice) -> str:
    """The configuration of a gateway of this office that has no accounts yet."""
    return str(office.gateway_configuration("127.0.0.1:0", accounts=accounts))


def secret_in(message: str, office: TestOffice, person: str) -> str:
    """What the message says to this person, whose key opens it."""
    content = decrypt_bytes(office.keys.holder(person).home, dearmor(message.encode()), MOST_BYTES)
    secret = read_second_factor(content, person)
    WATCH.plant(secret)
    return secret


def stored_secret(accounts: Path, person: str) -> str:
    database = open_accounts(accounts)
    with database.read() as session:
        found = session.get_one(Account, person).totp_secret
    database.close()
    return found


def test_an_account_is_made_listed_and_taken_away(
    accounts: Path, config: str, office: TestOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["officer", "add", "sari", "--config", config]) == 0
    said = capsys.readouterr()
    secret = secret_in(said.out, office, "sari")
    assert secret == stored_secret(accounts, "sari")
    assert secret not in said.out + said.err
    with pytest.raises(NotForThisKeyError):
        secret_in(said.out, office, "budi")
    assert main(["officer", "list", "--config", config]) == 0
    assert capsys.readouterr().out == "sari\n"
    assert main(["officer", "disable", "sari", "--config", config]) == 0
    assert secret not in capsys.readouterr().out
    database = open_accounts(accounts)
    assert people(database) == ()
    database.close()
    assert not any(secret.encode() in file.read_bytes() for file in accounts.parent.iterdir())


def test_a_reset_exchanges_the_secret_ends_the_session_and_lets_the_person_in_at_once(
    accounts: Path, config: str, office: TestOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["officer", "add", "sari", "--config", config]) == 0
    old = secret_in(capsys.readouterr().out, office, "sari")
    database = open_accounts(accounts)
    with database.write() as session:
        session.execute(update(Account).values(highest_step=10**9, failures=9, throttled_until=10**10))
        session.add(
            StoredOfficerSession(
                token_hash=bytes(LOOKUP_BYTES), person="sari", fingerprint="A" * 40, idle_until=0, ends=0
            )
        )
    database.close()
    assert main(["officer", "reset-2fa", "sari", "--config", config]) == 0
    secret = secret_in(capsys.readouterr().out, office, "sari")
    assert secret != old
    database = open_accounts(accounts)
    with database.read() as session:
        [account] = session.scalars(select(Account))
        found = (account.totp_secret, account.highest_step, account.failures, account.throttled_until)
        assert session.scalars(select(StoredOfficerSession)).all() == []
    database.close()
    assert found == (secret, -1, 0, 0)
    assert not any(old.encode() in file.read_bytes() for file in accounts.parent.iterdir())


def test_a_program_reads_who_can_sign_in(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("sari", "budi"):
        assert main(["officer", "add", name, "--config", config]) == 0
    capsys.readouterr()
    assert main(["officer", "list", "--json", "--config", config]) == 0
    assert json.loads(capsys.readouterr().out) == ["budi", "sari"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "sari"], "This person has an account. If the device is lost, `officer reset-2fa`"),
        (["disable", "budi"], "This person has no account."),
        (["reset-2fa", "budi"], "This person has no account."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    config: str, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["officer", "add", "sari", "--config", config]) == 0
    capsys.readouterr()
    assert main(["officer", *words, "--config", config]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert main(["officer", "list", "--config", config]) == 0
    assert capsys.readouterr().out == "sari\n"


def test_accounts_that_others_could_read_are_not_opened(
    accounts: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.parent.mkdir(mode=0o755)
    assert main(["officer", "add", "sari", "--config", config]) == 2
    assert "0700" in capsys.readouterr().err
    assert list(accounts.parent.iterdir()) == []


def test_a_refusal_speaks_the_language_of_the_terminal(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    assert main(["officer", "add", "sari", "--config", config]) == 0
    assert main(["officer", "add", "sari", "--config", config]) == 2
    assert "Orang ini sudah mempunyai akun." in capsys.readouterr().err


@pytest.mark.parametrize("command", ["add", "reset-2fa"])
@pytest.mark.parametrize("person", ["sri", "mantan"])
def test_a_person_whom_the_roster_does_not_have_or_who_left_gets_no_second_factor(
    config: str, capsys: pytest.CaptureFixture[str], command: str, person: str
) -> None:
    assert main(["officer", "add", "sari", "--config", config]) == 0
    capsys.readouterr()
    assert main(["officer", command, person, "--config", config]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"does not have {person} with a key in use" in said.err
    assert main(["officer", "list", "--config", config]) == 0
    assert capsys.readouterr().out == "sari\n"


def test_a_key_that_cannot_be_encrypted_to_changes_nothing(
    accounts: Path, config: str, office: TestOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["officer", "add", "sari", "--config", config]) == 0
    before = stored_secret(accounts, "sari")
    office.move(days=4 * 366)
    assert main(["officer", "reset-2fa", "sari", "--config", config]) == 2
    assert "does not have sari with a key in use" in capsys.readouterr().err
    assert stored_secret(accounts, "sari") == before


def test_both_languages_say_to_whom_the_message_goes(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, person, words in (
        ("id_ID.UTF-8", "sari", "Kirim blok ini kepada sari"),
        ("C.UTF-8", "budi", "Send this block to budi"),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        assert main(["officer", "add", person, "--config", config]) == 0
        assert words in capsys.readouterr().err
