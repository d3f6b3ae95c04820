"""The command `key make` of the machine without network: the whole making of the office key, guided and recorded."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from crypto.gpg.certificate import grouped
from install.ceremony.key_copies import Secrets, try_copy, write_copy
from install.ceremony.machine_links import connections
from install.ceremony.new_backup_key import BackupKeyFiles, make_backup_key
from install.ceremony.record import CeremonyRecord
from install.ceremony.record_pdf import record_pdf, require_printable
from install.commands.asking import agrees
from install.commands.bilingual import BilingualCommand, BilingualOption
from install.commands.ceremony_options import CeremonyOptions, ceremony_options
from install.commands.ceremony_passphrases import BACKUP, OFFICE, ChosenPassphrase, choose_passphrase
from install.commands.office_key_copies import COPIED
from install.commands.office_parameters import (
    backup_passphrase,
    office_folder,
    office_passphrase,
)
from install.commands.parameters import rehearsed_clock
from install.console import print_lines, warn
from install.errors import InstallError
from install.language import Sentence, in_words
from install.roster.office_key import OfficeKey, make_office_key
from store.domain.clock import Clock
from store.web.durable import replace_file

_FEWEST_PEOPLE: Final = 2
_FEWEST_COPIES: Final = 2
_RECORD: Final = "record.pdf"
_CONNECTED: Final = Sentence(
    "Mesin ini tersambung: {names}. Cabut kabelnya, matikan radionya (rfkill block all), dan mulai lagi. Bila Anda "
    "sadar apa yang Anda lakukan: --despite-network, yang akan dicatat dalam berita acara.",
    "This machine is connected: {names}. Pull its cable, switch its radios off (rfkill block all), and begin again. If "
    "you know what you do: --despite-network, which the record will say.",
)
_CLOCK: Final = Sentence(
    "Menurut mesin ini sekarang {now:%Y-%m-%d %H.%M} ({zone}). Bandingkan dengan jam tangan. Benar?",
    "By this machine it is {now:%Y-%m-%d %H.%M} ({zone}). Compare it with a watch. Is that right?",
)
_SET_CLOCK: Final = Sentence(
    'Setel jamnya dulu: date --set "2026-11-29 09:30". Tidak ada yang dibuat.',
    'Set the clock first: date --set "2026-11-29 09:30". Nothing was made.',
)
_WHO: Final = Sentence(
    "Siapa yang hadir? Nama, satu per satu; baris kosong mengakhiri",
    "Who is present? Names, one by one; an empty line ends",
)
_FEW: Final = Sentence(
    "Upacara ini memerlukan paling sedikit {fewest} orang: yang satu menyaksikan yang lain.",
    "This ceremony needs at least {fewest} people: one witnesses the other.",
)
_MEDIUM: Final = Sentence(
    "Map di media untuk salinan ke-{number} (misalnya /media/merah)",
    "Folder on the medium for copy {number} (such as /media/red)",
)
_TWO: Final = Sentence(
    "Sebutkan paling sedikit {fewest} media dengan --copy.", "Name at least {fewest} media with --copy."
)
_NOT_WRITTEN: Final = Sentence(
    "Catatan: media itu sudah dilepas, jadi berita acara tidak ada di {place}.",
    "Note: that medium was taken out, so the record is not at {place}.",
)
_MAKING: Final = Sentence("Kunci dibuat …", "The keys are being made …")
_DONE: Final = Sentence(
    """\
Kunci kantor     {office}
Kunci cadangan   {backup}
Berita acara     {record}

Langkah berikutnya:
  1. Tulis kedua sidik jari di kertas, lalu bacakan dari layar dan bandingkan.
  2. Simpan kedua salinan di dua tempat, dan kedua frasa sandi di tempat ketiga.
  3. Tulis sumber roster; untuk berkas setiap orang: kentongan-roster enrol --source roster.toml BERKAS
     Lalu: kentongan-roster sign --office {folder} --source roster.toml --output signed
  4. Salin {certificate} ke map signed, dan bawa map itu{with_backup},
     serta map enrolments, ke server.
  5. Sesudah setiap roster baru: kentongan-office key copy --office {folder} --to MEDIA --to MEDIA
  6. Cetak berita acara di luar mesin ini, bandingkan dengan kertas, beri tanda, tanda tangani.""",
    """\
Office key    {office}
Backup key    {backup}
Record        {record}

