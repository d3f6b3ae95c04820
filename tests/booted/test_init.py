"""`kentongan init` on a bare machine with the package: typed and from a file, run again, refused, and in PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from crypto.gpg.certificate import inspect
from install.demonstration.people import OFFICER_ONE
from install.server.layout import BACKUP_TIMER, BACKUP_UNIT, GATEWAY_UNIT, SOURCE_UNIT, TOR_UNIT, ServerLayout
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.made_up_office import MadeUpOffice

pytestmark = pytest.mark.slow

LAYOUT: Final = ServerLayout()
ROSTER: Final = Path("/root/roster")
ANSWERS: Final = Path("/root/server.toml")
BACKUP_KEY: Final = Path("/root/backup.gpg")
UNITS: Final = (SOURCE_UNIT, GATEWAY_UNIT, TOR_UNIT)
LISTENING: Final = "0A"
"""The state of a listening socket in `/proc/net/tcp`."""
ONION: Final = re.compile(r"http://([a-z2-7]{56}\.onion)")


@pytest.fixture(scope="module")
def bridge(package: Path) -> Iterator[Bridge]:
    """A bridge whose mirror has the server's package and PostgreSQL."""
    with Bridge(["postgresql"], [package]) as made:
        yield made


@pytest.fixture
def server(bridge: Bridge, office: MadeUpOffice, package: Path) -> Iterator[BootedMachine]:
    """A machine with the package and the roster, not set up."""
    with bridge.machine("server") as machine:
        machine.put(f"/root/{package.name}", package.read_bytes())
        machine.install(f"/root/{package.name}")
        for name, content in office.roster_files().items():
            machine.put(ROSTER / name, content)
        machine.put(BACKUP_KEY, office.backup_key.certificate.read_bytes())
        yield machine


def answer(server: BootedMachine, office: MadeUpOffice, **further: str) -> None:
    """Write the file of answers."""
    told = {
        "roster": f'"{ROSTER}"',
        "office_fingerprint": f'"{office.fingerprint}"',
        "backup_key": f'"{BACKUP_KEY}"',
        "backup_fingerprint": f'"{office.backup_fingerprint}"',
    } | further
    server.put(ANSWERS, "".join(f"{name} = {value}\n" for name, value in told.items()).encode())


def init(server: BootedMachine) -> str:
    return server.run("kentongan", "init", "--answers", ANSWERS).output


def started(server: BootedMachine) -> list[str]:
    """The invocations of the units that run: a new one for each start."""
    shown = server.run("systemctl", "show", "--property=InvocationID", "--value", *UNITS).output.split()
    assert len(shown) == len(UNITS)
    return shown


def written(server: BootedMachine) -> str:
    """The state of everything that an administrator's command may write."""
    folders = ("/etc", LAYOUT.state, LAYOUT.source_onion.parent)
    listed = server.run("find", *folders, "-xdev", "-type", "f", "-printf", "%p %m %u:%g %s %T@\n").output
    ours = (str(LAYOUT.configuration), str(LAYOUT.torrc), str(LAYOUT.firewall), "/hs_ed25519", "/hostname")
    return "\n".join(sorted(line for line in listed.splitlines() if any(one in line for one in ours)))


def test_a_person_types_the_answers_and_a_second_run_changes_nothing(
    server: BootedMachine, office: MadeUpOffice
) -> None:
    typed = [
        "/nowhere",
        str(ROSTER),
        office.fingerprint.lower(),
        "mungkin",
        "tidak",
        "3",
        "-",
        "-",
        "-",
        "-",
        "ya",
    ]
    said = server.run(
        "env", "LC_ALL=id_ID.UTF-8", "sh", "-c", "umask 077; kentongan init", given="\n".join(typed).encode()
    )
    assert "/nowhere bukan map." in said.errors
    assert "Jawab ya atau tidak." in said.errors
    assert "TIDAK ADA CADANGAN" in said.output
    assert server.run("systemctl", "is-enabled", BACKUP_TIMER, check=False).output == "disabled\n"
    source, gateway = ONION.findall(said.output)
    assert source != gateway
    assert f'onion = "{source}"' in server.fetch(LAYOUT.source_config).decode()
    assert b"reserve_bytes = 3221225472" in server.fetch(LAYOUT.gateway_config)
    assert server.run("systemctl", "is-active", *UNITS).output.split() == ["active"] * 3

    units, files = started(server), written(server)
    assert files
    again = server.run("kentongan", "init", "--answers", LAYOUT.answers).output
    assert "All files are as they should be already." in again
    assert ONION.findall(again) == [source, gateway]
    assert (started(server), written(server)) == (units, files)


