"""The day: an office from bare machines to its first answered report by the guide alone, and three incidents after it.

Told in booted machines at one bridge, with a private Tor network beside them: a server, two officers' workstations, a
reporter's computer, and the machine without network.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Final

from install.server.layout import TOR_UNIT
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.day.office_day import DayGuides, DayMachines, DayPackages, OfficeDay
from tests.booted.day.package_stick import package_stick, sum_on_paper
from tests.booted.day.two_officers import OFFICERS
from tests.booted.day.usb_stick import files_of
from tests.booted.desktop_session import SCREEN_PACKAGES
from tests.booted.firefox_on_machine import BROWSER_PACKAGES
from tests.booted.server_setup import FURTHER
from tests.booted.story import step
from tests.booted.tor_on_bridge import put_in_network, start_network

_OFFICE: Final = "office"
_READERS: Final = (*BROWSER_PACKAGES, "tor")


def tell_day() -> None:
    """Tell it; raise an error of the step that did not end as it must."""
    with ExitStack() as stack:
        tell(begun(stack))


def begun(stack: ExitStack) -> OfficeDay:
    """Return the day at its morning: the packages are built, and Debian is on every machine."""
    guides = DayGuides()
    with step("The packages are built by the guide's commands"):
        folder = package_stick(guides.administrator)
        packages = DayPackages(files_of(folder), sum_on_paper(guides.administrator, folder))
    with step("The mirror is filled"):
        # What the office machine needs is on its stick alone.
        ours = [file for file in sorted(folder.rglob("kentongan-*.deb")) if _OFFICE not in file.name]
        bridge = stack.enter_context(Bridge((*FURTHER, *SCREEN_PACKAGES, *_READERS), ours))
    with step("Five bare machines boot"):
        office, server, private, *workstations = (
            stack.enter_context(bridge.machine(name))
            for name in (_OFFICE, "server", "private", *(person.id for person in OFFICERS))
        )
        bridge.cut_off(_OFFICE)
    with step("A private Tor network starts"):  # by itself: its votes fall at fixed moments
        network = start_network(stack)
    with step("The workstations get what a desktop has, and the reporter a browser"):
        _install(private, workstations)
        put_in_network(private, network)
        private.run("systemctl", "restart", TOR_UNIT)
    machines = DayMachines(server, office, private, tuple(workstations))
    return OfficeDay(guides, machines, packages, network)


def tell(day: OfficeDay) -> None:
    """Tell all of it, in the order of the guide."""
    day.install_workstations()
    day.hold_ceremony()
    day.set_server_up()
    day.let_officers_in()
    day.report()
    day.finish()
    day.meet_incidents()
    day.guides.require_all()


def _install(private: BootedMachine, workstations: list[BootedMachine]) -> None:
    wanted = [(private, _READERS), *((machine, SCREEN_PACKAGES) for machine in workstations)]
    with ThreadPoolExecutor() as pool:
        for one in [pool.submit(machine.install, *names, seconds=600) for machine, names in wanted]:
            one.result()
