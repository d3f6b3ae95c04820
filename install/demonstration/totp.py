"""TOTP codes (RFC 6238), from a file that holds the secret in base32."""

import re
from pathlib import Path
from typing import Final

import pyotp

from install.errors import InstallError
from store.domain.clock import Clock

_SECRET: Final = re.compile(r"[A-Z2-7]{16,128}={0,6}")
_CLOCK: Final = Clock()


def current_code(path: Path, clock: Clock = _CLOCK) -> tuple[str, int]:
    """Return the code of this moment, and for how many more seconds it counts."""
    try:
        secret = path.read_text("ascii").strip()
    except (OSError, UnicodeError):
        raise InstallError(f"The TOTP secret {path} cannot be read.") from None
    if _SECRET.fullmatch(secret) is None:
        raise InstallError(f"{path} does not hold a TOTP secret in base32.")
    totp = pyotp.TOTP(secret)
    now = clock.seconds()
    return totp.at(now), totp.interval - now % totp.interval


def describe(path: Path, clock: Clock = _CLOCK) -> str:
    """Return the code with what a person needs to know about it."""
    code, seconds = current_code(path, clock)
    return f"{code}   (for {seconds} seconds more; each code is accepted once)"
