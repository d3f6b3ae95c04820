"""A command line of a group of click: its status, and its errors in the language of this terminal."""

from collections.abc import Sequence
from typing import Final

import click

from install.commands.bilingual import BilingualGroup, in_terminal_language
from install.commands.click_words import find_click_words
from install.console import run, warn
from install.language import Sentence

UNUSABLE: Final = 2
_STOPPED: Final = Sentence("Dihentikan.", "Stopped.")


def run_group(group: BilingualGroup, words: Sequence[str] | None) -> int:
    """Run the command line of this group and return its exit status."""
    return run(lambda: _status(group, words), UNUSABLE)


def _status(group: BilingualGroup, words: Sequence[str] | None) -> int:
    find_click_words()
    try:
        status = in_terminal_language(group).main(words, prog_name=group.name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except click.Abort:  # Ctrl-C, or the end of the input while a question waits
        warn(_STOPPED.told())
        return UNUSABLE
    return status if isinstance(status, int) else 0
