"""The command `status`: one screen about this server."""

import json
from dataclasses import asdict
from typing import Final

import click

from install.commands.bilingual import BilingualCommand
from install.commands.parameters import as_json
from install.console import print_lines
from install.language import Sentence
from install.server.answers import GIB
from install.server.backup_state import is_fresh
from install.server.layout import BACKUP_UNIT, ServerLayout
from install.server.setup import require_able
from install.server.state import ServerState, server_state
from store.domain.clock import Clock
from store.domain.roster import WARNING_DAYS

BAD: Final = 1
_WORKS: Final = Sentence("bekerja", "works")
_FAILS: Final = Sentence("TIDAK BEKERJA", "DOES NOT WORK")
_ADDRESSES: Final = Sentence(
    "Halaman pelapor  http://{source}\nGateway          http://{gateway}",
    "Reporters' pages  http://{source}\nGateway           http://{gateway}",
)
_NONE_WAITS: Final = Sentence(
    "Tidak ada laporan yang belum ditangani.", "No report waits for its first step."
)
_WAITING: Final = Sentence(
    "Laporan yang belum ditangani: {untouched}, yang tertua diterima {since}.",
    "Reports that wait for their first step: {untouched}, the oldest received on {since}.",
)
_OVERDUE: Final = Sentence("Perkara yang melewati tenggat: {overdue}.", "Cases past a deadline: {overdue}.")
_DISK: Final = Sentence(
    "Disk: {free} GiB bebas; {reserve} GiB di antaranya hanya untuk teks laporan.",
    "Disk: {free} GiB free, of which {reserve} GiB are for the texts of reports alone.",
)
_FULL: Final = Sentence(
    "Disk PENUH: lampiran ditolak. {free} GiB bebas, dan {reserve} GiB hanya untuk teks laporan.",
    "The disk is FULL: attachments are refused. {free} GiB are free, and {reserve} GiB are for the texts of reports.",
)
_ROSTER: Final = Sentence(
    "Roster: seri {serial}, berlaku {days} hari lagi, sampai {expires}.",
    "Roster: serial {serial}, good for {days} more days, until {expires}.",
)
_ROSTER_ENDS: Final = Sentence(
    "Roster: seri {serial} HAMPIR HABIS, {days} hari lagi, pada {expires}. Tandatangani yang baru.",
    "Roster: serial {serial} ENDS SOON, in {days} days, on {expires}. Sign a new one.",
)
_ROSTER_ENDED: Final = Sentence(
    "Roster: seri {serial} HABIS pada {expires}: tidak ada laporan yang diterima. Tandatangani yang baru.",
    "Roster: serial {serial} EXPIRED on {expires}: no report is accepted. Sign a new one.",
)

_BACKUP: Final = Sentence(
    "Cadangan: terbaru {day}, {size} GiB.", "Backups: the newest is of {day}, {size} GiB."
)
_BACKUP_OLD: Final = Sentence(
    "Cadangan: TIDAK ADA yang baru sejak {day}. Lihat kentongan doctor.",
    "Backups: NONE since {day}. See kentongan doctor.",
)
_BACKUP_FAILED: Final = Sentence(
    "Cadangan: yang terakhir GAGAL atau perlu diurus; terbaru {day}. Lihat kentongan doctor.",
    "Backups: the last run FAILED or asks for attention; the newest is of {day}. See kentongan doctor.",
)
_NO_BACKUP: Final = Sentence(
    "Cadangan: BELUM ADA. Buat yang pertama: systemctl start {unit}",
    "Backups: NONE yet. Make the first one: systemctl start {unit}",
)
_NO_BACKUPS: Final = Sentence(
    "Cadangan: TIDAK ADA, karena kunci cadangan tidak disebutkan. Jalankan kentongan init.",
    "Backups: NONE, since no backup key was named. Run kentongan init.",
)
_CARRIED: Final = Sentence("Dibawa ke {host} pada {day}.", "Carried to {host} on {day}.")
_NOT_CARRIED: Final = Sentence(
    "TIDAK DIBAWA ke {host} sejak {day}. Lihat kentongan doctor.",
    "NOT CARRIED to {host} since {day}. See kentongan doctor.",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Menunjukkan keadaan server ini pada satu layar. Status keluar: 0 baik, 1 ada yang perlu diurus.",
        "Show this server on one screen. Exit status: 0 all is well, 1 something needs attention.",
    ),
    example="kentongan status --json",
)
@as_json
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Print the state; exit with 1 if something does not work or has run out."""
    require_able()
    state = server_state(ServerLayout(), Clock())
    if as_json:
        print_lines(json.dumps(asdict(state) | {"good": state.good}, default=str))
    else:
        print_lines(*as_text(state))
    context.exit(0 if state.good else BAD)


def as_text(state: ServerState) -> list[str]:
    """Return the lines of the screen in the language of this terminal."""
    parts = [f"{unit:<28}{(_WORKS if works else _FAILS).told()}" for unit, works in state.working.items()]
    addresses = _ADDRESSES.told(source=state.source, gateway=state.gateway).splitlines()
    shown = [*_cases(state), _disk(state), _roster(state), *_backups(state)]
    return ["", *parts, "", *addresses, "", *shown]


def _cases(state: ServerState) -> list[str]:
    found = state.waiting
    waiting = _WAITING if found.untouched else _NONE_WAITS
    return [
        waiting.told(untouched=found.untouched, since=found.since),
        *([_OVERDUE.told(overdue=found.overdue)] if found.overdue else []),
    ]


def _disk(state: ServerState) -> str:
    sentence = _DISK if state.free > state.reserve else _FULL
    return sentence.told(free=round(state.free / GIB, 1), reserve=round(state.reserve / GIB, 1))


def _roster(state: ServerState) -> str:
    if state.roster_days < 0:
        sentence = _ROSTER_ENDED
    else:
        sentence = _ROSTER_ENDS if state.roster_days <= WARNING_DAYS else _ROSTER
    return sentence.told(serial=state.serial, days=state.roster_days, expires=state.expires)


def _backups(state: ServerState) -> list[str]:
    backups, today = state.backups, state.today
    if not backups.key:
        return [_NO_BACKUPS.told()]
    if backups.day is None:
        return [_NO_BACKUP.told(unit=BACKUP_UNIT)]
    sentence = _BACKUP if is_fresh(backups.day, today) else _BACKUP_OLD
    if backups.failed:
        sentence = _BACKUP_FAILED
    return [sentence.told(day=backups.day, size=round(backups.size / GIB, 1)), *_transfer(state)]


def _transfer(state: ServerState) -> list[str]:
    transfer = state.backups.transfer
    if transfer is None:
        return []
    good = not transfer.failed and is_fresh(transfer.day, state.today)
    return [(_CARRIED if good else _NOT_CARRIED).told(host=transfer.host, day=transfer.day or "-")]
