"""A command that cannot do its work says why in one sentence, with exit status 2, and shows no setting's value."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from install.kentongan import main
from install.language import in_words
from store.engine import migrating
from store.engine.database import open_database
from store.engine.schema import initialise
from tests.install.backups.test_backups_of_two_users import configuration, enrol, own_folder
from tests.server_configuration import server_configuration
from tests.store.processes import User, run
from tests.store.test_two_users import GATEWAY, SOURCE, STRANGER, place, url

# Alembic, which other users could not read here, is there before the first of them is forked.
__all__ = ["migrating", "place"]

SECRET = "kata-sandi-rahasia"
COMMANDS = {
    "verify": ["audit", "verify"],
    "export": ["audit", "export", "K7QF-3MDX", "ekspor"],
    "backup": ["backup", "cadangan"],
    "restore": ["restore", "cadangan"],
    "list": ["officer", "list"],
    "add": ["officer", "add", "sari"],
    "reset": ["officer", "reset-2fa", "sari"],
    "disable": ["officer", "disable", "sari"],
}


def said(words: list[str], config: Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        status = main([*words, "--config", str(config)])
    return status, out.getvalue(), err.getvalue()


def assert_refused(answer: tuple[int, str, str]) -> str:
    status, out, err = answer
    assert (status, out, len(err.splitlines())) == (2, "", 1), answer
    assert err.endswith(".\n")
    assert SECRET not in err
    return err


@pytest.fixture(params=[*COMMANDS.values()], ids=[*COMMANDS])
def words(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cadangan").mkdir()
    found: list[str] = request.param
    return found


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "bind = ",
        f'bind = "{SECRET}"',
        f'[store]\ndatabase = 5\nblobs = "{SECRET}"',
        "\0",
        "x = 1\n" * 3,
    ],
    ids=["missing", "empty", "broken", "half", "wrong kind", "NUL", "twice"],
)
def test_a_configuration_that_cannot_be_used_is_named(
    words: list[str], tmp_path: Path, text: str | None
) -> None:
    config = tmp_path / "gateway.toml"
    if text is not None:
        config.write_text(text)
    assert str(config) in assert_refused(said(words, config))


@pytest.mark.parametrize(
    ("text", "english", "indonesian"),
    [
        (None, "cannot be read: No such file or directory.", "tidak terbaca: berkas atau map itu tidak ada."),
        ("", "lacks the setting `store`.", "tidak memuat setelan `store`."),
        (
            "bind = \n",
            "is not correct TOML in line 1: Invalid value.",
            "bukan TOML yang benar, pada baris 1.",
        ),
        ("x = 1", ": there is no setting `x`.", ": tidak ada setelan bernama `x`."),
        (
            "threads = 0",
            ": the setting `threads` cannot be used. Expected `int` >= 1.",
            ": setelan `threads` tidak",
        ),
        (
            "[store]\ndatabase = 5",
            ": the setting `store.database` must be of the kind `str`, and is of the kind `int`.",
            ": setelan `store.database` harus berjenis `str`, tetapi berjenis `int`.",
        ),
        ("\udcff", "is not written in UTF-8.", "tidak ditulis dalam UTF-8."),
    ],
)
def test_a_refused_configuration_is_told_in_the_language_of_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, english: str, indonesian: str
) -> None:
    config = tmp_path / "gateway.toml"
    if text is not None:
        config.write_bytes(text.encode("utf-8", "surrogateescape"))
    for locale, words in (("C.UTF-8", english), ("id_ID.UTF-8", indonesian)):
        monkeypatch.setenv("LC_ALL", locale)
        assert words in assert_refused(said(COMMANDS["list"], config))


@pytest.mark.parametrize(
    "database",
    [f"{SECRET}", f"postgresql+psycopg://sari:{SECRET}@127.0.0.1:1/x", f"sqlite:////nowhere/{SECRET}"],
)
def test_a_store_that_cannot_be_opened_is_told_without_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made = configuration(tmp_path, tmp_path / "own")
    (tmp_path / "own").mkdir()
    enrol(made)
    path = tmp_path / "gateway.toml"
    path.write_text(server_configuration(made).replace(url(tmp_path), database))
    for locale, word in (
        ("C.UTF-8", r"\bdatabase |PostgreSQL does not answer"),
        ("id_ID.UTF-8", "asis data |tidak menjawab"),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        told = assert_refused(said(COMMANDS["backup"], path))
        assert re.search(word, told), told


def test_accounts_that_are_not_there_are_not_made_by_looking_for_them(tmp_path: Path) -> None:
    made = configuration(tmp_path, tmp_path / "own")
    path = tmp_path / "gateway.toml"
    path.write_text(server_configuration(made))
    for command in ("list", "reset", "disable"):
        assert "There are no accounts at" in assert_refused(said(COMMANDS[command], path))
    assert not made.accounts.parent.exists()


def attempts(config: Path) -> list[tuple[int, str, str]]:
    return [said(words, config) for words in COMMANDS.values()]


@pytest.mark.parametrize("user", [SOURCE, STRANGER], ids=["the other server", "a stranger"])
@pytest.mark.parametrize("readable", [True, False], ids=["readable", "closed"])
def test_another_user_than_the_gateways_learns_nothing(place: Path, user: User, readable: bool) -> None:
    database = open_database(url(place))
    initialise(database)
    database.close()
    made = configuration(place, own_folder(place / "own", GATEWAY))
    run(enrol, made, user=GATEWAY)
    path = place / "gateway.toml"
    path.write_text(server_configuration(made))
    path.chmod(0o644 if readable else 0o600)
    for answer in run(attempts, path, user=user):
        assert_refused(answer)


def test_an_error_of_the_system_without_a_number_keeps_its_words() -> None:
    assert in_words(OSError("no such column")) == "no such column."
    assert in_words(OSError(2, "No such file or directory", "/srv/x")).startswith("/srv/x: ")
