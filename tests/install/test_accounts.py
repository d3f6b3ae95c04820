"""Accounts on the command line: made, listed and taken away, the secret shown once."""

import json
from contextlib import closing
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select, update

from install.kentongan import main
from store.config import StoreConfig
from store.gateway.accounts.administration import people
from store.gateway.accounts.database import open_accounts
from store.gateway.accounts.models import Account, StoredOfficerSession
from store.gateway.config import GatewayConfig
from store.model.columns import LOOKUP_BYTES
from store.web.roster_keeper import RosterConfig
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.server_configuration import server_configuration


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "accounts.sqlite3"


@pytest.fixture
def config(accounts: Path, tmp_path: Path) -> str:
    roster = RosterConfig(
        folder=tmp_path,
        office_certificate=tmp_path / "office.gpg",
        office_fingerprint="A" * 40,
        state=tmp_path / "roster.json",
        certificates=tmp_path / "certificates",
    )
    store = StoreConfig(database=f"sqlite:///{tmp_path}/store.sqlite3", blobs=tmp_path / "blobs")
    path = tmp_path / "gateway.toml"
    path.write_text(server_configuration(GatewayConfig(store=store, roster=roster, accounts=accounts)))
    return str(path)


def test_an_account_is_made_listed_and_taken_away(
    accounts: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["officer", "add", "sari", "--config", config]) == 0
    _, address, secret = capsys.readouterr().out.splitlines()
    assert pyotp.parse_uri(address).secret == secret
    assert main(["officer", "list", "--config", config]) == 0
    assert capsys.readouterr().out == "sari\n"
    assert main(["officer", "disable", "sari", "--config", config]) == 0
    assert secret not in capsys.readouterr().out
    database = open_accounts(accounts)
    assert people(database) == ()
    database.close()
    assert not any(secret.encode() in file.read_bytes() for file in accounts.parent.iterdir())


def test_a_reset_exchanges_the_secret_ends_the_session_and_lets_the_person_in_at_once(
    accounts: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["officer", "add", "sari", "--config", config]) == 0
    *_, old = capsys.readouterr().out.splitlines()
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
    _, address, secret = capsys.readouterr().out.splitlines()
    assert pyotp.parse_uri(address).secret == secret != old
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
        (["add", "Sari W"], "This is not the identifier of a person"),
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


@pytest.mark.slow
def test_a_person_whom_the_roster_does_not_have_is_pointed_out(
    office_keys: OfficeKeys, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(TestOffice(tmp_path / "office", office_keys)) as office:
        config = str(office.gateway_configuration("127.0.0.1:0"))
        assert main(["officer", "disable", "sari", "--config", config]) == 0
        for person, noted in (("sari", False), ("sri", True)):
            assert main(["officer", "add", person, "--config", config]) == 0
            assert (f"does not have {person}" in capsys.readouterr().err) is noted


def test_both_languages_say_whom_the_secret_is_for(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, person, words in (
        ("id_ID.UTF-8", "sari", "Masukkan ke aplikasi autentikator sari."),
        ("C.UTF-8", "budi", "Enter this into the authenticator of budi."),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        assert main(["officer", "add", person, "--config", config]) == 0
        assert words in capsys.readouterr().out
