"""The command `audit verify`: it reads the store and the roster, and writes nothing into the servers' folders."""

import json
from pathlib import Path
from typing import Final

import click

from install.audit import heads as heads_file
from install.audit.findings import Irregularity
from install.audit.inputs import open_inputs
from install.audit.verify import Verdict
from install.audit.verify import verify as verified
from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand, BilingualOption
from install.commands.parameters import as_json, gateway_config
from install.console import print_lines
from install.language import Sentence, terminal_language

FOUND: Final = 1
_UNCOMPARED: Final = Sentence(
    "Tidak dibandingkan dengan ingatan komputer kerja (--heads): perkara, keputusan terakhir atau pesan terakhir "
    "yang hilang seluruhnya tidak akan terlihat.",
    "Not compared with what workstations remember (--heads): a case, last decisions or last messages that are "
    "gone altogether would not show.",
)
_SPELLED_ANEW: Final = Sentence(
    "Keputusan terakhir yang tersimpan dengan tanda tangan lain, juga sah, daripada yang diingat komputer kerja: "
    "{count}. Isinya sama. Hanya penyimpanan atau penandatangannya yang dapat menggantinya.",
    "Last decisions stored under another good signature than a workstation remembers: {count}. What they say is "
    "the same. Only the store or the signer can have exchanged it.",
)
_WELL: Final = Sentence(
    "{cases} perkara, {events} peristiwa: semuanya utuh.", "{cases} cases, {events} events: all is well."
)
_FAULTS: Final = Sentence(
    "{cases} perkara, {events} peristiwa: {found} temuan.",
    "{cases} cases, {events} events: {found} findings.",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Memeriksa setiap keputusan tanpa jaringan. Status keluar: 0 utuh, 1 ada temuan, 2 tidak dapat diperiksa.",
        "Check every decision of every case, offline. Exit status: 0 all is well, 1 faults, 2 not judged.",
    ),
    example="kentongan audit verify --heads heads-sari.txt heads-budi.txt",
)
@gateway_config
@click.option(
    "--heads",
    cls=BilingualOption,
    type=FILE,
    multiple=True,
    metavar="FILE",
    text=Sentence(
        "ingatan komputer kerja, dari `audit heads` di sana",
        "what a workstation remembers, as `audit heads` printed it there",
    ),
)
@click.option(
    "--case",
    cls=BilingualOption,
    text=Sentence(
        "perkara ini saja: nomor register atau 32 digit heksadesimalnya",
        "this case alone: its register number, or its 32 hex digits",
    ),
)
@as_json
@click.argument(
    "further",
    cls=BilingualArgument,
    type=FILE,
    nargs=-1,
    metavar="[FILE]...",
    text=Sentence("berkas --heads berikutnya", "further files of --heads"),
)
@click.pass_context
def verify(
    context: click.Context,
    config: Path,
    heads: tuple[Path, ...],
    case: str | None,
    as_json: bool,
    further: tuple[Path, ...],
) -> None:
    """Print one sentence a fault and a summary; exit with 1 if there is a fault."""
    known = [head for path in (*heads, *further) for head in heads_file.read_heads(path)]
    with open_inputs(config) as inputs:
        verdict = verified(inputs, known, case)
    print_lines(*(_as_json(verdict) if as_json else _as_text(verdict, compared=bool(known))))
    context.exit(FOUND if verdict.findings else 0)


def _as_text(verdict: Verdict, *, compared: bool) -> list[str]:
    lines = [finding.sentence(terminal_language()) for finding in (*verdict.findings, *verdict.losses)]
    if not compared:
        lines.append(_UNCOMPARED.told())
    if verdict.spelled_anew:
        lines.append(_SPELLED_ANEW.told(count=verdict.spelled_anew))
    found = len(verdict.findings)
    summary = _FAULTS if found else _WELL
    return [*lines, summary.told(cases=verdict.cases, events=verdict.events, found=found)]


def _as_json(verdict: Verdict) -> list[str]:
    findings = [
        {
            "case": finding.case,
            "event": finding.number,
            "fault": finding.irregularity.name,
            "text": finding.sentence(terminal_language()),
        }
        for finding in verdict.findings
    ]
    losses = [
        {
            "case": loss.case,
            "accepted": loss.irregularity is Irregularity.LOSS_ACCEPTED,
            "text": loss.sentence(terminal_language()),
        }
        for loss in verdict.losses
    ]
    answer = {"cases": verdict.cases, "events": verdict.events, "findings": findings, "losses": losses}
    return [json.dumps(answer)]
