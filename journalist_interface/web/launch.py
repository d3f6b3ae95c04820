"""The token of this launch, which decides who may speak to the app at all.

A secret is made for the icon, which hands it to the browser in a file that posts it, or on the terminal as a link: at
the start, and by `python -m journalist_interface link` after the browser was closed. It works once, for ten minutes.
Only its digest is in the state folder, which only its owner can read: a person who can make one already is that user.
Using it gives the browser a cookie, which this process keeps in memory: a restart ends it. A new secret replaces the
one before.
"""

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Final

import msgspec

from crypto.signing import decoder_ready
from journalist_interface.config import LoopbackConfig
from store.domain.clock import Clock
from store.domain.fields import Struct
from store.web.durable import replace_file

LINK_SECONDS: Final = 600
ENTRANCE: Final = "/start"
"""The path at which a secret is taken: posted there, or as the end of a link."""
WITHOUT_LINK: Final = "KENTONGAN_WORKSTATION_WITHOUT_LINK"
"""The variable by which a server knows that no person reads what it prints: a journal must not keep a link."""
_FILE: Final = "link.json"


class _Link(Struct, frozen=True):
    digest: str
    expires: int


def new_secret(config: LoopbackConfig) -> str:
    """Return the one-use secret that opens the app in a browser."""
    secret = secrets.token_urlsafe(32)
    link = _Link(_digest(secret), config.clock.seconds() + LINK_SECONDS)
    replace_file(config.state / _FILE, msgspec.json.encode(link), 0o600)
    return secret


def new_link(config: LoopbackConfig) -> str:
    """Return a one-use address that opens the app in a browser, for a terminal."""
    return f"{config.origin}{ENTRANCE}/{new_secret(config)}"


def redeem(state: Path, clock: Clock, secret: str) -> bool:
    """Return whether this is the secret of the waiting link, and use the link up if it is."""
    waiting = state / _FILE
    taken = state / f".{_FILE}.{secrets.token_hex(4)}.taken"
    try:
        link = msgspec.json.decode(waiting.read_bytes(), type=decoder_ready(_Link))
        good = hmac.compare_digest(link.digest, _digest(secret)) and clock.seconds() <= link.expires
        if good:
            waiting.rename(taken)  # of two that open it at once, the second finds nothing
    except (FileNotFoundError, msgspec.MsgspecError):
        return False
    taken.unlink(missing_ok=True)
    return good


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
