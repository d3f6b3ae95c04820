"""A chapter of the long story: the server is lost, and a bare machine with its package goes on from the last backup."""

import subprocess
from pathlib import Path
from typing import Final

from install.server.layout import BACKUP_UNIT, TOR_UNIT, ServerLayout
from tests.backup_key import PASSPHRASE
from tests.booted.backup_check_chapter import MEDIUM
from tests.booted.booted_machine import BootedMachine
from tests.booted.conversation_chapter import ShownConversation
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.server_setup import set_up
from tests.booted.steady_senders import Intake, ShownCode
from tests.booted.story import demand, step
from tests.booted.tor_on_bridge import put_in_network
from tests.tor.network import PrivateNetwork
from tests.tor.tor_client import TorClient

_LAYOUT: Final = ServerLayout()
_KEY: Final = Path("/media/key/backup-key.gpg")


def back_up(server: BootedMachine, *others: BootedMachine) -> None:
    """Back the server up by its unit, and bring all its backups to other machines."""
    with step("A backup is made by its unit, and brought to other machines"):
        server.run("systemctl", "start", BACKUP_UNIT)
        for other in others:
            _carry(server, other)


def restore_elsewhere(
    server: BootedMachine, second: BootedMachine, office: MadeUpOffice, network: PrivateNetwork
) -> None:
    """Switch the server off, and restore it on the second machine from the backups that were brought there."""
    server.shut_down()
    with step("It is restored there, and kentongan init makes it the server"):
        second.put(_KEY, office.backup_key.exported.read_bytes(), 0o600)
        second.run(
            "kentongan", "restore", MEDIUM, "--key", _KEY, "--passphrase-fd", "0",
            given=f"{PASSPHRASE}\n".encode(),
        )  # fmt: skip
        second.run("rm", "-r", _KEY.parent)
        put_in_network(second, network)
        set_up(second, office)
        second.run("systemctl", "restart", TOR_UNIT)


def open_old_codes(client: TorClient, source: str, told: ShownConversation, shown: list[ShownCode]) -> None:
    """Open all codes at the old address, behind which the second machine stands now."""
    with step("The old address answers from there"):
        client.wait_until_reachable(source)
    with step(f"The first code opens there, and the {len(shown)} others"):
        visitor = Intake(lambda circuit: client.connect(source, circuit))
        page = visitor.mailbox(told.code)
        demand(all(words in page for words in told.words), f"The first mailbox lacks something:\n{page}")
        visitor.require_open(shown)


def _carry(server: BootedMachine, second: BootedMachine) -> None:
    packing = ["tar", "--create", f"--directory={_LAYOUT.backups}", "."]
    packed = subprocess.run([*server.entering(), *packing], stdout=subprocess.PIPE, check=True).stdout
    second.run("install", "-d", "-m", "755", MEDIUM)
    second.run("tar", "--extract", f"--directory={MEDIUM}", given=packed)
    second.run("chmod", "--recursive", "a+rX", MEDIUM)  # it is encrypted, and the medium has no users
