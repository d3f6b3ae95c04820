"""The pages of a first start, as an officer goes through them: name, key, file for the office, paper, second factor."""

import time
from pathlib import Path
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.day.ceremony import KeyCeremony
from tests.booted.day.desk import HOST, OfficerDesk
from tests.booted.day.guide_walk import GuideWalk
from tests.booted.day.server_steps import OnionAddresses
from tests.booted.day.usb_stick import STICK, UsbStick
from tests.booted.story import demand
from tests.booted.tor_on_bridge import put_in_network
from tests.browsers.interface import WAIT
from tests.tor.network import PrivateNetwork

_STEPS: Final = f"{HOST}/id/first-start"
_DIGITS: Final = 40


def install_workstation(
    guide: GuideWalk, desk: OfficerDesk, packages: UsbStick, paper: str, network: PrivateNetwork
) -> None:
    """Install the package from the stick whose sum is the one on paper, and make the key for the gateway."""
    with packages.inside(desk.machine):
        shown = guide.follow("4. Install the workstations", desk.machine)
    demand(shown.startswith(paper), "The sum of the workstation's stick is not the one on paper.")
    put_in_network(desk.machine, network)


def let_workstation_in(guide: GuideWalk, machine: BootedMachine) -> None:
    """Give the key to Tor, now that the address is known."""
    guide.follow("7. Let the workstations in", machine)


def enrol(desk: OfficerDesk, roster: UsbStick) -> str:
    """Make a key at the page that shows, and bring the file to the stick; return the fingerprint as it is read out."""
    desk.browser.fill("name", desk.person.name)
    desk.press()
    _draw_key(desk)
    desk.browser.fill("passphrase", desk.passphrase)
    desk.press()
    desk.expect("Telepon")
    fingerprint = desk.copied_from_screen()
    demand(len(fingerprint.replace(" ", "")) == _DIGITS, "The page shows no fingerprint to read out.")
    desk.save_onto(roster)
    demand(desk.person.file in roster.files, f"The stick has no file of {desk.person.id}.")
    return fingerprint


def begin_work(desk: OfficerDesk, ceremony: KeyCeremony, addresses: OnionAddresses, roster: UsbStick) -> None:
    """Type what stands on paper, and go on until the page to sign in; then open the second factor."""
    browser = desk.browser
    desk.click_icon()
    demand(browser.value("gateway") == addresses.gateway, "Another address is proposed than that on paper.")
    browser.fill("fingerprint", ceremony.fingerprint)
    with roster.inside(desk.machine, desk.person.id):
        browser.choose_files("holidays", [Path(STICK / "holidays.txt")])
        desk.press()
    _wait_for_list(desk)
    demand(desk.person.name in browser.text(), "The office's list has another name for this key.")
    desk.press()
    demand(browser.count("p.status.good") == 1, f"The page to sign in is not content:\n{browser.text()}")
    desk.open_second_factor(roster.files[f"{desk.person.id}.asc"])


def _draw_key(desk: OfficerDesk) -> None:
    """Let the words of a passphrase be drawn, write them on paper, and type them back."""
    desk.expect("Kunci Anda")
    desk.press()
    desk.expect("Tulis kata-kata ini di kertas")
    desk.passphrase = desk.copied_from_screen()
    desk.press()
    desk.browser.fill("passphrase", desk.passphrase)
    desk.press()
    demand(desk.browser.url() == f"{_STEPS}/file", f"No key was made: {desk.browser.url()}")


def _wait_for_list(desk: OfficerDesk) -> None:
    """Try again, as the page proposes, until the server answers through the onion."""
    end = time.monotonic() + 2 * WAIT
    while "Apakah ini Anda?" not in desk.browser.text():
        demand(time.monotonic() < end, f"The office's list does not come:\n{desk.browser.text()}")
        time.sleep(1.0)
        desk.browser.click_text("Coba lagi")
