"""The guides say the same in both languages, and name only what there is, as the references do."""

import re
import shlex
from pathlib import Path, PurePosixPath
from typing import Final

import click
import pytest
from babel.messages.pofile import read_po

from install.commands.office_key import office_key
from install.commands.restores import restores
from install.commands.roster import roster
from install.kentongan import kentongan
from install.kentongan_office import kentongan_office
from install.language import Sentence
from install.packaging.contents import OFFICE, SERVER, WORKSTATION
from install.roster.roster_source import read_source
from install.server import questions
from journalist_interface.config import Config
from journalist_interface.presenters.labels import URGENCIES
from store.web.configuration import read_config
from store.web.languages import LANGUAGES, Language
from tests.guides import FOLDER, NAMES, TO_REPLACE, blocks, guide
from tests.screenshots import OFFICE_PAGES

ROOT: Final = Path(__file__).parents[1]
GUIDES: Final = [(name, language) for name in NAMES for language in LANGUAGES]
REFERENCES: Final = ("operations.md", "audit.md")
MACHINES: Final = {"server": SERVER, "workstation": WORKSTATION, "office": OFFICE}
TOOLS: Final[dict[str, click.Command]] = {
    "kentongan": kentongan,
    "kentongan-office": kentongan_office,
    "kentongan-office-key": office_key,
    "kentongan-restores": restores,
    "kentongan-roster": roster,
}
OF_THE_WORKSTATION: Final = {"kentongan-workstation", "kentongan-workstation link"}
QUESTIONS: Final[list[Sentence]] = [
    questions.ROSTER.name,
    questions.FINGERPRINT.name,
    questions.POSTGRESQL.name,
    questions.RESERVE.name,
    questions.SSH.name,
    questions.MIRRORS.name,
    questions.TIME_SOURCES.name,
    questions.BACKUP_KEY.name,
    questions.BACKUP_FINGERPRINT.name,
    questions.BACKUP_HOUR.name,
    questions.BACKUP_HOST.name,
    questions.BACKUP_HOST_KEY.name,
    questions.GO_ON.name,
]
COMMAND: Final = re.compile(r"(?:[A-Z_]+=\S+ )*(?=kentongan[ -]|kentongan$)")
LABEL: Final = re.compile(r"(?<![*\w])\*([^*|]+?)\*(?!\*)")
SHAPE: Final = re.compile(r"^(#+ (?:\d+\. )?|\*\*\d+\. | *\d+\. | *- |\||!\[|```)", re.MULTILINE)


def _commands(lines: list[str]) -> list[list[str]]:
    """Return the words of each of our commands in these lines."""
    found = [line[match.end() :] for line in lines if (match := COMMAND.match(line))]
    return [shlex.split(line.partition(" > ")[0], comments=True) for line in found]


