"""The command `doctor`: it looks at everything that is promised of a running server."""

import json
from typing import Final

import click

from install.commands.bilingual import BilingualCommand
from install.commands.parameters import as_json
from install.console import print_lines
from install.doctor.examination import examine_server
from install.doctor.running_host import RunningHost
from install.language import Sentence
from install.server.setup import require_able
from store.domain.clock import Clock

FOUND: Final = 1
_HEALTHY: Final = Sentence("Semua {count} pemeriksaan baik.", "All {count} checks are good.")
_ILL: Final = Sentence(
    "{faults} dari {count} pemeriksaan menemukan kesalahan.", "{faults} of {count} checks found a fault."
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Memeriksa semua yang dijanjikan tentang server ini, dan menyebut perintah yang memperbaikinya.",
        "Check all that is promised of this server, and name the commands that mend it.",
    ),
    example="kentongan doctor",
)
@as_json
def doctor(as_json: bool) -> int:
    """Print what is right and wrong; return 1 if anything is wrong."""
    require_able()
    found = examine_server(RunningHost(Clock().today()))
    faults = sum(diagnosis.fault is not None for diagnosis in found)
    if as_json:
        print_lines(json.dumps([diagnosis.record() for diagnosis in found], ensure_ascii=False))
    else:
        print_lines(*(line for diagnosis in found for line in diagnosis.lines()), "")
        text = _ILL if faults else _HEALTHY
        print_lines(text.told(faults=faults, count=len(found)))
    return FOUND if faults else 0
