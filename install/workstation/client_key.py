"""This workstation's key for the gateway's onion service: made once, given to Tor once the address is known.

The secret half lies where root alone reads it, and where Tor reads it; it is in no argument, log or output. The public
half and the address lie beside it, readable for the officer's side (`store/web/gateway_client_file.py`).
"""

import base64
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nacl.public import PrivateKey

from install.errors import InstallError
from install.language import Sentence
from install.server.layout import TOR_USER
from install.server.onions import make_client_key
from install.server.privileges import acting_as
from install.server.system import user_exists
from store.web.durable import replace_file
from store.web.gateway_client_file import GATEWAY_CLIENT_FILE, OnionClient, read_gateway_client
from store.web.onion_address import is_onion_address

_KEY_FILE: Final = "gateway-client.key"
_TOR_FILE: Final = "gateway.auth_private"
_SECRET_MODE, _PUBLIC_MODE = 0o600, 0o644
_ROOT: Final = (0, 0)
_TYPED: Final = re.compile(r"(?:http://)?([a-z2-7]{56})(?:\.onion)?/?", re.ASCII)
_SECRET: Final = re.compile(r"[A-Z2-7]{52}", re.ASCII)
_SETTING: Final = re.compile(r"\s*ClientOnionAuthDir\s+(\S.*?)\s*(?:#.*)?", re.IGNORECASE)
_NO_ADDRESS: Final = Sentence(
    "Ini bukan alamat onion: 56 huruf kecil dan angka, dengan atau tanpa `.onion`. Bandingkan dengan kertas, huruf "
    "demi huruf.",
    "This is no onion address: 56 small letters and digits, with or without `.onion`. Compare it with the paper, "
    "letter by letter.",
)
_NO_TOR: Final = Sentence(
    "Tor tidak ada di mesin ini. Pasang dulu: apt install tor",
    "Tor is not on this machine. Install it: apt install tor",
)
_OTHER_FOLDER: Final = Sentence(
    "{path} sudah menyebut ClientOnionAuthDir lain: {folder}. Hapus baris itu, dan pindahkan berkas di dalamnya ke "
    "{wanted}, lalu coba lagi.",
    "{path} names another ClientOnionAuthDir already: {folder}. Remove that line, move the files in that folder to "
    "{wanted}, and try again.",
)
_DAMAGED: Final = Sentence(
    "{path} rusak. Hapus berkas itu dan jalankan lagi: kunci baru dibuat, dan server harus mengenalnya.",
    "{path} is damaged. Delete it and run this again: a new key is made, and the server has to know it.",
)


class ClientKeyError(InstallError):
    """The key of this workstation for the gateway cannot be set up like this."""


@dataclass(frozen=True, slots=True)
class WorkstationLayout:
    """The places of the key's parts below `root`, which is `/` on a running workstation."""

    root: Path = Path("/")

    @property
    def public(self) -> Path:
        """The file that the officer's side reads."""
        return self.root / GATEWAY_CLIENT_FILE.relative_to("/")

    @property
    def secret(self) -> Path:
        """The secret half, root's alone."""
        return self.public.with_name(_KEY_FILE)

    @property
    def tor_folder(self) -> Path:
        """The folder in which Tor looks for such keys, and Tor's own."""
        return self.root / "var/lib/tor/onion-auth"

    @property
    def tor_key(self) -> Path:
        """The file of the key in it."""
        return self.tor_folder / _TOR_FILE

    @property
    def torrc(self) -> Path:
        """Tor's configuration."""
        return self.root / "etc/tor/torrc"


def onion_address_of(typed: str) -> str:
    """Return the address with `.onion`, from what a person typed; raise `ClientKeyError` for a mistyped one."""
    found = _TYPED.fullmatch(typed.strip().lower())
    if found is None or not is_onion_address(found[1]):
        raise ClientKeyError(_NO_ADDRESS.told())
    return f"{found[1]}.onion"


def make_key(layout: WorkstationLayout) -> OnionClient:
    """Return this workstation's public key and the address it has so far; make the key if there is none."""
    public = _public_of(_secret(layout))
    known = read_gateway_client(layout.public)
    client = OnionClient(public, None if known is None else known.address)
    if client != known:
        replace_file(layout.public, client.text().encode("ascii"), _PUBLIC_MODE, _ROOT)
    return client


def give_to_tor(layout: WorkstationLayout, client: OnionClient, address: str) -> OnionClient:
    """Write the key where Tor finds it for this address, and Tor's setting; Tor has to be started again afterwards.

    The address is remembered last. Raises `ClientKeyError` before anything is written.
    """
    if not user_exists(TOR_USER):
        raise ClientKeyError(_NO_TOR.told())
    torrc = _torrc_with(layout)
    line = f"{address.removesuffix('.onion')}:descriptor:x25519:{_secret(layout)}\n"
    with acting_as(TOR_USER):  # root would follow a link that Tor's user put there
        layout.tor_folder.mkdir(mode=0o700, exist_ok=True)
        replace_file(layout.tor_key, line.encode("ascii"), _SECRET_MODE)
    if torrc is not None:
        _replace_torrc(layout.torrc, torrc.encode(errors="surrogateescape"))
    found = replace(client, address=address)
    replace_file(layout.public, found.text().encode("ascii"), _PUBLIC_MODE, _ROOT)
    return found


def _secret(layout: WorkstationLayout) -> str:
    """Return the secret half in base32, made and kept if there is none."""
    try:
        secret = layout.secret.read_text("ascii").strip()
    except FileNotFoundError:
        layout.secret.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        secret = make_client_key().private
        replace_file(layout.secret, f"{secret}\n".encode("ascii"), _SECRET_MODE, _ROOT)
    except UnicodeError:
        secret = ""
    if _SECRET.fullmatch(secret) is None:
        raise ClientKeyError(_DAMAGED.told(path=layout.secret))
    return secret


def _public_of(secret: str) -> str:
    key = PrivateKey(base64.b32decode(f"{secret}===="))
    return base64.b32encode(bytes(key.public_key)).decode("ascii").rstrip("=")


def _replace_torrc(path: Path, text: bytes) -> None:
    """Write Tor's configuration for those who could read it before: a password may stand in it."""
    mode, owner = _PUBLIC_MODE, _ROOT
    if path.exists():
        found = path.stat()
        mode, owner = stat.S_IMODE(found.st_mode), (found.st_uid, found.st_gid)
    replace_file(path, text, mode, owner)


def _torrc_with(layout: WorkstationLayout) -> str | None:
    """Return Tor's configuration with the folder of keys, None if it has it; raise `ClientKeyError` for another."""
    text = layout.torrc.read_text("utf-8", "surrogateescape") if layout.torrc.exists() else ""
    named = [found[1] for line in text.splitlines() if (found := _SETTING.fullmatch(line))]
    wanted = f"/{layout.tor_folder.relative_to(layout.root)}"
    for folder in named:
        if folder.rstrip("/") != wanted:
            raise ClientKeyError(_OTHER_FOLDER.told(path=layout.torrc, folder=folder, wanted=wanted))
    if named:
        return None
    begun = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{begun}ClientOnionAuthDir {wanted}\n"
