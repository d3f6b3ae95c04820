"""The commands `key hand-over` and `key replace` of the machine without network: another key signs for the office."""

from pathlib import Path
from typing import Final

import click

from crypto.errors import CryptoError
from crypto.gpg.certificate import grouped, inspect
from install.commands.asking import agrees
from install.commands.bilingual import BilingualCommand, BilingualOption, F
from install.commands.office_parameters import office_passphrase
from install.commands.parameters import passphrase_option, path_option, rehearsed_clock
from install.console import print_lines, typed_secret
from install.errors import InstallError
from install.language import Sentence
from install.roster.key_change import NotedRestore, replace_lost, restores_noted_by
from install.roster.key_change import hand_over as sign_hand_over
from install.roster.office_key import open_office_key, require_passphrase
from store.domain.clock import Clock
from store.domain.current_roster import OfficeCertificate
from store.domain.office_key_change import OfficeKeyChange

_OLD_PASSPHRASE: Final = Sentence("Frasa sandi kunci kantor yang lama:", "Passphrase of the old office key:")
_NEW_PASSPHRASE: Final = Sentence("Frasa sandi kunci kantor yang baru:", "Passphrase of the new office key:")
_FROM: Final = Sentence("Kunci lama  {key}", "Old key  {key}")
_TO: Final = Sentence("Kunci baru  {key}", "New key  {key}")
_SIGN: Final = Sentence(
    "Bandingkan keduanya dengan kertas. Tandatangani serah terima ini?",
    "Compare both with the paper. Sign this hand-over?",
)
_LOST: Final = Sentence(
    "Kunci lama tidak ikut menandatangani: setiap server dan komputer kerja harus diberi tahu sendiri-sendiri. Lanjut?",
    "The old key does not sign: each server and each workstation has to be told by hand. Go on?",
)
_KNOWN: Final = Sentence(
    "Catatan pemulihan {day}, {notes} laporan: {reason}\nKantor sendirikah yang membuatnya, sebelum kunci itu hilang?",
    "Notes on a restore of {day}, {notes} reports: {reason}\nDid the office itself make them, before the key was lost?",
)
_NOT_SIGNED: Final = Sentence("Tidak ada yang ditandatangani.", "Nothing was signed.")
_NO_CERTIFICATE: Final = Sentence(
    "{path} bukan sertifikat kunci kantor.", "{path} is no certificate of an office key."
)
_NEXT: Final = Sentence(
    """\
Ditandatangani. Roster terakhir dengan kunci lama: seri {serial}; catatan pemulihan yang tetap berlaku: {notes}.

Langkah berikutnya:
  1. Tandatangani roster dengan kunci baru: kentongan-roster sign --office {folder} --output {output} …
  2. Cetak sidik jari kunci baru di kertas, dan bagikan langsung ke tangan: {key}
  3. Bawa map {output} ke server, lalu di sana: kentongan office-key MAP{lost}
  4. Bawa map itu ke setiap komputer kerja, lalu di sana: kentongan pin-office-key MAP{lost}
  5. Jika kunci cadangan hanya ada bersama kunci lama: salin backup.gpg dan backup-key.gpg ke {folder}, lalu ke
     salinannya dengan kentongan-office key copy. Tanpa kunci itu tidak ada cadangan yang dapat dibuka.
  6. Sesudah semua mesin pindah: musnahkan kunci lama dan salinannya, dan tandatangani lagi pemeriksaan cadangan.""",
    """\
Signed. Last roster by the old key: serial {serial}; notes on restores that stay good: {notes}.

What to do next:
  1. Sign a roster with the new key: kentongan-roster sign --office {folder} --output {output} …
  2. Write the fingerprint of the new key on paper, and hand it out in person: {key}
  3. Carry the folder {output} to the server, and there: kentongan office-key FOLDER{lost}
  4. Carry it to each workstation, and there: kentongan pin-office-key FOLDER{lost}
  5. If the backup key lies with the old key alone: copy backup.gpg and backup-key.gpg to {folder}, and from there
     onto its copies with kentongan-office key copy. Without that key no backup opens.
  6. Once all machines have moved: destroy the old key and its copies, and sign the check of the backups anew.""",
)


