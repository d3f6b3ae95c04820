"""The icon *Kentongan* on a booted machine: from `apt install` to the sign-in page, twice, and what ends it."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from marionette_driver.by import By
from marionette_driver.marionette import Marionette

from store.web.toml_text import Value, toml_text
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.built_packages import package_file
from tests.booted.desktop_session import SCREEN_PACKAGES, DesktopSession, page_after
from tests.booted.readiness import require_boot
from tests.booted.server_setup import install_package

pytestmark = pytest.mark.slow

PACKAGE: Final = "kentongan-workstation"
UNIT: Final = f"{PACKAGE}.service"
HOST: Final = "http://sari.localhost:8082"
FIRST: Final = "http://kentongan.localhost:8082/id/first-start"
CONFIG: Final[dict[str, Value]] = {
    "person": "sari",
    "host": "sari.localhost",
    "port": 8082,
    "gateway": "http://127.0.0.1:8081",
    "office_fingerprint": "A" * 40,
    "office_certificate": "office.gpg",
    "gnupg_home": "gnupg",
    "state": "state",
}
NUMBERS: Final = count(1)
GRAPHICAL: Final = b"[Unit]\nBindsTo=graphical-session.target\n"


@pytest.fixture(scope="module")
def package() -> Path:
    """The workstation's package."""
    require_boot()
    return package_file(PACKAGE)


@pytest.fixture(scope="module")
def bridge(package: Path) -> Iterator[Bridge]:
    """A bridge whose mirror has what a desktop has, and what the workstation's package depends on."""
    with Bridge(SCREEN_PACKAGES, [package]) as made:
        yield made


@pytest.fixture
def computer(bridge: Bridge, package: Path) -> Iterator[BootedMachine]:
    """A machine with the package and a screen; the bridge gives a name once."""
    with bridge.machine(f"officers{next(NUMBERS)}") as machine:
        install_package(machine, package, *SCREEN_PACKAGES)
        yield machine


@pytest.fixture
def session(computer: BootedMachine) -> DesktopSession:
    """A person who is logged in at the screen, with a configuration where the icon looks for it."""
    made = DesktopSession(computer, "sari")
    computer.put(made.home / ".config/kentongan/workstation.toml", toml_text(CONFIG).encode(), 0o600)
    computer.run("chown", "--recursive", "sari", made.home)
    made.begin()
    return made


def press(driver: Marionette) -> None:
    driver.find_element(By.CSS_SELECTOR, "button.primary").click()


def main_pid(session: DesktopSession) -> str:
    return session.run("systemctl", "--user", "show", "--value", "--property=MainPID", UNIT).output.strip()


def ours(machine: BootedMachine) -> str:
    """The processes of the interface, and of GnuPG, that run there."""
    found = machine.run(
        "sh", "-c", "ps -e -o pid,args | grep -E 'gunicorn|journalist|gpg-agent' || true"
    ).output
    return "\n".join(line for line in found.splitlines() if "grep" not in line)


def test_a_click_leads_to_the_sign_in_page_and_a_second_one_to_the_same_interface(
    computer: BootedMachine, session: DesktopSession
) -> None:
    assert computer.run("desktop-file-validate", "/usr/share/applications/kentongan.desktop").output == ""
    session.click("kentongan")
    driver = session.browser()
    door = f"file://{session.runtime}/kentongan/kentongan.html"
    assert "Kentongan siap dibuka" in page_after(driver, door)
    file = f"{session.runtime}/kentongan/kentongan.html"
    assert computer.run("stat", "--format=%a %U", file).output.strip() == "600 sari"
    secret = re.search(r'name="secret" value="([^"]+)"', computer.fetch(file).decode())
    assert secret is not None
    arguments = computer.run("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").output
    assert file in arguments
    assert secret[1] not in arguments
    press(driver)
    assert "Frasa sandi" in page_after(driver, f"{HOST}/id/sign-in")
    cookie = driver.get_cookie("kentongan-8082")
    assert secret[1] not in computer.run("journalctl", "--no-pager").output
    assert "/start/" not in computer.run("journalctl", "--no-pager").output
    running = main_pid(session)
    session.click("kentongan")
    assert "Kentongan siap dibuka" in page_after(driver, door)
    press(driver)
    page_after(driver, f"{HOST}/id/sign-in")
    assert driver.get_cookie("kentongan-8082") == cookie
    assert main_pid(session) == running
    driver.delete_session()


def test_it_ends_with_the_desktop_session(computer: BootedMachine, session: DesktopSession) -> None:
    computer.put("/etc/systemd/user/test-desktop.target", GRAPHICAL)
    session.run("systemctl", "--user", "daemon-reload")
    session.run("systemctl", "--user", "start", "test-desktop.target")
    session.click("kentongan")
    page_after(session.browser(), "file://")
    assert "gunicorn" in ours(computer)
    session.run("systemctl", "--user", "stop", "graphical-session.target")
    assert ours(computer) == ""
    session.run("systemctl", "--user", "start", UNIT)
    assert "gunicorn" in ours(computer)
    session.end()
    assert ours(computer) == ""


def test_removing_the_package_leaves_nothing_running(
    computer: BootedMachine, session: DesktopSession
) -> None:
    session.run("systemctl", "--user", "start", UNIT)
    assert "gunicorn" in ours(computer)
    computer.run("apt-get", "--yes", "remove", PACKAGE)
    assert ours(computer) == ""
    assert computer.run("sh", "-c", "ls /usr/share/applications | grep -i kentongan || true").output == ""


def test_what_keeps_it_from_starting_is_said_in_the_browser(
    computer: BootedMachine, session: DesktopSession
) -> None:
    config = session.home / ".config/kentongan/workstation.toml"
    computer.put(config, toml_text(CONFIG | {"port": 80}).encode(), 0o644)
    session.click("kentongan")
    said = page_after(session.browser(), f"file://{session.runtime}/kentongan/kentongan-problem.html")
    assert "Kentongan tidak dapat dimulai" in said
    assert "port" in said


def test_without_a_configuration_a_click_leads_to_the_first_step_and_another_one_to_where_the_person_was(
    computer: BootedMachine, session: DesktopSession
) -> None:
    """A second factor and the office's list need a server: `tests.booted day` goes on from here."""
    computer.run("rm", session.home / ".config/kentongan/workstation.toml")
    session.click("kentongan")
    driver = session.browser()
    door = f"file://{session.runtime}/kentongan/kentongan.html"
    page_after(driver, door)
    press(driver)
    assert "Siapa Anda?" in page_after(driver, f"{FIRST}/name")
    driver.find_element(By.ID, "name").send_keys("Sari Wulandari")
    press(driver)
    page_after(driver, f"{FIRST}/key")
    press(driver)
    page_after(driver, f"{FIRST}/key/words")
    words = " ".join(driver.find_element(By.TAG_NAME, "pre").text.split())
    driver.find_element(By.CSS_SELECTOR, "a.primary").click()
    page_after(driver, f"{FIRST}/key/new")
    driver.find_element(By.ID, "passphrase").send_keys(words)
    press(driver)
    page_after(driver, f"{FIRST}/file")
    listed = session.run("gpg", "--list-secret-keys").output
    assert "Sari Wulandari" in listed
    assert "[expires:" in listed
    everything = computer.run(
        "sh", "-c", f"journalctl --no-pager; cat {session.home}/.config/kentongan/state/*"
    )
    assert words not in everything.output
    session.run("systemctl", "--user", "stop", UNIT)
    session.click("kentongan")
    page_after(driver, door)
    press(driver)
    page_after(driver, f"{FIRST}/file")
    driver.delete_session()
