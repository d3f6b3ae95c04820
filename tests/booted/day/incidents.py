"""Three incidents by their guide: a lost second factor, a lost key, and a person who leaves."""

import re
import time
from datetime import date
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.conversation_chapter import WHAT
from tests.booted.day.ceremony import HeardKey, KeyCeremony
from tests.booted.day.desk import HOST, OfficerDesk
from tests.booted.day.first_start import enrol
from tests.booted.day.guide_walk import GuideWalk
from tests.booted.day.server_steps import INIT, answers_of_init
from tests.booted.day.two_officers import BUDI, SARI, Officer
from tests.booted.day.usb_stick import UsbStick
from tests.booted.story import demand, step
from tests.tor.network import PrivateNetwork
from tests.tor.tor_client import WRONG_KEY, SocksRefusedError, TorClient

_FACTOR: Final = "A lost second factor"
_KEY: Final = "A lost key"
_LEAVER: Final = "A leaver"
_STOPPED: Final = "kentongan officer disable sari"
_GIVEN: Final = (
    "kentongan officer add sari --enrolment /media/stick/enrolments/sari.enrolment > /media/stick/sari.asc"
)
_EXCHANGED: Final = re.compile(r"Faktor kedua Anda diganti pada \d+ \w+ \d{4}")
_ONE_WRONG: Final = re.compile(r"ada 1 kode masuk yang salah, terakhir pada \d+ \w+ \d{4}")
_NOT_LISTED: Final = "Nama ini tidak ada dalam daftar kantor"
_NOT_CONNECTED: Final = "tidak terhubung"
_SECONDS: Final = 60.0


class Incidents:
    """The server, the office machine and the stick between them, when something happens."""

    def __init__(
        self, guide: GuideWalk, server: BootedMachine, ceremony: KeyCeremony, roster: UsbStick
    ) -> None:
        self._guide = guide
        self._server = server
        self._ceremony = ceremony
        self._roster = roster

    def lose_second_factor(self, desk: OfficerDesk) -> None:
        """Exchange a second factor; the codes of the lost one are worth nothing, and the next sign-in says so."""
        with step("An officer's telephone is lost: its codes are refused, and the next sign-in says so"):
            with self._roster.inside(self._server):
                self._guide.follow(_FACTOR, self._server, people=[SARI])
            said = desk.is_refused()
            demand("Kode masuk salah" in said, f"The lost telephone's code is not refused as one:\n{said}")
            self._take_second_factor(desk)
            said = desk.sign_in()
            for told in (_EXCHANGED, _ONE_WRONG):
                demand(told.search(said) is not None, f"The page does not say {told.pattern!r}:\n{said}")

    def lose_key(self, desk: OfficerDesk, colleague: OfficerDesk) -> None:
        """Retire a person's key for a new one; a colleague opens the earlier report to it."""
        with step("An officer's key is lost: it is retired for a new one in the office's list"):
            self._guide.follow(_KEY, self._server, people=[SARI], until=_STOPPED)
            desk.go_out()
            desk.put_configuration_aside()
            desk.come_in()
            heard = HeardKey(SARI, enrol(desk, self._roster), earlier_until=self._today())
            desk.go_out()
            desk.put_configuration_back()
            shown = self._ceremony.sign_roster(self._roster, [heard])
            demand("is retired, its last day is" in shown, "The list does not say that a key is retired.")
            self._bring_roster(_KEY, SARI, after=_STOPPED, until=_GIVEN)
        with step("The new key gets in, and does not open the earlier report yet"):
            desk.come_in()
            self._take_second_factor(desk)
            desk.sign_in()
            demand(_seen_reports(desk) == [False], "A key opens what was not encrypted to it.")
        with step("A colleague renews the access, and the new key opens it"):
            colleague.sign_in()
            colleague.browser.open(f"{HOST}/id/hand-over")
            colleague.browser.select("person", SARI.id)
            colleague.browser.click_text("Perbarui akses di semua laporan")
            colleague.expect("Selesai: 1. Gagal: 0.")
            demand(_seen_reports(desk) == [True], "The new key does not open the earlier report.")
        with step("The audit finds every signature good"):
            self._guide.follow(_KEY, self._server, after=_GIVEN)

    def leave(self, leaver: OfficerDesk, colleague: OfficerDesk, network: PrivateNetwork) -> None:
        """Let a person leave: neither the list, nor the server, nor the onion knows them any more."""
        with step("An officer leaves: the list says so, and neither name nor computer gets in any more"):
            source, day = self._roster.files["roster.toml"].decode(), self._today()
            entry = f'id = "{BUDI.id}"\n'
            self._roster.files["roster.toml"] = source.replace(entry, f"{entry}left = {day}\n").encode()
            shown = self._ceremony.sign_roster(self._roster)
            demand(f"{BUDI.id} LEAVES, last day {day}" in shown, "The list does not say who leaves.")
            self._bring_roster(_LEAVER, BUDI)
            said = leaver.is_refused()
            demand(_NOT_LISTED in said or _NOT_CONNECTED in said, f"It is not said why:\n{said}")
            _require_shut(network, leaver)
            colleague.sign_in()
            demand(_seen_reports(colleague) == [True], "The colleague does not read the report any more.")

    def _bring_roster(
        self, section: str, person: Officer, *, after: str | None = None, until: str | None = None
    ) -> None:
        with self._roster.inside(self._server):
            self._guide.follow(
                section,
                self._server,
                people=[person],
                after=after,
                until=until,
                answers={INIT: answers_of_init(self._ceremony)},
            )

    def _take_second_factor(self, desk: OfficerDesk) -> None:
        desk.open_second_factor(self._roster.files[f"{desk.person.id}.asc"])

    def _today(self) -> date:
        """Return the day in the office, by the server's clock."""
        return date.fromisoformat(self._server.run("env", "TZ=Asia/Jakarta", "date", "+%F").output.strip())


def _seen_reports(desk: OfficerDesk) -> list[bool]:
    """Return of each case that a person is listed, whether it says what the reporter wrote."""
    seen = []
    for address in desk.window.cases():
        desk.browser.open(f"{HOST}{address}")
        seen.append(WHAT in desk.browser.text())
    return seen


def _require_shut(network: PrivateNetwork, leaver: OfficerDesk) -> None:
    """Raise `StoryError` unless the gateway's onion soon refuses the leaver's computer for its key."""
    key, gateway = leaver.key_for_gateway()
    end = time.monotonic() + _SECONDS
    with TorClient(network, [key]) as client:
        while True:
            try:
                client.connect(gateway, "leaver").close()
            except SocksRefusedError as error:
                demand(
                    error.code == WRONG_KEY, f"The onion refuses the leaver, but Tor says {error.code:#04x}."
                )
                return
            demand(time.monotonic() < end, "The leaver's computer still reaches the gateway.")
            client.fresh_circuits()
            time.sleep(1.0)
