"""Writes what each command of a staged package says of itself, for `manual`: a program that is started by its path.

    PYTHONPATH=LIBRARY python3 -S -B install/packaging/help_texts.py MODULE FOLDER

MODULE has the group of click that is called as the module is, and `main`. FOLDER gets a file for each command.
"""

import contextlib
import importlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

WIDTH: Final = 10_000
"""help2man takes a hyphen at the end of a line for one of a word that was divided: no line is broken here."""


def commands(found: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words of a command and its sentence, and those of the commands below it."""
    yield words, found.get_short_help_str()
    if isinstance(found, click.Group):
        context = click.Context(found)
        for name in found.list_commands(context):
            inner = found.get_command(context, name)
            if inner is not None:
                yield from commands(inner, (*words, name))


def write_texts(module_name: str, folder: Path) -> None:
    """Write the help of each command into a file of its name; the first line is its sentence."""
    module = importlib.import_module(module_name)
    group: click.Group = getattr(module, module_name.rpartition(".")[2])
    group.context_settings["max_content_width"] = WIDTH
    for words, sentence in commands(group):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            status = module.main([*words, "--help"])
        if status != 0:
            raise SystemExit(f"{' '.join(words)} --help ended with the status {status}.")
        name = "-".join((group.name or "", *words))
        (folder / name).write_text(f"{sentence}\n{said.getvalue()}", "utf-8")


if __name__ == "__main__":
    write_texts(sys.argv[1], Path(sys.argv[2]))
