"""The server's steps of the administrator's guide: from a bare Debian to both onion addresses, and the first backup."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from install.server import questions
from install.server.questions import NONE, ServerQuestion
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE
from tests.booted.day.ceremony import KeyCeremony
from tests.booted.day.guide_walk import GuideWalk
from tests.booted.day.two_officers import OFFICERS
from tests.booted.day.usb_stick import UsbStick
from tests.booted.server_setup import name_holidays
from tests.booted.story import StoryError, demand
from tests.booted.terminal import Exchange
from tests.booted.tor_on_bridge import put_in_network
from tests.tor.network import PrivateNetwork
from tests.tor.tor_client import TorClient

SETTING_UP: Final = "6. Set the server up"
INSTALLED: Final = "apt install --yes kentongan-server"
INIT: Final = "kentongan init"
_ADDRESS: Final = r"^{} +http://([a-z2-7]{{56}}\.onion)"
_LISTS: Final = 2
_WRONG: Final = re.compile(r"^wrong +(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class OnionAddresses:
    """The two addresses that the administrator writes on paper when the server works."""

    source: str
    gateway: str


def answers_of_init(ceremony: KeyCeremony) -> Sequence[Exchange]:
    """Return the answers to its questions: the guide's, and both fingerprints from paper."""
    told: list[tuple[ServerQuestion[Any], str]] = [
        (questions.ROSTER, "/root/roster"),
        (questions.FINGERPRINT, ceremony.fingerprint),
        (questions.POSTGRESQL, questions.NO.en),
        (questions.RESERVE, "2"),
        (questions.SSH, NONE),  # no one comes in: the machine is administered where it stands
        (questions.MIRRORS, HERE),
        (questions.TIME_SOURCES, NONE),  # there is none at the bridge, and the machine has this one's clock
        (questions.BACKUP_KEY, "/root/roster/backup.gpg"),
        (questions.BACKUP_FINGERPRINT, ceremony.backup_fingerprint),
        (questions.BACKUP_HOUR, "2"),
        (questions.BACKUP_HOST, NONE),
        (questions.GO_ON, questions.YES.en),
    ]
    return [(question.name.en, answer) for question, answer in told]


def install_server(guide: GuideWalk, server: BootedMachine, packages: UsbStick, paper: str) -> None:
    """Prepare Debian, and install the package from the stick whose sum is the one on paper."""
    guide.follow("2. Install Debian", server)
    with packages.inside(server):
        shown = guide.follow(SETTING_UP, server, until=INSTALLED)
    demand(shown.startswith(paper), "The sum of the server's stick is not the one on paper.")


def set_server_up(
    guide: GuideWalk, server: BootedMachine, ceremony: KeyCeremony, roster: UsbStick, network: PrivateNetwork
) -> OnionAddresses:
    """Answer the questions of `kentongan init`, and wait until the reporters' address is announced."""
    put_in_network(server, network)
    with roster.inside(server):
        shown = guide.follow(
            SETTING_UP, server, after=INSTALLED, until=INIT, answers={INIT: answers_of_init(ceremony)}
        )
    demand("This server works." in shown, f"It does not say that the server works:\n{shown}")
    name_holidays(server)
    addresses = OnionAddresses(*(_address(shown, name) for name in ("Reporters' pages", "Gateway")))
    with TorClient(network) as client:
        client.wait_until_reachable(addresses.source)
    shown = guide.follow(SETTING_UP, server, after=INIT, attention=True)
    wrong = _WRONG.findall(shown)
    demand(
        bool(wrong) and all("backup" in line for line in wrong),
        f"The doctor finds something else than that there is no backup yet:\n{shown}",
    )
    return addresses


def give_second_factors(guide: GuideWalk, server: BootedMachine, roster: UsbStick) -> None:
    """Let both officers in, and write the file of each onto the stick."""
    with roster.inside(server):
        shown = guide.follow("8. Give out the second factors", server, people=OFFICERS)
    listed = shown.splitlines()
    for person in OFFICERS:
        demand(listed.count(person.id) == _LISTS, f"{person.id} is not in both lists:\n{shown}")
        demand(f"{person.id}.asc" in roster.files, f"The stick has no second factor of {person.id}.")


def back_up_and_publish(guide: GuideWalk, server: BootedMachine) -> None:
    """Make the first backup, and what is put up on walls and on the web."""
    shown = guide.follow("11. Make the first backup", server)
    demand("Key of the server:" in shown, f"The backup shows no key of the server:\n{shown}")
    demand(not _WRONG.findall(shown), f"The doctor finds a fault:\n{shown}")
    guide.follow("12. Tell people the address", server)
    made = server.run("ls", "/root/public").output.split()
    demand(
        made == ["english.html", "index.html", "poster-english.pdf", "poster.pdf"],
        f"These files are published: {made}",
    )


def _address(shown: str, name: str) -> str:
    found = re.search(_ADDRESS.format(re.escape(name)), shown, re.MULTILINE)
    if found is None:
        raise StoryError(f"There is no address of {name}:\n{shown}")
    return found[1]
