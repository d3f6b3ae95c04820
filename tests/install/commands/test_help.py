"""Every command of every program for administrators says what it does, with an example, in both languages."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

import install.kentongan_office
from install.commands import office_key, restores, roster
from install.commands.bilingual import BilingualArgument, BilingualCommand, BilingualGroup, BilingualOption
from install.kentongan import kentongan, main
from install.kentongan_office import kentongan_office
from install.language import Sentence

ROOT = Path(__file__).parents[3]


def commands(
    found: click.Command, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, found
    if isinstance(found, click.Group):
        context = click.Context(found)
        for name in found.list_commands(context):
            inner = found.get_command(context, name)
            assert inner is not None
            yield from commands(inner, (*words, name))


PROGRAMS: dict[str, tuple[click.Command, Callable[[list[str]], int]]] = {
    "kentongan": (kentongan, main),
    "kentongan-office": (kentongan_office, install.kentongan_office.main),
    "kentongan-office-key": (office_key.office_key, office_key.main),
    "kentongan-restores": (restores.restores, restores.main),
    "kentongan-roster": (roster.roster, roster.main),
}
ALL = {
    words: found for name, (program, _main) in PROGRAMS.items() for words, found in commands(program, (name,))
}


def test_the_commands_are_found() -> None:
    named = {" ".join(words) for words in ALL}
    assert {"kentongan audit verify", "kentongan officer reset-2fa", "kentongan restore"} <= named
    assert "kentongan-office backup check" in named


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_each_has_help_and_an_example_that_it_understands_in_both_languages(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ALL[words]
    assert isinstance(command, BilingualCommand | BilingualGroup)
    assert command.example.startswith(" ".join(words))
    shown = []
    for locale, text, heading in (
        ("id_ID.UTF-8", command.text.id, "Contoh:"),
        ("C.UTF-8", command.text.en, "Example:"),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        assert PROGRAMS[words[0]][1]([*words[1:], "--help"]) == 0
        shown.append(capsys.readouterr().out)
        assert text in " ".join(shown[-1].split())
        assert heading in shown[-1]
        assert ("Cara pakai: kentongan" in shown[-1]) == (locale == "id_ID.UTF-8")
    assert shown[0] != shown[1]


def test_a_group_says_of_each_command_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    tops = [command for words, command in ALL.items() if words[0] == "kentongan" and len(words) == 2]
    assert len(tops) > 5
    for one in tops:
        assert isinstance(one, BilingualCommand | BilingualGroup)
        assert one.text.en in shown


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_each_option_and_argument_is_explained_in_both_languages(words: tuple[str, ...]) -> None:
    for one in ALL[words].params:
        assert isinstance(one, BilingualOption | BilingualArgument)
        assert one.text.id != one.text.en


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("C.UTF-8", "No such command 'acount'"), ("id_ID.UTF-8", "Tidak ada perintah 'acount'")],
)
def test_a_word_that_is_no_command_is_refused_with_status_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, locale: str, sentence: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert main(["acount"]) == 2
    assert sentence in capsys.readouterr().err


def test_a_command_whose_module_is_not_installed_does_not_exist() -> None:
    text = Sentence("Contoh.", "An example.")
    late = {"audit": "install.commands.audit:audit", "gone": "install.commands.gone:gone"}
    group = BilingualGroup("kentongan", text=text, example="kentongan audit", late=late)
    assert group.list_commands(click.Context(group)) == ["audit"]
    with pytest.raises(click.UsageError, match="No such command 'gone'"):
        group.main(["gone"], standalone_mode=False)


def test_a_module_is_imported_only_when_its_command_is_asked_for() -> None:
    program = (
        "import sys; from install.kentongan import main; main(['audit', 'heads', '--help']);"
        "sys.exit('install.commands.officers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={"PATH": os.defpath}, check=False)
    assert done.returncode == 0