def test_only_what_a_changed_answer_concerns_is_written_and_restarted(
    server: BootedMachine, office: MadeUpOffice
) -> None:
    answer(server, office)
    addresses = ONION.findall(init(server))
    server.run("sh", "-c", f"echo 'session_hours = 3' | cat - {LAYOUT.source_config} > /root/s")
    server.run("sh", "-c", f"cat /root/s > {LAYOUT.source_config}")
    answer(server, office, ssh_from='["192.0.2.0/24"]', reserve_gib="4")
    _, _, tor = started(server)
    said = init(server)
    assert ONION.findall(said) == addresses
    assert b"reserve_bytes = 4294967296" in server.fetch(LAYOUT.source_config)
    assert "192.0.2.0/24" in server.run("nft", "list", "ruleset").output
    assert str(LAYOUT.torrc) not in said.partition(addresses[0])[0]
    assert started(server)[2] == tor
    assert server.run("systemctl", "is-active", BACKUP_TIMER).output == "active\n"
    answer(server, office, ssh_from='["192.0.2.0/24"]', reserve_gib="4", backup_hour="5")
    changed = [line.strip() for line in init(server).splitlines() if line.startswith("  /")]
    assert changed == [str(LAYOUT.answers), str(LAYOUT.backup_hour)]
    server.put(ANSWERS, f'roster = "{ROSTER}"\noffice_fingerprint = "{office.fingerprint}"\n'.encode())
    assert "THERE ARE NO BACKUPS" in init(server)
    assert server.run("test", "-e", LAYOUT.backup_certificate, check=False).status == 1
    assert server.run("systemctl", "is-enabled", BACKUP_TIMER, check=False).output == "disabled\n"
    source = server.fetch(LAYOUT.source_config)
    assert b"session_hours = 3" in source
    assert b"reserve_bytes = 2147483648" in source
    assert "192.0.2.0/24" not in server.run("nft", "list", "ruleset").output


def test_what_is_refused_changes_nothing(server: BootedMachine, office: MadeUpOffice) -> None:
    before = written(server)
    answer(server, office, office_fingerprint=f'"{"A" * 40}"')
    refused = server.run("kentongan", "init", "--answers", ANSWERS, check=False)
    assert refused.status == 2
    assert "is not signed by the office key of this fingerprint" in refused.errors
    server.put("/root/secret.gpg", office.backup_key.exported.read_bytes())
    answer(server, office, backup_key='"/root/secret.gpg"')
    refused = server.run("kentongan", "init", "--answers", ANSWERS, check=False)
    assert "holds the secret half of the backup key" in refused.errors
    answer(server, office)
    assert "To be written:" in server.run("kentongan", "init", "--dry-run", "--answers", ANSWERS).output
    assert written(server) == before
    stranger = server.run("kentongan", "status", user="nobody", check=False)
    assert (stranger.status, stranger.errors) == (2, "Only root can do this. Run it again as root.\n")
    init(server)
    answer(server, office, postgresql="true")
    assert server.run("kentongan", "init", "--answers", ANSWERS, check=False).status == 2


