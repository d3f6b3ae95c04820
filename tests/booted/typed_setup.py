"""`kentongan init` as a person types it: at a terminal, each answer when its question stands there."""

from install.server import questions
from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT, TOR_UNIT
from tests.booted.booted_machine import BootedMachine
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.server_setup import BACKUP_KEY, MEDIUM, give_roster
from tests.booted.story import demand
from tests.booted.terminal import at_terminal


def set_up_by_hand(machine: BootedMachine, office: MadeUpOffice) -> None:
    """Answer each question of `kentongan init`, one of them wrongly at first."""
    give_roster(machine, office)
    screen = at_terminal(
        machine,
        ["LC_ALL=id_ID.UTF-8", "kentongan", "init"],
        (questions.ROSTER.name.id, "/tidak/ada"),
        ("/tidak/ada bukan map.", str(MEDIUM)),
        (questions.FINGERPRINT.name.id, office.fingerprint.lower()),
        (questions.POSTGRESQL.name.id, "tidak"),
        (questions.RESERVE.name.id, "1"),
        (questions.SSH.name.id, "-"),
        (questions.MIRRORS.name.id, "-"),
        (questions.TIME_SOURCES.name.id, "-"),
        (questions.BACKUP_KEY.name.id, str(BACKUP_KEY)),
        (questions.BACKUP_FINGERPRINT.name.id, office.backup_fingerprint),
        (questions.BACKUP_HOUR.name.id, "3"),
        (questions.BACKUP_HOST.name.id, "-"),
        (questions.GO_ON.name.id, "ya"),
    )
    demand("Server ini bekerja." in screen, f"It does not say that the server works:\n{screen}")
    for unit in (TOR_UNIT, GATEWAY_UNIT, SOURCE_UNIT):
        machine.wait_for_unit(unit)
