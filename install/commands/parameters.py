"""Options and arguments that several commands take."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from install.commands.bilingual import FILE, BilingualArgument, BilingualOption
from install.language import Sentence
from install.server.layout import ServerLayout
from store.gateway.config import VARIABLE as GATEWAY

F = TypeVar("F", bound=Callable[..., Any])


def gateway_config(command: F) -> F:
    """Add `--config`, the path of the gateway's configuration."""
    option = click.option(
        "--config",
        cls=BilingualOption,
        type=FILE,
        envvar=GATEWAY,
        default=ServerLayout().gateway_config,
        show_default=True,
        metavar="FILE",
        text=Sentence("konfigurasi gateway", "the configuration of the gateway"),
    )
    return option(command)


def new_folder(command: F) -> F:
    """Add `FOLDER`, which is empty or does not exist yet."""
    text = Sentence("map kosong, atau map yang belum ada", "an empty folder, or one that does not exist yet")
    return click.argument("folder", cls=BilingualArgument, type=FILE, text=text)(command)


def person(command: F) -> F:
    """Add `PERSON`, an identifier of the roster."""
    text = Sentence("pengenal orang itu di dalam roster", "the person's identifier in the roster")
    return click.argument("person", cls=BilingualArgument, text=text)(command)


def as_json(command: F) -> F:
    """Add `--json`, an answer for programs."""
    text = Sentence("jawaban untuk program", "an answer for programs")
    return click.option("--json", "as_json", cls=BilingualOption, is_flag=True, text=text)(command)