What to do next:
  1. Write both fingerprints on paper, then read them aloud from the screen and compare.
  2. Keep both copies in two places, and both passphrases in a third.
  3. Write the source of the roster; for each person's file: kentongan-roster enrol --source roster.toml FILE
     Then: kentongan-roster sign --office {folder} --source roster.toml --output signed
  4. Copy {certificate} into the folder signed, and carry that folder{with_backup},
     and the folder enrolments, to the server.
  5. After each new roster: kentongan-office key copy --office {folder} --to MEDIUM --to MEDIUM
  6. Print the record away from this machine, compare it with the paper, tick it, sign it.""",
)
_AND: Final = Sentence(" dan {path}", " and {path}")


@click.command(
    "make",
    cls=BilingualCommand,
    text=Sentence(
        "Membuat kunci kantor dan kunci cadangan dengan saksi, dua salinan, dan berita acara dalam PDF.",
        "Make the office key and the backup key before witnesses, with two copies and a record in PDF.",
    ),
    example='kentongan-office key make --office office --name "Inspektorat Contoh"',
)
@office_folder
@click.option(
    "--name",
    cls=BilingualOption,
    required=True,
    metavar="NAME",
    text=Sentence("nama kantor, yang tampil bersama kuncinya", "the name of the office, shown with the key"),
)
@ceremony_options
@office_passphrase
@backup_passphrase
@rehearsed_clock
def make(
    office: Path,
    name: str,
    given: CeremonyOptions,
    passphrase_fd: int | None,
    backup_passphrase_fd: int | None,
    clock: Clock,
) -> None:
    """Lead through the ceremony; what no option answers is asked, unless the passphrase comes from a descriptor."""
    connected = tuple(connections())
    if connected and not given.despite_network:
        raise InstallError(_CONNECTED.told(names=", ".join(connected)))
    asks, began = passphrase_fd is None, clock.now()
    if asks and not agrees(_CLOCK, now=began, zone=clock.zone):
        raise InstallError(_SET_CLOCK.told())
    present = _present(name, given, asks=asks)
    office.parent.mkdir(parents=True, exist_ok=True)
    given.require_apart(office.parent, *given.media)
    secret = choose_passphrase(OFFICE, passphrase_fd)
    backup_secret = None if given.without_backup_key else choose_passphrase(BACKUP, backup_passphrase_fd)
    print_lines("", _MAKING.told())
    key, backup = _keys(office, name, secret, backup_secret)
    secrets = Secrets(secret.text, None if backup_secret is None else backup_secret.text)
    try_copy(office, secrets, began.date())
    places = list(_copied(key, given, secrets, began, asks=asks))
    record = CeremonyRecord(
        office=name,
        began=began,
        ended=clock.now(),
        zone=clock.zone,
        present=present,
        office_key=key.fingerprint,
        backup_key=None if backup is None else backup.fingerprint,
        copies=tuple(map(str, places)),
        connections=connected,
        clock_compared=asks,
        passphrase_drawn=secret.drawn,
        media_apart=not given.same_device,
    )
    paper = given.record or office / _RECORD
    _write_record(record, paper, places)
    _conclude(key, backup, paper)


def _present(name: str, given: CeremonyOptions, *, asks: bool) -> tuple[str, ...]:
    """Return who is present, once the record can name them, the office and the media."""
    names = [typed.strip() for typed in given.present] or (list(_names()) if asks else [])
    if len({typed.casefold() for typed in names if typed}) < _FEWEST_PEOPLE:
        raise InstallError(_FEW.told(fewest=_FEWEST_PEOPLE))
    if not asks and len(given.media) < _FEWEST_COPIES:
        raise InstallError(_TWO.told(fewest=_FEWEST_COPIES))
    for text in (name, *names, *map(str, given.media)):
        require_printable(text)
    return tuple(names)


def _names() -> Iterator[str]:
    while typed := click.prompt(_WHO.told(), default="", show_default=False).strip():
        yield typed


def _keys(
    office: Path, name: str, secret: ChosenPassphrase, backup_secret: ChosenPassphrase | None
) -> tuple[OfficeKey, BackupKeyFiles | None]:
    key = make_office_key(office, name, secret.text)
    return key, None if backup_secret is None else make_backup_key(office, name, backup_secret.text)


def _copied(
    key: OfficeKey, given: CeremonyOptions, secrets: Secrets, began: datetime, *, asks: bool
) -> Iterator[Path]:
    """Yield where each copy lies. Media may come one after another into one slot; one that does not work is named."""
    places = list[Path]()
    media = list(given.media)
    while media or len(places) < _FEWEST_COPIES:
        medium = media.pop(0) if media else _asked_medium(len(places) + 1)
        try:
            require_printable(str(medium))
            # A medium that was taken out does not have its copy any more.
            given.require_apart(key.folder.parent, *filter(Path.exists, places), medium)
            places.append(write_copy(key, medium, secrets, began.date()))
        except (InstallError, OSError) as error:
            if not asks:
                raise
            warn(in_words(error))
            continue
        print_lines(COPIED.told(place=places[-1]))
        yield places[-1]


def _asked_medium(number: int) -> Path:
    return Path(click.prompt(_MEDIUM.told(number=number)).strip()).expanduser()


def _write_record(record: CeremonyRecord, paper: Path, places: Sequence[Path]) -> None:
    """Write the record to its file and beside each copy whose medium is still there."""
    written = record_pdf(record)
    replace_file(paper, written, 0o644)
    for place in places:
        if place.exists():
            replace_file(place / _RECORD, written, 0o644)
        else:
            warn(_NOT_WRITTEN.told(place=place))


def _conclude(key: OfficeKey, backup: BackupKeyFiles | None, paper: Path) -> None:
    said = _DONE.told(
        office=grouped(key.fingerprint),
        backup="–" if backup is None else grouped(backup.fingerprint),
        record=paper,
        folder=key.folder,
        certificate=key.certificate,
        with_backup="" if backup is None else _AND.told(path=backup.certificate),
    )
    print_lines("", said)
