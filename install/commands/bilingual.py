"""Commands, options and arguments of click whose help is in both languages, and groups that import commands late."""

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from install.language import Sentence

F = TypeVar("F", bound=Callable[..., Any])
"""A command, to which parameters are added."""
FILE: Final = click.Path(path_type=Path, readable=False)
"""A path of which the command itself says what is wrong with it."""
_EXAMPLE: Final = Sentence("Contoh", "Example")


class _WithExample(click.Command):
    """Whole sentences as help, and an example, for a command or a group."""

    def __init__(self, *arguments: Any, text: Sentence, example: str, **settings: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*arguments, **settings)
        self.text: Final = text
        self.example: Final = example

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - click's
        """Return the whole help, which click would shorten to half a sentence."""
        return self.text.told()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the example."""
        with formatter.section(_EXAMPLE.told()):
            formatter.write(f"{' ' * formatter.current_indent}{self.example}\n")


class BilingualCommand(_WithExample):
    """A command with its help in both languages, and an example."""


class BilingualOption(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *arguments: Any, text: Sentence, **settings: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*arguments, **settings)
        self.text: Final = text


class BilingualArgument(click.Argument):
    """A positional argument with its help in both languages."""

    def __init__(self, *arguments: Any, text: Sentence, **settings: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*arguments, **settings)
        self.text: Final = text


class BilingualGroup(_WithExample, click.Group):
    """A group with its help in both languages.

    `late` names the module and the variable of each command that is imported only when it is asked for. A command whose
    module is not installed here does not exist.
    """

    command_class = BilingualCommand
    group_class = type

    def __init__(self, *arguments: Any, late: Mapping[str, str] | None = None, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **settings)
        self._late: Final = late or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands that are installed, in alphabetical order."""
        late = (name for name, place in self._late.items() if _is_installed(place))
        return sorted([*super().list_commands(ctx), *late])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, with its help in the language of this terminal; None without one."""
        place = self._late.get(cmd_name)
        if place is None:
            found = super().get_command(ctx, cmd_name)
        else:
            found = _imported(place) if _is_installed(place) else None
        return None if found is None else in_terminal_language(found)


def in_terminal_language(command: click.Command) -> click.Command:
    """Give the command's help, and that of its options and arguments, the language of this terminal."""
    if isinstance(command, BilingualCommand | BilingualGroup):
        command.help = command.text.told()
    for parameter in command.params:
        if isinstance(parameter, BilingualOption | BilingualArgument):
            parameter.help = parameter.text.told()
    return command


def _is_installed(place: str) -> bool:
    return importlib.util.find_spec(place.partition(":")[0]) is not None


def _imported(place: str) -> click.Command:
    module, _, name = place.partition(":")
    found: click.Command = getattr(importlib.import_module(module), name)
    return found
