"""The command `init`: it sets a server up, and changes only what differs when it runs again."""

from pathlib import Path
from typing import Final, TypeVar

import click

from install.commands.bilingual import BilingualCommand, BilingualOption
from install.commands.parameters import path_option
from install.console import print_lines, warn
from install.language import Sentence, in_words
from install.server.answer_checks import AnswerError
from install.server.answers import BackupAnswers, read_answers
from install.server.layout import BACKUP_UNIT, ServerLayout
from install.server.questions import GO_ON, YES, ServerQuestion, ask_all
from install.server.setup import Addresses, ServerSetup, require_able, require_same_server
from install.server.transfer_key import FOLDER, authorized_line
from install.server.upgrade_state import require_no_upgrade
from store.domain.clock import Clock

T = TypeVar("T")
_ROSTER: Final = Sentence(
    "Roster: {office}, {unit}; seri {serial}, berlaku sampai {expires}.",
    "Roster: {office}, {unit}; serial {serial}, good until {expires}.",
)
_WOULD_WRITE: Final = Sentence("Akan ditulis:", "To be written:")
_NOTHING: Final = Sentence(
    "Semua berkas sudah seperti seharusnya.", "All files are as they should be already."
)
_THEN: Final = Sentence(
    "Lalu firewall dimuat, dan Tor, gateway dan halaman pelapor dijalankan bila belum.",
    "Then the firewall is loaded, and Tor, the gateway and the reporters' pages are started if they are not.",
)
_DONE: Final = Sentence(
    """\
Server ini bekerja.

Halaman pelapor   http://{source}
Gateway           http://{gateway}

Langkah berikutnya:
  1. Simpan kedua map alamat, {source_keys} dan
     {gateway_keys}, di brankas: tanpanya alamat hilang.
  2. Tulis cuti bersama tahun ini ke {holidays}.
  3. Untuk setiap orang, dan komputer kerjanya: kentongan officer add ORANG --enrolment BERKAS > ORANG.asc
  4. Yang masih kurang disebutkan oleh: kentongan doctor""",
    """\
This server works.

Reporters' pages  http://{source}
Gateway           http://{gateway}

What to do next:
  1. Keep the folders of both addresses, {source_keys} and
     {gateway_keys}, in the safe: without them the address is lost.
  2. Write this year's joint leave into {holidays}.
  3. For each person, and their workstation: kentongan officer add PERSON --enrolment FILE > PERSON.asc
  4. What is still missing is told by: kentongan doctor""",
)

_NO_BACKUPS: Final = Sentence(
    """\
TIDAK ADA CADANGAN: kunci cadangan tidak disebutkan. Jika disk ini rusak, semua laporan hilang. Buat kunci itu di
mesin tanpa jaringan, bawa bagian publiknya, dan jalankan kentongan init lagi; sampai saat itu kentongan doctor
menyebutnya salah.""",
    """\
THERE ARE NO BACKUPS: no backup key was named. If this disk breaks, every report is lost. Make the key on the machine
without network, bring its public half, and run kentongan init again; until then kentongan doctor names it as wrong.""",
)
_BACKUPS: Final = Sentence(
    "Cadangan dibuat setiap hari pada jam {hour}, ke {folder}. Yang pertama dapat dibuat sekarang: "
    "systemctl start {unit}",
    "A backup is made each day at {hour}, in {folder}. The first one can be made now: systemctl start {unit}",
)
_TRANSFER: Final = Sentence(
    """\
Lalu cadangan dibawa ke {host}. Di mesin itu, dengan paket rsync, buat map {target} milik akun
itu, dan tulis baris ini ke ~/.ssh/authorized_keys:

{line}""",
    """\
Then it is carried to {host}. On that machine, with the package rsync, make the folder {target}
of that account, and write this line into ~/.ssh/authorized_keys:

{line}""",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Menyiapkan server ini: menanyakan yang perlu, menunjukkan yang akan dilakukan, lalu melakukannya.",
        "Set this server up: ask what is needed, show what will be done, and do it.",
    ),
    example="kentongan init --answers server.toml",
)
@path_option(
    "--answers",
    metavar="FILE",
    text=Sentence(
        "jawaban dalam TOML, tanpa bertanya (seperti /etc/kentongan/server.toml)",
        "the answers in TOML, without asking (such as /etc/kentongan/server.toml)",
    ),
)
@click.option(
    "--dry-run",
    cls=BilingualOption,
    is_flag=True,
    text=Sentence("hanya menunjukkan yang akan dilakukan", "only show what would be done"),
)
def init(answers: Path | None, dry_run: bool) -> None:
    """Set this server up."""
    require_able()
    layout = ServerLayout()
    require_no_upgrade(layout)
    present = read_answers(layout.answers) if layout.answers.exists() else None
    given = read_answers(answers) if answers else ask_all(_ask, present)
    if present is not None:
        require_same_server(layout, present, given)
    setup = ServerSetup(layout, given, Clock())
    _show(setup)
    if dry_run or not (answers or _ask(GO_ON, YES.told())):
        return
    addresses = setup.run()
    _tell(layout, addresses)
    _tell_of_backups(layout, given.backups)


def _ask(question: ServerQuestion[T], proposed: str) -> T:
    """Ask until the answer can be used."""
    print_lines("", question.explanation.told())
    while True:
        typed = click.prompt(question.name.told(), default=proposed or None)
        try:
            return question.check(typed)
        except AnswerError as error:
            warn(in_words(error))


def _show(setup: ServerSetup) -> None:
    roster = setup.roster.roster
    office = roster.office
    changes = setup.changes()
    print_lines(
        "",
        _ROSTER.told(office=office.name, unit=office.unit, serial=roster.serial, expires=roster.expires),
        *((_WOULD_WRITE.told(), *(f"  {path}" for path in changes)) if changes else (_NOTHING.told(),)),
        _THEN.told(),
    )


def _tell(layout: ServerLayout, addresses: Addresses) -> None:
    said = _DONE.told(
        source=addresses.source,
        gateway=addresses.gateway,
        source_keys=layout.source_onion,
        gateway_keys=layout.gateway_onion,
        holidays=layout.holidays,
    )
    print_lines("", said)


def _tell_of_backups(layout: ServerLayout, backups: BackupAnswers) -> None:
    if backups.key is None:
        print_lines("", _NO_BACKUPS.told())
        return
    print_lines("", _BACKUPS.told(hour=f"{backups.hour:02}.00", folder=layout.backups, unit=BACKUP_UNIT))
    if backups.host is not None:
        line = authorized_line(layout)
        print_lines("", _TRANSFER.told(host=backups.host.destination, target=FOLDER, line=line))
