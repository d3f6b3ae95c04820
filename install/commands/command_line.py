"""A command line of click: its status, and its errors in the language of this terminal."""

from collections.abc import Sequence
from typing import Final

import click

from install.commands.bilingual import BilingualCommand, BilingualGroup, in_terminal_language
from install.commands.click_words import find_click_words
from install.console import STOPPED, run, warn

UNUSABLE: Final = 2


def run_command(
    command: BilingualGroup | BilingualCommand, words: Sequence[str] | None, failed: int = UNUSABLE
) -> int:
    """Run this command line and return its exit status: `failed` when the command could not do its work."""
    return run(lambda: _status(command, words), failed)


def _status(command: BilingualGroup | BilingualCommand, words: Sequence[str] | None) -> int:
    find_click_words()
    try:
        status = in_terminal_language(command).main(words, prog_name=command.name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except click.Abort:  # Ctrl-C, or the end of the input while a question waits
        warn(STOPPED.told())
        return UNUSABLE
    return status if isinstance(status, int) else 0
