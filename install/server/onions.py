"""The onion services: their addresses, which Tor makes, and the workstations that the gateway's lets through.

The gateway's onion never stands open: a key that no one has is authorized before Tor makes the address.
"""

import base64
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey

from install.errors import InstallError
from install.language import Sentence
from install.server.layout import TOR_USER, ServerLayout
from install.server.privileges import acting_as
from store.web.durable import replace_file
from store.web.onion_address import LOCK, is_workstation_name

_PRIVATE: Final = 0o600
_FOLDER: Final = 0o700
_HEAD: Final = "descriptor:x25519:"
_KEY: Final = re.compile(r"[A-Z2-7]{52}", re.ASCII)
_ADDRESS: Final = re.compile(r"[a-z2-7]{56}\.onion", re.ASCII)
_SECONDS: Final = 60.0
_PAUSE: Final = 0.2
_NO_NAME: Final = Sentence(
    "{name} bukan nama komputer kerja: huruf kecil, angka dan tanda hubung, paling banyak 32, dan bukan `locked`.",
    "{name} is no name of a workstation: small letters, digits and hyphens, 32 at most, and not `locked`.",
)
_NO_KEY: Final = Sentence(
    "Ini bukan kunci publik x25519 dalam base32 (52 huruf dan angka). Komputer kerja mencetaknya.",
    "This is no public x25519 key in base32 (52 letters and digits). The workstation prints it.",
)
_THERE: Final = Sentence(
    "Komputer kerja {name} sudah mempunyai kunci lain. Hapus dulu: kentongan gateway-client remove {name}",
    "The workstation {name} has another key already. Remove it first: kentongan gateway-client remove {name}",
)
_NOT_THERE: Final = Sentence(
    "Tidak ada komputer kerja bernama {name}. `kentongan gateway-client list` menyebut semuanya.",
    "There is no workstation called {name}. `kentongan gateway-client list` names all of them.",
)
_NO_SERVER: Final = Sentence(
    "Server ini belum disiapkan. Jalankan dulu: kentongan init",
    "This server was not set up yet. Run this first: kentongan init",
)
_NO_ADDRESS: Final = Sentence(
    "Tor belum membuat alamat di {folder}. Lihat `journalctl -u tor@default`, lalu jalankan kentongan init lagi.",
    "Tor has made no address in {folder} yet. Look at `journalctl -u tor@default`, then run kentongan init again.",
)


class OnionError(InstallError):
    """The onion service cannot be used like this."""


@dataclass(frozen=True, slots=True)
class ClientKey:
    """An x25519 pair in base32: the private half goes to a workstation, and is kept nowhere."""

    private: str = field(repr=False)
    public: str


def make_client_key() -> ClientKey:
    """Return a new pair."""
    key = PrivateKey.generate()
    return ClientKey(_base32(bytes(key)), _base32(bytes(key.public_key)))


def lock_gateway_onion(layout: ServerLayout) -> None:
    """Let the gateway's onion ask for a key from the beginning; do nothing if it does."""
    with acting_as(TOR_USER):
        if (layout.gateway_clients / f"{LOCK}.auth").exists():
            return
        for folder in (layout.gateway_onion, layout.gateway_clients):
            folder.mkdir(mode=_FOLDER, exist_ok=True)
        _write(layout, LOCK, make_client_key().public)


def wait_for_address(folder: Path, seconds: float = _SECONDS) -> str:
    """Return the .onion address in this folder of Tor's as soon as it is there; raise `OnionError` after a minute."""
    end = time.monotonic() + seconds
    while True:
        if address := onion_address(folder):
            return address
        if time.monotonic() > end:
            raise OnionError(_NO_ADDRESS.told(folder=folder))
        time.sleep(_PAUSE)


def onion_address(folder: Path) -> str | None:
    """Return the .onion address in this folder of Tor's, or None while there is none."""
    try:
        text = (folder / "hostname").read_text("ascii").strip()
    except (FileNotFoundError, UnicodeError):
        return None
    return text if _ADDRESS.fullmatch(text) else None


def require_onion(folder: Path) -> str:
    """Return the .onion address in this folder of Tor's; raise `OnionError` if `init` never came that far."""
    address = onion_address(folder)
    if address is None:
        raise OnionError(_NO_SERVER.told())
    return address


def clients(layout: ServerLayout) -> list[str]:
    """Return the names of the workstations that the gateway's onion lets through."""
    return sorted(path.stem for path in layout.gateway_clients.glob("*.auth") if path.stem != LOCK)


def add_client(layout: ServerLayout, name: str, public: str) -> None:
    """Let a workstation through; raise `OnionError` for a bad name or key, or a name that has another one."""
    _require_name(name)
    key = public.strip().upper().rstrip("=")
    if _KEY.fullmatch(key) is None:
        raise OnionError(_NO_KEY.told())
    with acting_as(TOR_USER):
        if name not in clients(layout):
            _write(layout, name, key)
        elif (layout.gateway_clients / f"{name}.auth").read_text("ascii") != f"{_HEAD}{key}\n":
            raise OnionError(_THERE.told(name=name))


def remove_client(layout: ServerLayout, name: str) -> None:
    """Let a workstation through no more; raise `OnionError` if there is none of this name."""
    _require_name(name)
    try:
        with acting_as(TOR_USER):
            (layout.gateway_clients / f"{name}.auth").unlink()
    except FileNotFoundError:
        raise OnionError(_NOT_THERE.told(name=name)) from None


def _require_name(name: str) -> None:
    if not is_workstation_name(name):
        raise OnionError(_NO_NAME.told(name=repr(name)))


def _write(layout: ServerLayout, name: str, public: str) -> None:
    replace_file(layout.gateway_clients / f"{name}.auth", f"{_HEAD}{public}\n".encode("ascii"), _PRIVATE)


def _base32(key: bytes) -> str:
    return base64.b32encode(key).decode("ascii").rstrip("=")
