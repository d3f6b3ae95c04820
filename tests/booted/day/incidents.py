"""Three incidents by their guide: a lost second factor, a lost key, and a person who leaves."""

import re
from datetime import date
from typing import Final

from tests.booted.booted_machine import BootedMachine
from tests.booted.conversation_chapter import WHAT
from tests.booted.day.ceremony import HeardKey, KeyCeremony
from tests.booted.day.desk import HOST, OfficerDesk
from tests.booted.day.first_start import enrol
from tests.booted.day.guide_walk import GuideWalk
from tests.booted.day.people import BUDI, SARI
from tests.booted.day.server_steps import INIT, answers_of_init
from tests.booted.day.usb_stick import UsbStick
from tests.booted.story import demand, step

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


def lose_second_factor(guide: GuideWalk, server: BootedMachine, desk: OfficerDesk, roster: UsbStick) -> None:
    """Exchange a person's second factor; the codes of the lost one are worth nothing, and the next sign-in says so."""
    with step("An officer's telephone is lost: a new second factor, and the next sign-in says so"):
        with roster.inside(server):
            guide.follow(_FACTOR, server, people=[SARI])
        said = desk.is_refused()
        demand("Kode masuk salah" in said, f"The lost telephone's code is not refused as one:\n{said}")
        desk.open_second_factor(roster.files[f"{SARI.id}.asc"])
        said = desk.sign_in()
        for told in (_EXCHANGED, _ONE_WRONG):
            demand(told.search(said) is not None, f"The first page does not say {told.pattern!r}:\n{said}")


def lose_key(
    guide: GuideWalk,
    server: BootedMachine,
    ceremony: KeyCeremony,
    desk: OfficerDesk,
    colleague: OfficerDesk,
    roster: UsbStick,
) -> None:
    """Retire a person's key for a new one; a colleague opens the earlier report to it."""
    with step("An officer's key is lost: it is retired for a new one in the office's list"):
        guide.follow(_KEY, server, people=[SARI], until=_STOPPED)
        desk.go_out()
        desk.put_configuration_aside()
        desk.come_in()
        fingerprint = enrol(desk, roster)
        desk.go_out()
        desk.put_configuration_back()
        shown = ceremony.sign_roster(roster, [HeardKey(SARI, fingerprint, earlier_until=_today(server))])
        demand("is retired, its last day is" in shown, "The list does not say that a key is retired.")
        with roster.inside(server):
            answers = {INIT: answers_of_init(ceremony)}
            guide.follow(_KEY, server, people=[SARI], after=_STOPPED, until=_GIVEN, answers=answers)
    with step("The new key gets in, and does not open the earlier report yet"):
        desk.come_in()
        desk.open_second_factor(roster.files[f"{SARI.id}.asc"])
        desk.sign_in()
        demand(not _reads_report(desk), "A key opens what was not encrypted to it.")
    with step("A colleague renews the access, and the new key opens it"):
        colleague.sign_in()
        colleague.browser.open(f"{HOST}/id/hand-over")
        colleague.browser.select("person", SARI.id)
        colleague.browser.click_text("Perbarui akses di semua laporan")
        colleague.expect("Selesai: 1. Gagal: 0.")
        demand(_reads_report(desk), "The new key does not open the earlier report.")
    with step("The audit finds every signature good"):
        guide.follow(_KEY, server, after=_GIVEN)


def leave(
    guide: GuideWalk,
    server: BootedMachine,
    ceremony: KeyCeremony,
    leaver: OfficerDesk,
    colleague: OfficerDesk,
    roster: UsbStick,
) -> None:
    """Let a person leave: the list says so, the server knows them no more, and they do not get in."""
    with step("An officer leaves: the list says so, and nobody gets in with that name any more"):
        source, day = roster.files["roster.toml"].decode(), _today(server)
        entry = f'id = "{BUDI.id}"\n'
        roster.files["roster.toml"] = source.replace(entry, f"{entry}left = {day}\n").encode()
        shown = ceremony.sign_roster(roster)
        demand(f"{BUDI.id} LEAVES, last day {day}" in shown, "The list does not say who leaves.")
        with roster.inside(server):
            answers = {INIT: answers_of_init(ceremony)}
            guide.follow(_LEAVER, server, people=[BUDI], answers=answers)
        said = leaver.is_refused()
        demand(_NOT_LISTED in said or _NOT_CONNECTED in said, f"It is not said why:\n{said}")
        colleague.sign_in()
        demand(_reads_report(colleague), "The colleague who stays does not read the report any more.")


def _reads_report(desk: OfficerDesk) -> bool:
    """Whether one of the person's cases says what the reporter wrote."""
    for address in desk.window.cases():
        desk.browser.open(f"{HOST}{address}")
        if WHAT in desk.browser.text():
            return True
    return False


def _today(server: BootedMachine) -> date:
    """The day in the office, by the server's clock."""
    return date.fromisoformat(server.run("env", "TZ=Asia/Jakarta", "date", "+%F").output.strip())
