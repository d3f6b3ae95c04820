"""A guide that is followed: its commands are read out of it, and typed in their order at the machines that it names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.day.departures import DEPARTURES, FOLLOWED
from tests.booted.day.two_officers import Officer, is_about_person
from tests.booted.story import StoryError, demand
from tests.booted.terminal import Exchange, at_terminal
from tests.guides import COMMANDS, TO_REPLACE, GuideBlock, blocks, guide, sections

_SECONDS: Final = 600.0
# What Debian's installer has asked already on a machine that is more than the smallest.
_SURROUNDINGS: Final = ("DEBIAN_FRONTEND=noninteractive",)
_ATTENTION: Final = 1
"""The exit status of `status` and `doctor` when something needs attention."""


class GuideWalk:
    """One guide, with the words that its reader puts in the place of others, as they become known."""

    def __init__(self, name: str, words: dict[str, str]) -> None:
        self._words = words
        parts = sections(guide(name, "en"))
        self._sections = {title: blocks(parts[title]) for title in FOLLOWED[name]}
        self._done: set[tuple[str, str]] = set()

    def follow(
        self,
        section: str,
        machine: BootedMachine,
        *,
        people: Sequence[Officer] = (),
        after: str | None = None,
        until: str | None = None,
        answers: Mapping[str, Sequence[Exchange]] | None = None,
        attention: bool = False,
    ) -> str:
        """Type the commands of a section at a machine, and write its files there; return what was shown.

        What is about the guide's example is done for each of these people. `after` and `until` are commands of
        the guide: where something else is done between two, this begins behind one or ends with one. `answers` are
        typed at the command that has the words before them. With `attention`, `status` and `doctor` may find something.
        """
        left = dict(answers or {})
        shown = []
        for block, lines in self._between(section, after, until):
            if block.kind != COMMANDS:
                machine.put(block.path, block.text.encode())
                continue
            typed = [words for line in lines for words in self._typed(section, line, people)]
            asked = [exchange for words in typed for exchange in _taken(left, words)]
            if typed:
                shown.append(_run(machine, block.user, typed, asked, attention=attention))
        demand(not left, f"No command of {section!r} asks this: {', '.join(left)}.")
        return "".join(shown)

    def typed_here(self, section: str) -> list[str]:
        """Return the commands of a section, for whoever types them elsewhere."""
        return [
            words
            for block in self._sections[section]
            for line in block.lines
            for words in self._typed(section, line, ())
        ]

    def file(self, section: str) -> str:
        """Return the content of the one file of a section."""
        (block,) = (block for block in self._sections[section] if block.kind != COMMANDS)
        return block.text

    def require_all(self) -> None:
        """Raise `StoryError` unless every command was run, or is known not to be."""
        missed = [
            f"{section}: {line}"
            for section, found in self._sections.items()
            for block in found
            for line in block.lines
            if (section, line) not in self._done
        ]
        demand(not missed, "The guide has commands that nobody typed:\n" + "\n".join(missed))

    def _between(
        self, section: str, after: str | None, until: str | None
    ) -> Iterator[tuple[GuideBlock, list[str]]]:
        """Yield each block with the commands that lie behind `after`, up to `until`."""
        commands = [line for block in self._sections[section] for line in block.lines]
        for border in (after, until):
            demand(border is None or border in commands, f"{section!r} has no command {border!r} any more.")
        begun, ended = after is None, False
        for block in self._sections[section]:
            lines = []
            for line in block.lines:
                if begun and not ended:
                    lines.append(line)
                begun, ended = begun or line == after, ended or line == until
            if lines or (block.kind != COMMANDS and begun and not ended):
                yield block, lines

    def _typed(self, section: str, line: str, people: Sequence[Officer]) -> Iterator[str]:
        """Yield what is typed for a command: nothing, itself, or itself for each person."""
        departure = DEPARTURES.get(line)
        if departure is not None:
            self._done.add((section, line))
            if not departure.typed:
                return
        words = TO_REPLACE.sub(lambda found: self._word(found[0]), departure.typed if departure else line)
        for typed in [person.instead(words) for person in people] if is_about_person(words) else [words]:
            self._done.add((section, line))
            yield typed

    def _word(self, name: str) -> str:
        if name not in self._words:
            raise StoryError(f"The guide names {name}, which nobody knows yet.")
        return self._words[name]


def _taken(left: dict[str, Sequence[Exchange]], words: str) -> list[Exchange]:
    """Take the answers for a command out of those that are left."""
    return [exchange for part in list(left) if part in words for exchange in left.pop(part)]


def _run(
    machine: BootedMachine,
    user: str,
    typed: Sequence[str],
    asked: Sequence[Exchange],
    *,
    attention: bool,
) -> str:
    home = "/root" if user == "root" else f"/home/{user}"
    allowed = ("kentongan status", "kentongan doctor") if attention else ()
    lines = [f"{words} || test $? -eq {_ATTENTION}" if words in allowed else words for words in typed]
    script = "\n".join(["cd", *lines])
    command = ["env", f"HOME={home}", f"USER={user}", *_SURROUNDINGS, "bash", "-e", "-c", script]
    if asked:
        return at_terminal(machine, command, *asked, user=user)
    done = machine.run(*command, user=user, seconds=_SECONDS)
    return done.output + done.errors
