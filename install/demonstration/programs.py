"""The configurations of the demo's programs, and the commands that start them: the same code as in production.

The file of holidays is written once, with an explanation in it, and then left for its user to edit.
"""

import os
import shlex
import sys
from pathlib import Path
from typing import Final

from install.demonstration.folder import DemoFolder
from install.demonstration.people import PEOPLE, DemoPerson
from install.demonstration.ports import LOOPBACK, Ports
from install.demonstration.supervisor import Program
from install.errors import InstallError
from install.holidays_file import HOLIDAYS_TEXT
from journalist_interface.config import VARIABLE as WORKSTATION_VARIABLE
from journalist_interface.config import Config as WorkstationConfig
from source_interface.config import VARIABLE as SOURCE_VARIABLE
from store.gateway.config import VARIABLE as GATEWAY_VARIABLE
from store.web.configuration import read_config
from store.web.durable import replace_file
from store.web.roster_keeper import SEEN_FILE
from store.web.toml_text import Value, toml_text

COMMAND_VARIABLE: Final = "KENTONGAN_DEMO_COMMAND"
SOURCE_HOST: Final = "sumber.localhost"
ROOT: Final = Path(__file__).resolve().parent.parent.parent


def demo_command() -> list[str]:
    """Return the command that the person typed to start the demo."""
    return [os.environ.get(COMMAND_VARIABLE, "install/demo")]


def server_parts(folder: DemoFolder) -> dict[str, Path]:
    """Return the folders below the server's folder, by name."""
    names = ("store", "blobs", "roster", "accounts", "source", "gateway", "logs", "tmp")
    return {name: folder.server / name for name in names}


def check_place(folder: DemoFolder) -> None:
    """Raise `InstallError` if the folder's path cannot stand in a configuration."""
    text = str(folder.root)
    if "?" in text or not text.isprintable():  # a question mark ends the path in the address of a database
        raise InstallError(
            "The folder's path may not hold question marks or unprintable characters: --folder DIR"
        )


_TEXTS: Final[dict[str, dict[str, Value]]] = {
    "texts.contacts": {
        "id": "Telepon 021 555 0100, hari kerja pukul 08.00 sampai 16.00",
        "en": "Telephone 021 555 0100, working days 08:00 to 16:00",
    },
    "texts.sop": {
        "id": (
            "Setiap laporan dicatat pada hari yang sama dan ditangani paling sedikit oleh dua orang.\n\n"
            "Orang yang disebut dalam laporan tidak ikut menanganinya."
        ),
        "en": (
            "Each report is recorded on the same day and handled by at least two people.\n\n"
            "Whoever is named in a report takes no part in handling it."
        ),
    },
    "texts.protection": {
        "id": "Kantor ini melarang pembalasan terhadap pelapor.",
        "en": "This office forbids retaliation against those who report.",
    },
}


HOLIDAYS_FILE: Final = "hari-libur.txt"
_EXAMPLE_DAY: Final = "\n2026-12-24 libur Cuti bersama Natal\n"


def write_configurations(folder: DemoFolder, ports: Ports, fingerprint: str) -> None:
    """Write every program's file anew, since the ports may have changed."""
    parts = server_parts(folder)
    for part in parts.values():
        part.mkdir(mode=0o700, exist_ok=True)
    write_holidays(folder)
    deadlines: dict[str, Value] = {"holidays": holidays_file(folder)}
    stored: dict[str, Value] = {
        "database": f"sqlite:///{parts['store'] / 'store.sqlite3'}",
        "blobs": parts["blobs"],
        "clock_file": folder.clock_file,
    }
    store = {"store": stored, "store.deadlines": deadlines}
    source = {"bind": f"{LOOPBACK}:{ports.source}"}
    roster = _roster(folder, fingerprint, "source")
    files = {_source_file(folder): toml_text(source, **store, **_TEXTS, roster=roster)}
    gateway = {"bind": f"{LOOPBACK}:{ports.gateway}", "accounts": str(accounts_file(folder))}
    files[_gateway_file(folder)] = toml_text(gateway, **store, roster=_roster(folder, fingerprint, "gateway"))
    for place, person in enumerate(PEOPLE):
        workstation = _workstation(folder, person, place, ports, fingerprint)
        files[_workstation_file(folder, person)] = toml_text(workstation, deadlines=deadlines)
    for path, text in files.items():
        replace_file(path, text.encode(), 0o600)


