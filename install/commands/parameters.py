"""Options and arguments that several commands take."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from install.commands.bilingual import FILE, BilingualArgument, BilingualOption, F
from install.language import Sentence
from install.server.layout import ServerLayout
from store.domain.clock import OFFICE_ZONE, Clock
from store.gateway.config import VARIABLE as GATEWAY


def path_option(*names: str, text: Sentence, **further: Any) -> Callable[[F], F]:  # noqa: ANN401 - click's
    """Return an option that is a path, explained in both languages; click checks nothing of it."""
    return click.option(*names, cls=BilingualOption, type=FILE, text=text, **further)


def passphrase_option(*names: str, text: Sentence) -> Callable[[F], F]:
    """Return an option that names a descriptor; no option is a passphrase, since other users can read arguments."""
    return click.option(*names, cls=BilingualOption, type=int, metavar="N", text=text)


def gateway_config(command: F) -> F:
    """Add `--config`, the path of the gateway's configuration."""
    option = path_option(
        "--config",
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


def rehearsed_clock(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the command a `clock` by `--zone` and, in a rehearsal, by `--clock-file`."""

    @click.option(
        "--zone",
        cls=BilingualOption,
        default=OFFICE_ZONE,
        show_default=True,
        text=Sentence("zona waktu kantor", "the office's time zone"),
    )
    @path_option(
        "--clock-file",
        metavar="FILE",
        text=Sentence(
            "dalam latihan: detik yang ditambahkan pada waktu", "in a rehearsal: seconds to add to the time"
        ),
    )
    @functools.wraps(command)
    def with_clock(*arguments: Any, zone: str, clock_file: Path | None, **named: Any) -> Any:  # noqa: ANN401 - click's
        return command(*arguments, clock=Clock(zone, clock_file), **named)

    return with_clock
