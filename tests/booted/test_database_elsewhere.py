"""A database on another machine, set up by the manual's lines: both servers and the backup reach it, no one else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from install.server.layout import BACKUP_UNIT, GATEWAY_USER, SOURCE_USER, ServerLayout
from tests.booted.booted_machine import BootedMachine
from tests.booted.bridge import Bridge
from tests.booted.made_up_office import MadeUpOffice
from tests.booted.planted_faults import faults

pytestmark = [pytest.mark.slow, pytest.mark.thorough]

MANUAL: Final = Path(__file__).parents[2] / "docs" / "operations.md"
LAYOUT: Final = ServerLayout()
ROSTER: Final = Path("/root/roster")
SETTINGS: Final = Path("/etc/postgresql/17/main")
SERVERS: Final = {SOURCE_USER: LAYOUT.source_config, GATEWAY_USER: LAYOUT.gateway_config}
HOST: Final = "db.kantor.test"
PASSWORD: Final = "made-up-" * 4


def manual(pattern: str) -> list[str]:
    """The lines of the section on PostgreSQL that match, without their indentation."""
    section = MANUAL.read_text("utf-8").partition("## The store in PostgreSQL")[2].partition("\n## ")[0]
    found = [line.strip() for line in section.splitlines() if re.match(pattern, line.strip())]
    assert found, pattern
    return found


@pytest.fixture(scope="module")
def bridge(package: Path) -> Iterator[Bridge]:
    with Bridge(["postgresql"], [package]) as made:
        yield made


@pytest.fixture(scope="module")
def database(bridge: Bridge, package: Path) -> Iterator[BootedMachine]:
    """A machine with the database, and with lines for the machine that is made after it."""
    with bridge.machine("database") as machine:
        machine.put(f"/root/{package.name}", package.read_bytes())
        machine.install("postgresql", f"/root/{package.name}")
        made = [line.replace("HOST", HOST) for line in manual("openssl req ")]
        machine.run("sh", "-euc", "; ".join(["cd /root", *made]))
        for name in ("server.pem", "server.key"):
            owned = ("-m", "600", "-o", "postgres", "-g", "postgres")
            machine.run("install", *owned, f"/root/{name}", SETTINGS / name)
        settings = {
            "listen_addresses": machine.address,
            "ssl": "on",
            "ssl_cert_file": SETTINGS / "server.pem",
            "ssl_key_file": SETTINGS / "server.key",
            "ssl_min_protocol_version": "TLSv1.3",
            "log_error_verbosity": "terse",
        }
        text = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        machine.put(SETTINGS / "conf.d/kentongan.conf", text.encode(), 0o644)
        ways = [
            line.replace("ADDRESS-OF-THE-SERVER/32", "10.77.0.0/24") for line in manual("(local|hostssl) ")
        ]
        machine.put(SETTINGS / "pg_hba.conf", "\n".join([*ways, ""]).encode(), 0o644)
        machine.run("systemctl", "restart", "postgresql.service")
        for line in manual(r"(psql|env PGOPTIONS)"):
            machine.run("sh", "-euc", f"cd /usr/lib/kentongan; {line}", user="postgres")
        for role in SERVERS:
            machine.run("psql", "-c", f"ALTER ROLE \"{role}\" PASSWORD '{PASSWORD}'", user="postgres")
        yield machine


def test_both_servers_and_the_backup_reach_the_database_and_doctor_finds_nothing_wrong_with_it(
    office: MadeUpOffice, bridge: Bridge, database: BootedMachine, package: Path
) -> None:
    with bridge.machine("server") as server:
        server.put(f"/root/{package.name}", package.read_bytes())
        server.install(f"/root/{package.name}")
        for name, content in office.roster_files().items():
            server.put(ROSTER / name, content)
        server.put("/root/backup.gpg", office.backup_key.certificate.read_bytes())
        server.put(LAYOUT.configuration / "db.pem", database.fetch("/root/db.pem"), 0o644)
        (url,) = manual(r"postgresql\+psycopg://\S*sslmode")
        for role, configuration in SERVERS.items():
            secret = LAYOUT.configuration / f"{role}.password"
            server.put(secret, f"{HOST}:5432:kentongan:{role}:{PASSWORD}\n".encode(), 0o600)
            server.run("chown", role, secret)
            own = url.replace("kentongan-source@HOST", f"{role}@{HOST}").replace("ADDRESS", database.address)
            own = own.replace("/etc/kentongan/db-password", str(secret))
            server.put(configuration, f'[store]\ndatabase = "{own}"\n'.encode(), 0o644)
        told = {
            "roster": f'"{ROSTER}"',
            "office_fingerprint": f'"{office.fingerprint}"',
            "backup_key": '"/root/backup.gpg"',
            "backup_fingerprint": f'"{office.backup_fingerprint}"',
            "postgresql": "true",
        }
        server.put(
            "/root/server.toml", "".join(f"{name} = {value}\n" for name, value in told.items()).encode()
        )
        server.run("kentongan", "init", "--answers", "/root/server.toml")
        server.run("systemctl", "start", BACKUP_UNIT)
        assert server.run("kentongan", "status", check=False).output.count("works") == 4

        knock = f"timeout 3 bash -c '</dev/tcp/{database.address}/5432'"
        reach = [
            user
            for user in ("root", "nobody", "debian-tor", *SERVERS)
            if server.run("runuser", "-u", user, "--", "sh", "-c", knock, check=False).status == 0
        ]
        assert reach == ["debian-tor", *SERVERS]

        named = [name for name in faults(server) if re.search("unit|firewall|postgresql|apparmor", name)]
        assert named == []
