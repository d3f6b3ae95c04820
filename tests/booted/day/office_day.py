"""An office that is set up by the guide: its machines, what its people have in their hands, and their steps."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import HERE
from tests.booted.conversation_chapter import answer_report, converse_with
from tests.booted.day.ceremony import HeardKey, KeyCeremony
from tests.booted.day.departures import GUIDES
from tests.booted.day.desk import OfficerDesk
from tests.booted.day.first_start import begin_work, enrol, install_workstation, let_workstation_in
from tests.booted.day.guide_walk import GuideWalk
from tests.booted.day.incidents import Incidents
from tests.booted.day.server_steps import (
    OnionAddresses,
    back_up_and_publish,
    give_second_factors,
    install_server,
    set_server_up,
)
from tests.booted.day.two_officers import OFFICERS, source_of_roster
from tests.booted.day.usb_stick import UsbStick
from tests.booted.story import demand, step
from tests.tor.network import PrivateNetwork


class DayGuides:
    """The guides that are followed, and the words that their reader puts in the place of others."""

    def __init__(self) -> None:
        self.words = {
            "MAINTAINER": "Inspektorat Contoh <wbs@inspektorat.example>",
            "MIRROR": "mirror",
            "MIRROR-ADDRESS": HERE,
        }
        self.administrator, self.ceremony, self.incidents = (GuideWalk(name, self.words) for name in GUIDES)

    def require_all(self) -> None:
        """Raise `StoryError` unless every command was typed, or is known not to be."""
        for walk in (self.administrator, self.ceremony, self.incidents):
            walk.require_all()


@dataclass(frozen=True)
class DayMachines:
    """The machines of the day, all booted and bare at first; `office` is in no network."""

    server: BootedMachine
    office: BootedMachine
    private: BootedMachine
    workstations: tuple[BootedMachine, ...]


@dataclass(frozen=True)
class DayPackages:
    """The files on the stick with our packages, and their sum, which stands on paper."""

    files: Mapping[str, bytes]
    paper: str


class OfficeDay:
    """A day of the office, with all that its people have in their hands: guides, sticks, papers, and desks."""

    def __init__(
        self, guides: DayGuides, machines: DayMachines, packages: DayPackages, network: PrivateNetwork
    ) -> None:
        self.guides = guides
        self.machines = machines
        self.packages = packages
        self.network = network
        self.roster = UsbStick()
        self.ceremony = KeyCeremony(machines.office, guides.ceremony)
        self.desks = dict[str, OfficerDesk]()
        self.heard = list[HeardKey]()
        self.addresses = OnionAddresses("", "")

    def install_workstations(self) -> None:
        """Step 4: packages, and each officer's key and file."""
        with step("The workstations get their package"):
            for person, machine in zip(OFFICERS, self.machines.workstations, strict=True):
                self.desks[person.id] = OfficerDesk(person, machine)
            with ThreadPoolExecutor() as pool:
                installing = [
                    pool.submit(
                        install_workstation,
                        self.guides.administrator,
                        desk,
                        *self._on_packages(),
                        self.network,
                    )
                    for desk in self.desks.values()
                ]
                for one in installing:
                    one.result()
        for desk in self.desks.values():
            with step(f"{desk.person.name} clicks the icon, makes a key, and a file for the office"):
                desk.come_in()
                self.heard.append(HeardKey(desk.person, enrol(desk, self.roster)))

    def hold_ceremony(self) -> None:
        """Step 5: the machine without network makes the keys, and signs the roster."""
        example = self.guides.administrator.file("5. Hold the key ceremony")
        self.roster.files["roster.toml"] = source_of_roster(example).encode()
        with step("The machine without network gets its package"):
            self.ceremony.install(*self._on_packages())
        with step("The office key and the backup key are made"):
            self.ceremony.make_keys()
            self.guides.words["OFFICE-FINGERPRINT"] = self.ceremony.fingerprint
        with step("The officers' keys are compared with what was heard, and the roster is signed"):
            self.ceremony.sign_roster(self.roster, self.heard)

    def set_server_up(self) -> None:
        """Steps 2 and 6: Debian, the package, and the questions of `kentongan init`."""
        server = self.machines.server
        with step("The server gets its package"):
            install_server(self.guides.administrator, server, *self._on_packages())
        with step("The server is set up by kentongan init, as a person types"):
            self.addresses = set_server_up(
                self.guides.administrator, server, self.ceremony, self.roster, self.network
            )
            self.guides.words["GATEWAY-ADDRESS"] = self.addresses.gateway

    def let_officers_in(self) -> None:
        """Steps 7 to 9: keys for the onion, second factors, and the rest of the first start."""
        with step("The workstations are let in, and the second factors given out"):
            for desk in self.desks.values():
                let_workstation_in(self.guides.administrator, desk.machine)
            give_second_factors(self.guides.administrator, self.machines.server, self.roster)
        for desk in self.desks.values():
            with step(
                f"{desk.person.name} types what stands on paper, takes the second factor, and signs in"
            ):
                begin_work(desk, self.ceremony, self.addresses, self.roster)
                desk.sign_in()

    def report(self) -> None:
        """Step 10: a report, and its answer."""
        window = self.desks[OFFICERS[0].id].window
        converse_with(
            self.machines.private, self.addresses.source, lambda: answer_report(window, acknowledge=True)
        )
        told = self.machines.server.run("kentongan", "status", check=False).output
        demand("No report waits for its first step." in told, f"A report waits:\n{told}")

    def finish(self) -> None:
        """Steps 11 and 12: the first backup, and what tells people the address."""
        with step("The first backup is made, and the page and the poster are published"):
            back_up_and_publish(self.guides.administrator, self.machines.server)

    def meet_incidents(self) -> None:
        """Play what happens later: a lost telephone, a lost key, a leaver."""
        incidents = Incidents(self.guides.incidents, self.machines.server, self.ceremony, self.roster)
        first, second = self.desks.values()
        incidents.lose_second_factor(first)
        incidents.lose_key(first, second)
        incidents.leave(second, first, self.network)

    def _on_packages(self) -> tuple[UsbStick, str]:
        return UsbStick(self.packages.files), self.packages.paper
