"""The command `kentongan-office-key`: makes and shows the office's key, on a machine without network.

python -m install.commands.office_key make --office FOLDER --name "Inspektorat Contoh"
python -m install.commands.office_key show --office FOLDER
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from crypto.gpg.certificate import grouped
from install.commands.bilingual import BilingualGroup, BilingualOption
from install.commands.command_line import run_command
from install.commands.office_parameters import office_folder, office_passphrase
from install.console import passphrase, print_lines
from install.language import Sentence
from install.roster.office_key import OfficeKey, make_office_key, open_office_key

_MADE: Final = Sentence("Kunci kantor dibuat di {folder}.", "The office key was made in {folder}.")
_KEEP: Final = Sentence(
    "Simpan map ini dan frasa sandinya di komputer tanpa jaringan, dan salinan keduanya di brankas.",
    "Keep this folder and its passphrase on a machine without network, and a copy of both in a safe.",
)
_ONCE: Final = Sentence(
    "Tanpa kunci ini tidak ada yang dapat menandatangani roster lagi.",
    "Without it no one can sign a roster again.",
)
_FINGERPRINT: Final = Sentence("Sidik jari", "Fingerprint")
_CERTIFICATE_LABEL: Final = Sentence("Sertifikat", "Certificate")
_PINNED: Final = Sentence(
    "office_fingerprint di setiap konfigurasi", "office_fingerprint in every configuration"
)
_GOES_TO: Final = Sentence("untuk server dan komputer kerja", "goes to servers and workstations")

office_key: Final = BilingualGroup(
    "kentongan-office-key",
    text=Sentence(
        "Membuat dan menampilkan kunci yang menandatangani roster kantor.",
        "Make and show the key with which an office signs its roster.",
    ),
    example="kentongan-office-key make --help",
)


@office_key.command(
    text=Sentence("Membuat kunci kantor.", "Make the key of the office."),
    example='kentongan-office-key make --office office --name "Inspektorat Contoh"',
)
@office_folder
@click.option(
    "--name",
    cls=BilingualOption,
    required=True,
    metavar="NAME",
    text=Sentence("nama kantor, yang tampil bersama kuncinya", "the name of the office, shown with the key"),
)
@office_passphrase
def make(office: Path, name: str, passphrase_fd: int | None) -> None:
    """Make the key, and say what to pin."""
    secret = passphrase(passphrase_fd, twice=True)
    key = make_office_key(office, name, secret)
    print_lines(_MADE.told(folder=key.folder), _KEEP.told(), _ONCE.told(), "")
    _describe(key)


@office_key.command(
    text=Sentence(
        "Menampilkan sidik jari kunci kantor, dan tempat sertifikatnya.",
        "Print the fingerprint of the office key, and where its certificate lies.",
    ),
    example="kentongan-office-key show --office office",
)
@office_folder
def show(office: Path) -> None:
    """Say what to pin."""
    _describe(open_office_key(office))


def _describe(key: OfficeKey) -> None:
    labels = [_FINGERPRINT.told(), "", _CERTIFICATE_LABEL.told()]
    values = [
        grouped(key.fingerprint),
        f"{key.fingerprint}   ({_PINNED.told()})",
        f"{key.certificate}   ({_GOES_TO.told()})",
    ]
    print_lines(*(f"{label:<14}{value}" for label, value in zip(labels, values, strict=True)))


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    return run_command(office_key, words, failed=1)


if __name__ == "__main__":
    sys.exit(main())
