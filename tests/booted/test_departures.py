"""Every command of the guides is typed in `tests.booted day`, or stands in its table with the reason."""

from pathlib import Path

import pytest

from install.roster.roster_source import read_source
from tests.booted.day.departures import DEPARTURES, FOLLOWED, GUIDES, LEFT_OUT
from tests.booted.day.two_officers import OFFICERS, source_of_roster
from tests.guides import NAMES, blocks, guide, sections


def commands(name: str) -> list[str]:
    return [line for block in blocks(guide(name, "en")) for line in block.lines]


def test_the_guides_that_the_story_leaves_out_have_no_commands() -> None:
    assert [name for name in NAMES if name not in GUIDES and commands(name)] == []


def test_every_departure_stands_in_a_guide() -> None:
    everything = {line for name in GUIDES for line in commands(name)}
    assert [line for line in DEPARTURES if line not in everything] == []


@pytest.mark.parametrize("name", GUIDES)
def test_every_section_with_commands_is_followed_or_left_out_with_a_reason(name: str) -> None:
    with_commands = [title for title, text in sections(guide(name, "en")).items() if blocks(text)]
    left_out = LEFT_OUT.get(name, {})
    assert sorted(with_commands) == sorted([*FOLLOWED[name], *left_out])


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_of_a_guide_lies_in_a_section(name: str) -> None:
    parts = sections(guide(name, "en"))
    assert [block for part in parts.values() for block in blocks(part)] == blocks(guide(name, "en"))


def test_the_roster_of_the_guide_gets_a_part_for_each_officer(tmp_path: Path) -> None:
    (example,) = (
        block.text for block in blocks(guide("administrator", "en")) if block.path.endswith("roster.toml")
    )
    (tmp_path / "roster.toml").write_text(source_of_roster(example), "utf-8")
    source = read_source(tmp_path / "roster.toml")
    assert [(person.id, person.name, person.position) for person in source.people] == [
        (person.id, person.name, person.position) for person in OFFICERS
    ]
    assert [position.title_en for position in source.positions] == [
        "WBS Case Officer I",
        "WBS Case Officer II",
    ]