def holidays_file(folder: DemoFolder) -> Path:
    """Return the file that the servers and all workstations of the demo read."""
    return folder.root / HOLIDAYS_FILE


def write_holidays(folder: DemoFolder) -> None:
    """Write the file unless it exists, since it may have been edited."""
    path = holidays_file(folder)
    if not path.exists():
        path.write_text(HOLIDAYS_TEXT + _EXAMPLE_DAY, "utf-8")
        path.chmod(0o600)


def accounts_file(folder: DemoFolder) -> Path:
    """Return the gateway's database of accounts."""
    return server_parts(folder)["accounts"] / "accounts.sqlite"


def server_programs(folder: DemoFolder, ports: Ports) -> list[Program]:
    """Return the programs of the server, in the order to start them."""
    logs = server_parts(folder)["logs"]
    temporary = {"TMPDIR": str(server_parts(folder)["tmp"])}
    return [
        Program(
            name="The gateway",
            arguments=_gunicorn("store.gateway"),
            environment=gateway_environment(folder) | temporary,
            log=logs / "gateway.log",
            host=LOOPBACK,
            port=ports.gateway,
            path="/v1/roster",
        ),
        Program(
            name="The source interface",
            arguments=_gunicorn("source_interface"),
            environment=_environment(folder) | {SOURCE_VARIABLE: str(_source_file(folder))} | temporary,
            log=logs / "source.log",
            host=SOURCE_HOST,
            port=ports.source,
        ),
    ]


def gateway_environment(folder: DemoFolder) -> dict[str, str]:
    """Return the environment for a program that reads the gateway's configuration."""
    return _environment(folder) | {GATEWAY_VARIABLE: str(_gateway_file(folder))}


def workstation_environment(folder: DemoFolder, person: DemoPerson) -> dict[str, str]:
    """Return the environment for commands about a person's workstation."""
    return _environment(folder) | {WORKSTATION_VARIABLE: str(_workstation_file(folder, person))}


def workstation_program(folder: DemoFolder, person: DemoPerson) -> Program:
    """Return the interface of one person, as their configuration describes it."""
    return Program(
        name=f"The interface of {person.name}",
        arguments=(sys.executable, "-m", "journalist_interface"),
        environment=workstation_environment(folder, person),
        log=folder.person(person.id) / "interface.log",
        host=person.host,
        port=read_config(_workstation_file(folder, person), WorkstationConfig).port,
    )


def _gunicorn(package: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "gunicorn", "-c", f"python:{package}.gunicorn_conf", f"{package}.wsgi:app")


def _environment(folder: DemoFolder) -> dict[str, str]:
    """Return all that a program gets of this shell: nothing that could lead it to other keys or settings."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder.root),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _roster(folder: DemoFolder, fingerprint: str, process: str) -> dict[str, Value]:
    parts = server_parts(folder)
    return {
        "folder": parts["roster"],
        "office_certificate": parts["roster"] / "office.gpg",
        "office_fingerprint": fingerprint,
        "state": parts[process] / SEEN_FILE,
        "certificates": parts[process] / "certificates",
    }


def _workstation(
    folder: DemoFolder, person: DemoPerson, place: int, ports: Ports, fingerprint: str
) -> dict[str, Value]:
    home = folder.person(person.id)
    return {
        "person": person.id,
        "host": person.host,
        "port": ports.workstation(place),
        # By number: some systems resolve names under .localhost only in browsers.
        "gateway": f"http://{LOOPBACK}:{ports.gateway}",
        "office_fingerprint": fingerprint,
        "office_certificate": home / "office.gpg",
        "gnupg_home": home / "gnupg",
        "state": home / "state",
        "clock_file": folder.clock_file,
        "link_command": shlex.join([*demo_command(), "link", person.id, "--folder", str(folder.root)]),
    }


def _source_file(folder: DemoFolder) -> Path:
    return folder.server / "source.toml"


def _gateway_file(folder: DemoFolder) -> Path:
    return folder.server / "gateway.toml"


def _workstation_file(folder: DemoFolder, person: DemoPerson) -> Path:
    return folder.person(person.id) / "workstation.toml"
