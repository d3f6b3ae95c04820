"""Questions that a command asks at the terminal, until an answer can be used."""

from typing import Final

import click

from install.console import YES_OR_NO, is_yes, warn
from install.language import Sentence

_ANSWERS: Final = Sentence("(ya/tidak)", "(yes/no)")


def agrees(question: Sentence, **values: object) -> bool:
    """Return whether the person says yes; nothing is proposed, so that an empty line agrees to nothing."""
    while True:
        said = is_yes(click.prompt(f"{question.told(**values)} {_ANSWERS.told()}"))
        if said is not None:
            return said
        warn(YES_OR_NO.told())
