"""An officer's workstation on a booted machine: from its package, started by a command, behind a Tor with a key."""

import re
import time
from pathlib import Path
from typing import Final

from install.demonstration.making import passphrase_of
from install.demonstration.people import OFFICER_ONE, DemoPerson
from install.server.layout import ServerLayout
from install.workstation.client_key import WorkstationLayout
from store.web.gateway_client_file import GATEWAY_CLIENT_FILE
from store.web.toml_text import Value, toml_text
from tests.booted.booted_machine import BootedMachine
from tests.booted.machine import CommandError, DebianMachine
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.telephone import TelephoneWithCodes
from tests.end_to_end.running_demo import ListedPerson

PACKAGE: Final = "kentongan-workstation"
USER: Final = "petugas"
_HOME: Final = Path("/home", USER)
_CONFIG: Final = _HOME / "workstation.toml"
_ENROLMENT: Final = Path("/root/orang.enrolment")
_LINK: Final = re.compile(r"http://\S+/start/\S+")
_SECONDS: Final = 60.0


class OfficerWorkstation:
    """A machine of one officer, whose key lies there alone, and whose second factor this keeps as a telephone does."""

    def __init__(
        self,
        machine: BootedMachine,
        server: DebianMachine,
        office: MadeUpOffice,
        person: DemoPerson = OFFICER_ONE,
    ) -> None:
        """Let it in as the guide does: a key of its own, the person's file, and one command at the server."""
        self._machine = machine
        self._office = office
        self._person = person
        machine.run("kentongan", "gateway-key")
        _address, key = machine.fetch(GATEWAY_CLIENT_FILE).decode("ascii").splitlines()
        server.put(_ENROLMENT, office.enrolment(person, key), 0o600)
        message = server.run("kentongan", "officer", "add", person.id, "--enrolment", _ENROLMENT).output
        self._telephone = TelephoneWithCodes(office.opened_second_factor(message, person))
        self._gateway = server.fetch(ServerLayout().gateway_onion / "hostname").decode("ascii").strip()
        machine.run("kentongan", "gateway-key", self._gateway)
        self._key = machine.fetch(WorkstationLayout().tor_key).decode("ascii").strip()

    @property
    def key(self) -> str:
        """The line that lets a Tor find the gateway's onion."""
        return self._key

    @property
    def gateway(self) -> str:
        """The gateway's onion address."""
        return self._gateway

    def set_up(self) -> None:
        """Write what the officer has: their own key, and a configuration."""
        self._machine.run("useradd", "--create-home", USER)
        folder = self._office.folder.person(self._person.id)
        for path in (folder / "gnupg").rglob("*"):
            if path.is_file():
                self._put(_HOME / "gnupg" / path.relative_to(folder / "gnupg"), path.read_bytes())
        self._put(_HOME / "office.gpg", (folder / "office.gpg").read_bytes())
        settings: dict[str, Value] = {
            "person": self._person.id,
            "host": self._person.host,
            "port": 8082,
            "gateway": f"http://{self.gateway}",
            "gateway_proxy": "socks5h://127.0.0.1:9050",
            "office_fingerprint": self._office.fingerprint,
            "office_certificate": "office.gpg",
            "gnupg_home": "gnupg",
            "state": "state",
        }
        self._put(_CONFIG, toml_text(settings).encode())
        self._machine.run("chown", "--recursive", USER, _HOME)
        self._machine.run("chmod", "700", _HOME / "gnupg")

    def start(self) -> ListedPerson:
        """Start it by its command, and return the link that it gives."""
        self._machine.run(
            "systemd-run", "--quiet", "--unit=workstation", f"--uid={USER}", *self._surroundings(), PACKAGE
        )
        end = time.monotonic() + _SECONDS
        while (link := self._link()) is None:
            if time.monotonic() > end:
                said = self._machine.run("journalctl", "--unit=workstation", "--no-pager").output
                raise CommandError(f"The workstation gives no link:\n{said}")
            time.sleep(0.2)
        passphrase = passphrase_of(self._office.folder.person(self._person.id))
        return ListedPerson(self._person.id, link, passphrase)

    def code(self, identifier: str) -> str:
        """Return a code that was not used yet."""
        return self._telephone.code(identifier)

    def _link(self) -> str | None:
        told = self._machine.run("journalctl", "--unit=workstation", "--output=cat", "--no-pager").output
        found = _LINK.search(told)
        return found[0] if found else None

    def _surroundings(self) -> list[str]:
        surroundings = {"KENTONGAN_WORKSTATION_CONFIG": _CONFIG, "HOME": _HOME, "PYTHONUNBUFFERED": 1}
        return [f"--setenv={name}={value}" for name, value in surroundings.items()]

    def _put(self, path: Path, content: bytes) -> None:
        self._machine.put(path, content, 0o600)
