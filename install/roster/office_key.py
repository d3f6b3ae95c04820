"""The office's key, which signs the roster. It belongs on a machine without network, and nowhere else.

python -m install.roster.office_key make --office FOLDER --name "Inspektorat Contoh"
python -m install.roster.office_key show --office FOLDER
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import click

from crypto.errors import CryptoError
from crypto.gpg.certificate import inspect
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from crypto.signing import UNLOCK
from install.commands.bilingual import BilingualGroup, BilingualOption
from install.commands.command_line import run_command
from install.commands.office_parameters import office_folder, office_passphrase
from install.console import passphrase, print_lines
from install.errors import InstallError
from install.language import Sentence
from store.web.durable import replace_file

_HOME: Final = "gnupg"
_CERTIFICATE: Final = "office.gpg"
_NEVER: Final = (
    "never"  # the pinned fingerprint ends with the key; an expiry would only close the channel one day
)

_THERE: Final = Sentence(
    "Sudah ada kunci kantor di {folder}. Tidak ada yang dibuat.",
    "There is an office key in {folder} already. Nothing was made.",
)
_ONE_LINE: Final = Sentence(
    "Nama kantor harus satu baris teks.", "The name of the office must be one line of text."
)
_NONE: Final = Sentence(
    "Tidak ada kunci kantor di {folder}. Buat dengan: kentongan-office-key make --help",
    "There is no office key in {folder}. Make one: kentongan-office-key make --help",
)
_DAMAGED: Final = Sentence("{path} rusak.", "{path} is damaged.")
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


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """An office folder: the GnuPG home with the secret key, its public certificate, and the last serial signed."""

    folder: Path
    fingerprint: str

    @property
    def home(self) -> Path:
        """The GnuPG home that holds the secret key."""
        return self.folder / _HOME

    @property
    def certificate(self) -> Path:
        """The public certificate, for servers and workstations."""
        return self.folder / _CERTIFICATE

    @property
    def memory(self) -> Path:
        """The record of the last signed roster, so that no serial is ever used twice."""
        return self.folder / "last-roster.json"


def make_office_key(folder: Path, name: str, secret: str) -> OfficeKey:
    """Make the key in a folder that has none; `name` is shown with it, `secret` is its passphrase."""
    if (folder / _CERTIFICATE).exists():
        raise InstallError(_THERE.told(folder=folder))
    if not name.strip() or not name.isprintable():
        raise InstallError(_ONE_LINE.told())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with GnupgHome(folder / _HOME) as home:
        fingerprint = home.generate(name, secret, _NEVER)
        certificate = home.certificate(fingerprint)
    replace_file(folder / _CERTIFICATE, certificate, 0o644)
    return OfficeKey(folder, fingerprint)


def open_office_key(folder: Path) -> OfficeKey:
    """Return the key of this folder; raise `InstallError` if there is none, or its certificate is damaged."""
    try:
        return OfficeKey(folder, inspect((folder / _CERTIFICATE).read_bytes()).fingerprint)
    except FileNotFoundError:
        raise InstallError(_NONE.told(folder=folder)) from None
    except CryptoError:
        raise InstallError(_DAMAGED.told(path=folder / _CERTIFICATE)) from None


def require_passphrase(key: OfficeKey, secret: str, day: date) -> None:
    """Raise `WrongPassphraseError`, or another `CryptoError`, unless this passphrase opens the key."""
    with GnupgHome(key.home) as home:
        sign_detached(home, key.fingerprint, f"{UNLOCK}\n".encode(), day, secret)


def grouped(fingerprint: str) -> str:
    """Return a fingerprint as people compare it: ten groups of four."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


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
