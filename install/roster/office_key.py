"""The office's key, which signs the roster. It belongs on a machine without network, and nowhere else."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.certificate import inspect
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from crypto.signing import UNLOCK
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
    def predecessor(self) -> Path:
        """The certificate of the office key before this one, if there was one: it signed the last rosters."""
        return self.folder / "predecessor.gpg"

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
