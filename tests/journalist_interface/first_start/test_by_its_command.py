"""A first start as the icon's unit runs it: gunicorn, at the address that it has on every computer."""

import signal
from collections.abc import Iterator

import pytest

from journalist_interface.web import launch
from tests.free_ports import wait_for_port
from tests.journalist_interface.new_computer import NewBrowser, NewComputer, copy_home
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import INTERFACE, process
from tests.office import TestOffice
from tests.own_namespaces import own_network
from tests.running_gateway import RunningGateway

pytestmark = pytest.mark.slow
PORT = 8082


@pytest.fixture
def network() -> Iterator[None]:
    """A loopback of this test's own: a first start has the same port for everyone."""
    with own_network():
        yield


@pytest.mark.usefixtures("network")
def test_one_process_leads_from_the_first_page_to_signing_in(
    office: TestOffice,
) -> None:
    home = office.folder / "home"
    own = home / ".config/kentongan"
    home.mkdir()
    copy_home(office.keys.holder("sari").folder, home / ".gnupg")
    log = office.folder / "first-start.log"
    computer = NewComputer(office, "sari", home, home, PORT, own / "workstation.toml", log)
    environment = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), launch.WITHOUT_LINK: "yes"}
    with (
        RunningGateway(office) as gateway,
        process(list(INTERFACE), environment, log, signal.SIGTERM, forked=False) as running,
    ):
        wait_for_port(PORT, running, log)
        with computer.browser() as browser:
            browser.take_key()
            assert "lebih kecil" in too_large(browser).text
            browser.make_file(computer.passphrase)
            page = browser.tell_office(gateway.url)
            page = browser.post(page.form("/list"))
            assert page.path == "/id/sign-in"
            typed = {"passphrase": computer.passphrase, "code": office.fresh_code("sari")}
            assert browser.post(page.form("/sign-in"), typed).path == "/id/today"
            assert running.poll() is None
    assert computer.passphrase not in log.read_text()


def too_large(browser: NewBrowser) -> OfficerPage:
    """The answer to a file that is larger than it may be."""
    form = browser.step("/office").form("/office")
    return browser.send_files(form, {"gateway": "x"}, holidays=("holidays.txt", b"x" * 1_000_000))