def _of_the_tree(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that these words lead to, and the words behind it; fail if there is none."""
    command, rest = TOOLS[words[0]], words[1:]
    while isinstance(command, click.Group) and rest:
        found = command.get_command(click.Context(command), rest[0])
        assert found is not None, words
        command, rest = found, rest[1:]
    return command, rest


def _catalogue() -> dict[str, str]:
    """Return the words of the officers' pages in English, each with its Indonesian."""
    found: dict[str, str] = {}
    with (ROOT / "journalist_interface/translations/id/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file):
            ids, strings = (
                words if isinstance(words, list | tuple) else [words or ""]
                for words in (message.id, message.string)
            )
            found.update(zip(ids, strings, strict=False))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_has_the_same_steps_and_commands_in_both_languages(name: str) -> None:
    indonesian, english = guide(name, "id"), guide(name, "en")
    assert blocks(indonesian) == blocks(english)
    assert SHAPE.findall(indonesian) == SHAPE.findall(english)


def test_every_guide_is_one_of_those_that_are_looked_at() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.{language}.md" for name, language in GUIDES}


@pytest.mark.parametrize(("name", "language"), GUIDES)
def test_every_command_of_a_guide_can_be_typed_at_its_machine(name: str, language: Language) -> None:
    for block in blocks(guide(name, language)):
        for words in _commands(block.lines):
            package = MACHINES[block.machine]
            assert words[0] in package.commands, words
            if words[0] == "kentongan-workstation":
                assert " ".join(words) in OF_THE_WORKSTATION
                continue
            command, rest = _of_the_tree(words)
            # Raises for an option that is not there, and for a missing argument.
            command.make_context(words[0], rest)
            assert command.callback is not None, words
            module = PurePosixPath(*command.callback.__module__.split(".")).with_suffix(".py")
            assert package.holds(module), words


@pytest.mark.parametrize("page", REFERENCES)
def test_every_command_of_a_reference_is_whole(page: str) -> None:
    bodies = re.findall(
        r"^```\w*\n(.*?)^```$", (FOLDER.parent / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    commands = _commands([line for body in bodies for line in body.splitlines()])
    assert commands
    for words in commands:
        command, rest = _of_the_tree(words)
        command.make_context(words[0], rest)


@pytest.mark.parametrize(("name", "language"), GUIDES)
def test_every_command_that_a_guide_names_in_passing_exists(name: str, language: Language) -> None:
    for piece in re.findall(r"`(kentongan[ -][^`]*|kentongan)`", guide(name, language)):
        words = shlex.split(piece)
        if words[0] == "kentongan-workstation":
            assert piece in OF_THE_WORKSTATION
            continue
        command, rest = _of_the_tree(words)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known, piece


@pytest.mark.parametrize(("name", "language"), GUIDES)
def test_every_option_of_the_package_builder_exists(name: str, language: Language) -> None:
    builder = (ROOT / "install/packaging/command.py").read_text("utf-8")
    lines = [line for block in blocks(guide(name, language)) for line in block.lines]
    for line in lines:
        if line.startswith("install/package "):
            assert [word for word in re.findall(r"--[\w-]+", line) if f'"{word}"' not in builder] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_to_replace_is_explained_and_used(language: Language) -> None:
    text = guide("administrator", language)
    explained = re.findall(r"^\| `([A-Z-]+)` \|", text, re.MULTILINE)
    both = [*blocks(text), *blocks(guide("key-ceremony", language))]
    assert {word for block in both for word in TO_REPLACE.findall(block.text)} == set(explained)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_of_init_stand_in_their_order(language: Language) -> None:
    text = guide("administrator", language)
    first = questions.ROSTER.name.in_language(language)
    rows = text[text.index(f"| {first} |") :].partition("\n\n")[0].splitlines()
    assert [row.split("|")[1].strip() for row in rows] == [
        question.in_language(language) for question in QUESTIONS
    ]


def test_the_programs_take_the_files_of_the_guide(tmp_path: Path) -> None:
    files = {
        Path(block.path).name: block.text for block in blocks(guide("administrator", "en")) if block.path
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    source = read_source(tmp_path / "roster.toml")
    assert [person.position for person in source.people] == [place.id for place in source.positions]
    assert "kentongan.sources" in files


def test_a_workstation_takes_the_configuration_that_the_reference_shows(tmp_path: Path) -> None:
    examples = re.findall(
        r"^```toml\n(.*?)^```$",
        (FOLDER.parent / "configuration.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    (shown,) = (text for text in examples if "gateway_proxy" in text)
    (tmp_path / "workstation.toml").write_text(shown, "utf-8")
    assert read_config(tmp_path / "workstation.toml", Config).is_onion


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_shows_each_of_its_pictures_in_its_language(language: Language) -> None:
    shown = re.findall(r"!\[[^]]+\]\(\.\./screenshots/(\S+)\.png\)", guide("officer", language))
    assert sorted(shown) == sorted(f"{page}-{language}-1280" for page in OFFICE_PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_explains_the_lines_of_the_first_page_in_their_order(language: Language) -> None:
    text = guide("officer", language)
    table = text.partition("## 2. ")[2].partition("\n|---|---|\n")[2].partition("\n\n")[0]
    known = _catalogue()
    lines = [str(words) for words in URGENCIES.values()]  # no request: in English
    assert re.findall(r"^\| \*(.+?)\* \|", table, re.MULTILINE) == [
        line if language == "en" else known[line] for line in lines
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_calls_everything_as_the_pages_do(language: Language) -> None:
    words = _catalogue()
    known = set(words) if language == "en" else set(words.values())
    labels = {" ".join(label.split()) for label in LABEL.findall(guide("officer", language))}
    assert len(labels) > 50
    assert labels - known == set()
