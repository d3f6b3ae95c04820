"""TOTP codes (RFC 6238) on the command line, from a file that holds the secret in base32.

python -m install.totp FILE
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

import pyotp

from install.console import run, say
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


def describe(path: Path) -> str:
    """Return the code with what a person needs to know about it."""
    code, seconds = current_code(path)
    return f"{code}   (for {seconds} seconds more; each code is accepted once)"


def main() -> int:
    """Print the current code."""
    parser = argparse.ArgumentParser(
        prog="python -m install.totp", description="Prints the current TOTP code."
    )
    parser.add_argument("file", type=Path, help="the file that holds the secret in base32")
    file: Path = parser.parse_args().file

    def command() -> int:
        say(describe(file))
        return 0

    return run(command)


if __name__ == "__main__":
    sys.exit(main())