def _new_key(command: F) -> F:
    """Add the folder of the new key, its passphrase, and the folder of the signed roster."""
    for option in (
        path_option(
            "--output",
            required=True,
            metavar="FOLDER",
            text=Sentence("map roster yang ditandatangani", "the folder of the signed roster"),
        ),
        passphrase_option(
            "--new-passphrase-fd",
            text=Sentence(
                "baca frasa sandi kunci baru dari deskriptor ini",
                "read the passphrase of the new key from this file descriptor instead of asking",
            ),
        ),
        path_option(
            "--to",
            "successor",
            required=True,
            metavar="FOLDER",
            text=Sentence("map kunci kantor yang baru", "the folder of the new office key"),
        ),
    ):
        command = option(command)
    return command


def _yes(command: F) -> F:
    """Add `--yes`, which answers the question."""
    text = Sentence("tidak bertanya sebelum menandatangani", "do not ask before signing")
    return click.option("--yes", cls=BilingualOption, is_flag=True, text=text)(command)


@click.command(
    "hand-over",
    cls=BilingualCommand,
    text=Sentence(
        "Menyerahkan tugas kunci kantor kepada kunci baru; keduanya menandatangani.",
        "Hand over from the office key to a new one; both of them sign.",
    ),
    example="kentongan-office key hand-over --office office --to office-2 --output signed",
)
@path_option(
    "--office",
    required=True,
    metavar="FOLDER",
    text=Sentence("map kunci kantor yang lama", "the folder of the old office key"),
)
@office_passphrase
@_new_key
@_yes
@rehearsed_clock
def hand_over(
    office: Path,
    successor: Path,
    output: Path,
    passphrase_fd: int | None,
    new_passphrase_fd: int | None,
    yes: bool,
    clock: Clock,
) -> None:
    """Sign with both keys once a person has compared the fingerprints."""
    old, new, today = open_office_key(office), open_office_key(successor), clock.today()
    print_lines(_FROM.told(key=grouped(old.fingerprint)), _TO.told(key=grouped(new.fingerprint)))
    if not (yes or agrees(_SIGN)):
        raise InstallError(_NOT_SIGNED.told())
    old_secret = typed_secret(passphrase_fd, _OLD_PASSPHRASE)
    require_passphrase(old, old_secret, today)
    new_secret = typed_secret(new_passphrase_fd, _NEW_PASSPHRASE)
    require_passphrase(new, new_secret, today)
    _tell(sign_hand_over(old, old_secret, new, new_secret, output, today), successor, output, "")


@click.command(
    "replace",
    cls=BilingualCommand,
    text=Sentence(
        "Menggantikan kunci kantor yang hilang atau dicuri; hanya kunci baru yang menandatangani.",
        "Replace an office key that was lost or stolen; the new one alone signs.",
    ),
    example="kentongan-office key replace --lost office.gpg --to office-2 --output signed",
)
@path_option(
    "--lost",
    required=True,
    metavar="FILE",
    text=Sentence(
        "sertifikat kunci yang hilang, misalnya office.gpg dari server",
        "the certificate of the lost key, such as office.gpg from a server",
    ),
)
@_new_key
@_yes
@rehearsed_clock
def replace(
    lost: Path, successor: Path, output: Path, new_passphrase_fd: int | None, yes: bool, clock: Clock
) -> None:
    """Sign with the new key alone once a person has agreed, and said which restores the office knows.

    Without questions, no note that the lost key signed stays good.
    """
    old, new, today = _certificate(lost), open_office_key(successor), clock.today()
    print_lines(_FROM.told(key=grouped(old.fingerprint)), _TO.told(key=grouped(new.fingerprint)))
    if not (yes or agrees(_LOST)):
        raise InstallError(_NOT_SIGNED.told())
    known = [] if yes else [noted for noted in restores_noted_by(old, new, output) if _is_known(noted)]
    secret = typed_secret(new_passphrase_fd, _NEW_PASSPHRASE)
    _tell(replace_lost(old, new, secret, output, today, known), successor, output, " --old-key-lost")


def _is_known(noted: NotedRestore) -> bool:
    """Ask whether this restore was the office's own; a thief of the key could have signed notes on another."""
    return agrees(_KNOWN, day=noted.day, reason=noted.reason, notes=len(noted.notes))


def _certificate(path: Path) -> OfficeCertificate:
    try:
        return OfficeCertificate(path, inspect(path.read_bytes()).fingerprint)
    except CryptoError:
        raise InstallError(_NO_CERTIFICATE.told(path=path)) from None


def _tell(change: OfficeKeyChange, folder: Path, output: Path, lost: str) -> None:
    said = _NEXT.told(
        serial=change.serial,
        notes=len(change.notes),
        folder=folder,
        output=output,
        key=grouped(change.new),
        lost=lost,
    )
    print_lines("", said)
