"""The command `audit heads`: it reads what a workstation remembers."""

from pathlib import Path

import click

from install.audit.heads import lines
from install.commands.bilingual import FILE, BilingualCommand, BilingualOption
from install.console import print_lines
from install.language import Sentence
from journalist_interface.config import VARIABLE as WORKSTATION
from journalist_interface.config import Config
from journalist_interface.verification.pins import read_pins
from store.web.configuration import read_config


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Mencetak ujung rantai yang diingat komputer kerja, untuk verify --heads.",
        "Print the chain heads that a workstation remembers, for verify --heads.",
    ),
    example="kentongan audit heads --config workstation.toml > heads-sari.txt",
)
@click.option(
    "--config",
    cls=BilingualOption,
    type=FILE,
    envvar=WORKSTATION,
    required=True,
    metavar="FILE",
    text=Sentence("konfigurasi komputer kerja", "the configuration of the workstation"),
)
def heads(config: Path) -> None:
    """Print one line a case."""
    print_lines(*lines(read_pins(read_config(config, Config).state)))
