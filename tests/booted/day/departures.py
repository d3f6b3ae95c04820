"""The departures of the story from the guides: sections left out, and commands, each with the reason.

Every command of a guide is run, or stands here. `test_departures.py` says so without a machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Departure:
    """Why a command is not typed as it stands, and what is typed instead: nothing, or these words."""

    why: str
    typed: str = ""


GUIDES: Final = ("administrator", "key-ceremony", "incidents")
"""Those that the story follows; the others have no commands."""
FOLLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "administrator": (
        "2. Install Debian",
        "3. Build the packages",
        "4. Install the workstations",
        "5. Hold the key ceremony",
        "6. Set the server up",
        "7. Let the workstations in",
        "8. Give out the second factors",
        "11. Make the first backup",
        "12. Tell people the address",
    ),
    "key-ceremony": (
        "1. Install",
        "2. Make the keys",
        "3. Sign the roster",
        "4. Bring the copies up to date",
    ),
    "incidents": ("A lost second factor", "A lost key", "A leaver"),
}
"""Sections with commands or files that are followed, some of them more than once."""
LEFT_OUT: Final[Mapping[str, Mapping[str, str]]] = {
    "incidents": {
        "A lost laptop": "its commands are a leaver's, and its other steps those of a lost key",
        "The office key": "another key means another ceremony: tests/install/roster and tests/install/commands play it",
        "A seized server": "`tests.booted story` puts a backup back, with the addresses of before",
        "A suspected officer": "its commands at the server are run for a lost key and a leaver",
        "Too many reports": "its one command is run in step 6; `tests.load` sends the floods",
    },
}
"""Sections with commands that are not followed, and why."""
_NO_MIRROR: Final = Departure("the bridge's mirror is one flat folder, which the bare machine names already")
DEPARTURES: Final[Mapping[str, Departure]] = {
    'echo "deb http://MIRROR/debian trixie main" > /etc/apt/sources.list': _NO_MIRROR,
    'echo "deb http://MIRROR/debian trixie-updates main" >> /etc/apt/sources.list': _NO_MIRROR,
    'echo "deb http://MIRROR/debian-security trixie-security main" >> /etc/apt/sources.list': _NO_MIRROR,
    "apt install --yes git gpg gpg-agent pinentry-curses": Departure(
        "the build machine is this one, whose administrator alone installs something here"
    ),
    'gpg --homedir /root/archive-key --quick-generate-key "Kentongan packages" ed25519 sign 2y': Departure(
        "the window that asks for a passphrase is GnuPG's, not ours",
        "gpg --batch --passphrase '' --homedir /root/archive-key"
        ' --quick-generate-key "Kentongan packages" ed25519 sign 2y',
    ),
    'install/package --twice --lintian --maintainer "MAINTAINER" --repository /media/stick/kentongan'
    " --key-home /root/archive-key": Departure(
        "the second build and lintian are a check of their own; the packages stay where the stick is",
        'install/package --output /root/built --maintainer "MAINTAINER" --repository /media/stick/kentongan'
        " --key-home /root/archive-key",
    ),
    'install/package --package kentongan-office --maintainer "MAINTAINER" --repository /media/stick/office'
    " --key-home /root/archive-key --with-dependencies": Departure(
        "the package stays where the stick is",
        "install/package --output /root/built"
        ' --package kentongan-office --maintainer "MAINTAINER" --repository /media/stick/office'
        " --key-home /root/archive-key --with-dependencies",
    ),
}
"""Commands that are not typed as they stand, wherever a guide has them."""
