"""Accounts on the command line: made, listed and taken away, the secret shown once."""

from pathlib import Path

import pyotp
import pytest

from install.kentongan import main
from store.config import StoreConfig
from store.gateway.accounts.administration import people
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.web.roster_keeper import RosterConfig
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
    assert main(["account", "add", "sari", "--config", config]) == 0
    _, address, secret = capsys.readouterr().out.splitlines()
    assert pyotp.parse_uri(address).secret == secret
    assert main(["account", "list", "--config", config]) == 0
    assert capsys.readouterr().out == "sari\n"
    assert main(["account", "remove", "sari", "--config", config]) == 0
    assert secret not in capsys.readouterr().out
    database = open_accounts(accounts)
    assert people(database) == ()
    database.close()
    assert not any(secret.encode() in file.read_bytes() for file in accounts.parent.iterdir())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "sari"], "This person has an account. Remove it first if its device is lost."),
        (["add", "Sari W"], "This is not the identifier of a person"),
        (["remove", "budi"], "This person has no account."),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    config: str, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    assert main(["account", "add", "sari", "--config", config]) == 0
    capsys.readouterr()
    assert main(["account", *words, "--config", config]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert main(["account", "list", "--config", config]) == 0
    assert capsys.readouterr().out == "sari\n"


def test_accounts_that_others_could_read_are_not_opened(
    accounts: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.parent.mkdir(mode=0o755)
    assert main(["account", "add", "sari", "--config", config]) == 2
    assert "0700" in capsys.readouterr().err
    assert list(accounts.parent.iterdir()) == []


def test_both_languages_say_whom_the_secret_is_for(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, person, words in (
        ("id_ID.UTF-8", "sari", "Masukkan ke aplikasi autentikator sari."),
        ("C.UTF-8", "budi", "Enter this into the authenticator of budi."),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        assert main(["account", "add", person, "--config", config]) == 0
        assert words in capsys.readouterr().out