def test_the_commands_of_a_server_that_was_set_up_work_as_root(
    server: BootedMachine, office: MadeUpOffice
) -> None:
    answer(server, office)
    _, gateway = ONION.findall(init(server))
    *_, line = server.run("kentongan", "gateway-client", "add", "sari").output.splitlines()
    assert re.fullmatch(rf"{gateway.removesuffix('.onion')}:descriptor:x25519:[A-Z2-7]{{52}}", line)
    assert server.run("kentongan", "gateway-client", "list").output == "sari\n"
    server.run("kentongan", "gateway-client", "remove", "sari")
    assert server.run("ls", LAYOUT.gateway_clients).output == "locked.auth\n"
    server.run("kentongan", "officer", "add", OFFICER_ONE.id)
    server.run("kentongan", "officer", "reset-2fa", OFFICER_ONE.id)
    server.run("kentongan", "backup")
    server.run("kentongan", "audit", "verify")
    status = server.run("kentongan", "status").output
    assert status.count("works") == 4
    owners = server.run("find", LAYOUT.state, LAYOUT.backups, "-type", "f", "-printf", "%u\n").output
    assert set(owners.split()) <= {"kentongan-source", "kentongan-gateway"}
    server.run("systemctl", "stop", "kentongan-gateway.socket", GATEWAY_UNIT)
    stopped = server.run("kentongan", "status", check=False)
    assert stopped.status == 1
    assert "DOES NOT WORK" in stopped.output


def test_the_store_is_in_postgresql_and_no_port_is_open(server: BootedMachine, office: MadeUpOffice) -> None:
    answer(server, office, postgresql="true")
    missing = server.run("kentongan", "init", "--answers", ANSWERS, check=False)
    assert "`apt install postgresql` installs it" in missing.errors
    server.install("postgresql")
    init(server)
    units = started(server)
    init(server)
    assert started(server) == units
    tables = server.run("psql", "-At", "-c", "SELECT tableowner FROM pg_tables WHERE tablename = 'case'", "kentongan",
                        user="postgres")  # fmt: skip
    assert tables.output == "kentongan\n"
    sockets = server.run("cat", "/proc/net/tcp", "/proc/net/tcp6").output.splitlines()
    assert [line for line in sockets if line.split()[3] == LISTENING] == []
    server.run("systemctl", "start", BACKUP_UNIT)
    assert server.run("kentongan", "status").output.count("works") == 4


@pytest.mark.thorough
def test_a_server_goes_to_the_new_office_key_by_what_is_typed_from_paper(
    server: BootedMachine, office: MadeUpOffice, tmp_path: Path
) -> None:
    answer(server, office)
    addresses = ONION.findall(init(server))
    for name, content in office.handed_over(tmp_path).items():
        server.put(Path("/root/signed", name), content)
    new = inspect(server.fetch(Path("/root/signed/office.gpg"))).fingerprint
    units, files = started(server), written(server)
    for typed in ("A" * 40, office.fingerprint):
        refused = server.run(
            "kentongan", "office-key", "/root/signed", given=f"{typed}\n".encode(), check=False
        )
        assert refused.status == 2
        assert "Compare it with the paper" in refused.errors
    refused = server.run(
        "kentongan", "office-key", "/root/signed", given=f"{new}\nno\n".encode(), check=False
    )
    assert "Nothing was changed." in refused.errors
    assert (started(server), written(server)) == (units, files)
    said = server.run("kentongan", "office-key", "/root/signed", given=f"{new}\nyes\n".encode())
    assert "takes rosters by the new key alone" in said.output
    for config in (LAYOUT.source_config, LAYOUT.gateway_config, LAYOUT.answers):
        assert new in server.fetch(config).decode()
        assert office.fingerprint not in server.fetch(config).decode()
    assert set(started(server)[:2]).isdisjoint(units)
    assert server.run("kentongan", "status", check=False).output.count("works") == 4
    assert server.fetch(LAYOUT.roster / "office-key.json") == server.fetch(
        Path("/root/signed/office-key.json")
    )
    assert ONION.findall(init_again(server)) == addresses
    refused = server.run("kentongan", "init", "--answers", ANSWERS, check=False)
    assert "Another office needs another server" in refused.errors


def init_again(server: BootedMachine) -> str:
    """Run `init` with the answers that the server keeps."""
    return server.run("kentongan", "init", "--answers", LAYOUT.answers).output
