"""A person of the office at a workstation in this process: its pages, and the session behind them."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx

from crypto.errors import KentonganError
from journalist_interface.app import create_app
from journalist_interface.config import Config
from journalist_interface.sealed_records.office_texts import MessageTexts
from journalist_interface.sealed_records.private_records import PrivateRecords
from journalist_interface.services import EXTENSION, WorkstationServices
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.session.spoilt_files import SpoiltFiles
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.losses import Losses
from journalist_interface.views.downloads import BrokenOffError
from journalist_interface.web import launch
from tests.free_ports import free_port
from tests.journalist_interface.officer_page import Fields, Form, OfficerPage
from tests.office import TestOffice

_PATIENCE: Final = 300.0
_KEPT = ("pins", "index", "figures")


@dataclass(frozen=True)
class BrokenOff:
    """A download that ended early, as the browser sees it."""

    status: int = 0
    html: str = ""
    text: str = ""


class Colleague:
    """Signed in. What the workstation remembers is taken down once and put back at each `renew`."""

    def __init__(self, office: TestOffice, gateway: str, person: str) -> None:
        self.office = office
        self.person = person
        folder = office.folder / "colleagues" / person
        home = folder / "gnupg"
        shutil.copytree(
            office.keys.holder(person).folder, home, ignore=shutil.ignore_patterns("S.*", "*.lock", ".#*")
        )
        home.chmod(0o700)
        self._state = folder / "state"
        self._state.mkdir(mode=0o700)
        self.config = Config(
            person=person,
            host=f"{person}.localhost",
            port=free_port(),
            gateway=gateway,
            office_fingerprint=office.keys.office.fingerprint,
            office_certificate=office.office_certificate,
            gnupg_home=home,
            state=self._state,
            idle_minutes=240,
            open_in_background=False,
            clock_file=office.clock_file,
        )
        self.app = create_app(self.config)
        self.place: WorkstationServices = self.app.extensions[EXTENSION]
        self._http = httpx.Client(
            base_url=self.config.origin,
            transport=httpx.WSGITransport(app=self.app, raise_app_exceptions=False),
            follow_redirects=True,
            headers={"Sec-Fetch-Site": "none"},
        )
        self._kept: dict[Path, bytes] = {}
        self.officer = self._sign_in()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self.place.close()

    def get(self, address: str) -> OfficerPage | BrokenOff:
        """A page, or what is left of a download that was broken off."""
        try:
            return OfficerPage(self._http.get(address))
        except (BrokenOffError, KentonganError):
            return BrokenOff()

    def post(self, form: Form, fields: Fields | None = None, *, follow: bool = True) -> OfficerPage:
        """Send a form of a page, and follow to where it leads."""
        headers = {"Origin": self.config.origin, "Sec-Fetch-Site": "same-origin"}
        filled = form.filled(fields or {})
        return OfficerPage(
            self._http.post(form.action, data=filled, headers=headers, follow_redirects=follow)
        )

    def case(self, case: str) -> CaseFile:
        """The case as the workstation reads it now."""
        return self.officer.case(case)

    def finish(self) -> None:
        """Wait for what is done in the background."""
        work = self.officer.background_job
        assert work is None or work.wait(_PATIENCE)

    def remember(self) -> None:
        """Take down what the workstation has on its disk."""
        self._kept = {path: path.read_bytes() for path in self._files()}

    def renew(self, cases: Iterable[str]) -> None:
        """Renew as after signing out and in, with the disk as it was taken down."""
        for case in cases:
            self.officer.forget(case)
        self.officer.statistics = self.officer.export = None
        self.officer.spoilt = SpoiltFiles()
        shutil.rmtree(self._state / "private", ignore_errors=True)  # a copy here would count instead
        (self._state / "office-texts").unlink(missing_ok=True)
        services = self.officer.private._services
        self.officer.private = PrivateRecords(services)
        self.officer.texts = MessageTexts(services, self.place.template_file)
        reader = self.officer._reader
        reader._losses = Losses(
            reader._services, reader._keep_places
        )  # a session remembers what GnuPG said of notes
        for path in self._files():
            if path not in self._kept:
                path.unlink()
        for path, data in self._kept.items():
            if not path.exists() or path.read_bytes() != data:
                path.parent.mkdir(mode=0o700, exist_ok=True)
                path.write_bytes(data)

    def _files(self) -> list[Path]:
        found = [self._state / name for name in _KEPT]
        return [
            path for top in found for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()
        ]

    def _sign_in(self) -> OfficerSession:
        self._http.get(launch.new_link(self.config))
        page = OfficerPage(self._http.get("/id/sign-in"))
        passphrase = self.office.keys.holder(self.person).passphrase
        code = self.office.fresh_code(self.person)
        answer = self.post(page.form("/sign-in"), {"passphrase": passphrase, "code": code})
        assert answer.status == 200, answer.text
        found = self.place.sessions._session
        assert found is not None
        return found
