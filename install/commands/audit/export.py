"""The command `audit export`: the decisions of a case as files for GnuPG."""

from pathlib import Path
from typing import Final

import click

from install.audit.export import export as exported
from install.audit.inputs import open_inputs
from install.commands.bilingual import BilingualArgument, BilingualCommand
from install.commands.parameters import gateway_config, new_folder
from install.console import print_lines
from install.language import Sentence

_WRITTEN: Final = Sentence(
    "{count} peristiwa ditulis ke {folder}.", "{count} events were written into {folder}."
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Menulis keputusan suatu perkara sebagai berkas yang dapat diperiksa dengan gpg --verify.",
        "Write the decisions of a case as files that gpg --verify can check.",
    ),
    example="kentongan audit export K7QF-3MDX k7qf-3mdx",
)
@click.argument(
    "case",
    cls=BilingualArgument,
    text=Sentence(
        "nomor register, atau 32 digit heksadesimalnya", "its register number, or its 32 hex digits"
    ),
)
@new_folder
@gateway_config
def export(case: str, folder: Path, config: Path) -> None:
    """Write the files, and say how many events there are."""
    with open_inputs(config) as inputs:
        count = exported(inputs, case, folder)
    print_lines(_WRITTEN.told(count=count, folder=folder))
