"""The public half of this workstation's key for the gateway's onion service, as root leaves it for the officer's side.

`kentongan gateway-key` writes the file, readable for everyone, with two lines:

    the gateway's address with `.onion`, without a scheme; empty while no address is known
    the public x25519 key in base32 (52 letters and digits)

The address is a proposal alone: a person compares it with paper. The secret half is root's and Tor's.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GATEWAY_CLIENT_FILE: Final = Path("/var/lib/kentongan-workstation/gateway-client.pub")
_MOST_BYTES: Final = 256
_TEXT: Final = re.compile(r"(?:([a-z2-7]{56}\.onion))?\n([A-Z2-7]{51}[AQ])\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class OnionClient:
    """A workstation's public key for the gateway's onion, and the address of that onion once it is known."""

    public_key: str
    address: str | None = None

    def text(self) -> str:
        """Return the content of the file."""
        return f"{self.address or ''}\n{self.public_key}\n"


def read_gateway_client(path: Path = GATEWAY_CLIENT_FILE) -> OnionClient | None:
    """Return what the file says; None if it is missing, or is none. Raises `OSError` where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except FileNotFoundError:
        return None
    found = _TEXT.fullmatch(data.decode("ascii", "replace"))
    return None if found is None else OnionClient(found[2], found[1])
