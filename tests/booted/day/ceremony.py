"""The key ceremony on the machine without network, by its page: two keys, two copies, and a signed roster."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.day.guide_walk import GuideWalk
from tests.booted.day.two_officers import Officer
from tests.booted.day.usb_stick import UsbStick
from tests.booted.story import StoryError, demand
from tests.booted.terminal import Exchange

KEEPER: Final = "office"
"""The user of the office machine, as the guide says."""
_KEYS: Final = (PurePosixPath("/media/keys-1"), PurePosixPath("/media/keys-2"))
_PRESENT: Final = ("Rina Hartati", "Agus Pranoto")
_DRAWN: Final = re.compile(r"^ {4}([a-z]+(?: [a-z]+)+)\r?$", re.MULTILINE)
_FINGERPRINT: Final = r"^{} key +((?:[0-9A-F]{{4}} ?){{10}})"
_COPIES: Final = 2


@dataclass(frozen=True)
class HeardKey:
    """A key whose person read its fingerprint out; `earlier_until` retires the one before."""

    person: Officer
    fingerprint: str
    earlier_until: date | None = None


@dataclass
class PassphrasePaper:
    """The paper on which the drawn words of one key are written."""

    words: str = field(default="", repr=False)

    def write(self, screen: str) -> str:
        """Write down the words that stand on the screen, and return them."""
        self.words = _DRAWN.findall(screen)[-1]
        return self.words

    def read(self, _screen: str) -> str:
        """Return the words."""
        return self.words


class KeyCeremony:
    """The office machine, and what its two people wrote on paper."""

    def __init__(self, machine: BootedMachine, guide: GuideWalk) -> None:
        self._machine = machine
        self._guide = guide
        self._office = PassphrasePaper()
        self._backup = PassphrasePaper()
        self.fingerprint = ""
        self.backup_fingerprint = ""

    def install(self, packages: UsbStick, paper: str) -> None:
        """Install the machine from the stick whose sum is the one on paper."""
        self._machine.run("useradd", "--create-home", "--shell", "/bin/bash", KEEPER)
        with packages.inside(self._machine):
            shown = self._guide.follow("1. Install", self._machine)
        demand(shown.startswith(paper), "The sum of the office machine's stick is not the one on paper.")

    def make_keys(self) -> None:
        """Make both keys, with a copy on each of two sticks that stay in the machine for this story."""
        for place in _KEYS:
            self._machine.run("mkdir", place)
            self._machine.run("mount", "-t", "tmpfs", "-o", "mode=700", place.name, place)
            self._machine.run("chown", KEEPER, place)
        who = "Who is present?"
        shown = self._guide.follow(
            "2. Make the keys",
            self._machine,
            answers={
                "key make": [
                    ("Is that right?", "yes"),
                    *((who, name) for name in (*_PRESENT, "")),
                    ("Passphrase of the office key: let this machine draw", "yes"),
                    ("Type it back", self._office.write),
                    ("Passphrase of the backup key: let this machine draw", "yes"),
                    ("Type it back", self._backup.write),
                ]
            },
        )
        demand(_good_copies(shown) == _COPIES, "The office key has not two good copies.")
        self.fingerprint, self.backup_fingerprint = (
            _fingerprint_after(shown, name) for name in ("Office", "Backup")
        )

    def sign_roster(self, roster: UsbStick, heard: Sequence[HeardKey] = ()) -> str:
        """Take these people's keys into the roster's source on the stick, and sign it; return what changed."""
        with roster.inside(self._machine, KEEPER):
            shown = self._guide.follow(
                "3. Sign the roster",
                self._machine,
                people=[key.person for key in heard],
                answers=self._signing(heard),
            )
        demand("Signed." in shown, "The roster was not signed.")
        demand({"signed/roster.txt", "signed/roster.sig"} <= set(roster.files), "The stick has no roster.")
        copied = self._guide.follow(
            "4. Bring the copies up to date",
            self._machine,
            answers={
                "key copy": [
                    ("Passphrase of the office key:", self._office.read),
                    ("Passphrase of the backup key:", self._backup.read),
                ]
            },
        )
        demand(_good_copies(copied) == _COPIES, "The copies are not up to date.")
        return shown

    def _signing(self, heard: Sequence[HeardKey]) -> Mapping[str, Sequence[Exchange]]:
        signing: Sequence[Exchange] = [
            ("Last day of this roster", ""),
            ("Sign this roster?", "yes"),
            ("Passphrase of the office key:", self._office.read),
        ]
        return {key.person.file: _enrolling(key) for key in heard} | {"roster sign": signing}


def _enrolling(key: HeardKey) -> list[Exchange]:
    earlier: list[Exchange] = []
    if key.earlier_until is not None:
        earlier = [("The last day on which that was used", f"{key.earlier_until}")]
    return [
        ("The fingerprint that the person read out", key.fingerprint),
        ("The person's identifier", ""),
        *earlier,
        ("in person whom you heard", "yes"),
    ]


def _good_copies(shown: str) -> int:
    return len(re.findall(r"^good +copy at ", shown, re.MULTILINE))


def _fingerprint_after(shown: str, name: str) -> str:
    """Return what is copied by hand from the screen, for whoever types it later."""
    found = re.search(_FINGERPRINT.format(name), shown, re.MULTILINE)
    if found is None:
        raise StoryError("The ceremony shows no fingerprints.")
    return found[1].replace(" ", "")
