"""A server in a folder, in good health: real files, and what the programs of a healthy server say."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from crypto.gpg.certificate import inspect
from crypto.signing import Signed, compose
from install.backup_checks.note import BackupCheckNote
from install.backups.signing_key import known_signer
from install.doctor.host import DiskRoom, FileState, OnionAnswer, Said
from install.server.answer_checks import Destination
from install.server.answers import BackupAnswers, BackupHost, BackupRecipient, ServerAnswers, answers_text
from install.server.backup_files import backup_files
from install.server.configurations import configuration, gateway_settings, source_settings
from install.server.files import SystemFile
from install.server.firewall import firewall_rules
from install.server.layout import ServerLayout
from install.server.torrc import apparmor_rules, torrc
from store.domain.clock import OFFICE_ZONE
from store.domain.labels import Label
from tests.clocks import TODAY
from tests.header_set import PAGE, always
from tests.install.doctor.folder_backups import make_backups
from tests.kept_certificates import kept

GIB = 1024**3
ROOMY = DiskRoom(100 * GIB, 50 * GIB)
SOURCE_ONION = f"{'s' * 56}.onion"
GATEWAY_ONION = f"{'g' * 56}.onion"
UNITS = [
    "kentongan-source.socket",
    "kentongan-source.service",
    "kentongan-gateway.socket",
    "kentongan-gateway.service",
    "tor@default.service",
]
TIMER = "kentongan-backup.timer"
AT_AN_HOUR = ["kentongan-backup.service", "kentongan-backup-transfer.service"]
BACKUP_HOST = BackupHost(
    Destination("kentongan", ip_address("192.0.2.20")), f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{'k' * 43}"
)
CONFINED = {
    "kentongan-source.service": ("101", "kentongan-source"),
    "kentongan-gateway.service": ("102", "kentongan-gateway"),
    "tor@default.service": ("103", "system_tor"),
    "kentongan-backup.service": ("0", "kentongan-backup"),
    "kentongan-backup-transfer.service": ("0", "kentongan-backup-transfer"),
}
"""By each unit, its process and its AppArmor profile: those that run at an hour have none now."""
RULES = 'table inet kentongan {\n\tiif "lo" accept\n\tip saddr 192.0.2.0/24 tcp dport 22 accept\n}\n'
# Owner, group and mode of each, written out: nothing of this is read from the code.
OWNERS = {
    "etc/kentongan": ("root", "root", 0o755),
    "etc/kentongan/source.toml": ("root", "kentongan-source", 0o640),
    "etc/kentongan/gateway.toml": ("root", "kentongan-gateway", 0o640),
    "etc/kentongan/server.toml": ("root", "root", 0o600),
    "etc/kentongan/holidays.txt": ("root", "root", 0o644),
    "etc/kentongan/roster/office.gpg": ("root", "root", 0o644),
    "etc/kentongan/roster": ("root", "root", 0o755),
    "etc/kentongan/roster/roster.txt": ("root", "root", 0o644),
    "etc/kentongan/roster/roster.sig": ("root", "root", 0o644),
    "var/lib/kentongan": ("root", "root", 0o755),
    "var/lib/kentongan/gate": ("root", "root", 0o755),
    "var/lib/kentongan/store": ("root", "kentongan-store", 0o2770),
    "var/lib/kentongan/store/blobs": ("root", "kentongan-store", 0o2770),
    "var/lib/kentongan/source": ("kentongan-source", "kentongan-source", 0o700),
    "var/lib/kentongan/gateway": ("kentongan-gateway", "kentongan-gateway", 0o700),
    "var/lib/kentongan/backups": ("kentongan-gateway", "kentongan-backup", 0o2750),
    "etc/kentongan/backup.gpg": ("root", "root", 0o644),
    "etc/kentongan/transfer": ("root", "root", 0o700),
    "etc/kentongan/transfer/ssh-key": ("root", "root", 0o600),
    "var/lib/kentongan/transfer": ("kentongan-backup", "kentongan-backup", 0o700),
    "var/log/kentongan": ("root", "adm", 0o750),
    "run/kentongan-source/source.sock": ("kentongan-source", "debian-tor", 0o660),
    "run/kentongan-gateway/gateway.sock": ("kentongan-gateway", "debian-tor", 0o660),
    "var/lib/tor/kentongan-source": ("debian-tor", "debian-tor", 0o2700),
    "var/lib/tor/kentongan-gateway": ("debian-tor", "debian-tor", 0o700),
    "etc/apparmor.d/system_tor": ("root", "root", 0o644),
    "sys/kernel/security/apparmor/profiles": ("root", "root", 0o444),
}
FILES = {
    "etc/group": "root:x:0:\nkentongan-store:x:990:kentongan-source,kentongan-gateway\nkentongan-source:x:991:\n"
    "kentongan-gateway:x:992:\ndebian-tor:x:993:\n",
    "etc/passwd": "root:x:0:0::/root:/bin/sh\nkentongan-source:x:991:991::/:/bin/false\n"
    "kentongan-gateway:x:992:992::/:/bin/false\ndebian-tor:x:993:993::/:/bin/false\n",
    "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_ID="13"\n',
    "etc/kentongan/holidays.txt": "".join(
        f"{TODAY.year + later}-12-24 libur Cuti bersama\n" for later in range(3)
    ),
    "proc/net/tcp": "  sl  local_address rem_address   st\n   0: 00000000:0016 00000000:0000 0A\n"
    "   1: 0100007F:0C38 0100007F:0016 01\n",
    "proc/net/tcp6": "  sl  local_address remote_address st\n",
    "proc/swaps": "Filename\tType\n/dev/dm-0\tpartition\n/dev/zram0 partition 1 0 5\n",
    "proc/sys/kernel/core_pattern": "core\n",
    "var/log/kentongan/source.log": "[2026-11-27] [12] [ERROR] StoreError at store/engine/database.py:12\n",
    "var/lib/tor/kentongan-source/hostname": f"{SOURCE_ONION}\n",
    "var/lib/tor/kentongan-gateway/hostname": f"{GATEWAY_ONION}\n",
}
POSTGRESQL = {
    "fsync": "on",
    "full_page_writes": "on",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_statement": "none",
    "track_commit_timestamp": "off",
}


@dataclass(frozen=True)
class SignedRosterFolder:
    """A folder with a signed roster and the office's certificate, the office key's fingerprint, and its signature."""

    folder: Path
    fingerprint: str
    sign: Callable[[bytes, date], bytes]


@dataclass
class FolderHost:
    """A `Host` in a folder. `said` is what a command says that begins with these words: the longest match counts."""

    layout: ServerLayout
    answers: ServerAnswers
    roster: SignedRosterFolder
    day: date = TODAY
    disk: DiskRoom = ROOMY
    owners: dict[Path, FileState] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    onions: dict[str, OnionAnswer] = field(default_factory=dict)

    def today(self) -> date:
        return self.day

    def read(self, path: Path) -> str:
        return path.read_text("utf-8") if path.exists() else ""

    def state(self, path: Path) -> FileState | None:
        return self.owners.get(path)

    def room(self, path: Path) -> DiskRoom:
        assert path == self.layout.blobs
        return self.disk

    def run(self, *command: str) -> Said:
        words = " ".join(command)
        begins = [known for known in self.said if words.startswith(known)]
        assert begins, f"nothing is known of: {words}"
        return self.said[max(begins, key=len)]

    def visit(self, onion: str, path: str) -> OnionAnswer:
        assert path.startswith("/")
        return self.onions[onion]

    # Ways to break it

    def disown(self, name: str, **changes: object) -> None:
        state = self.owners[self.path(name)]
        self.owners[self.path(name)] = replace(state, **changes)  # type: ignore[arg-type]

    def path(self, name: str) -> Path:
        return self.layout.root / name

    def write(self, name: str, text: str) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = self.read(self.path(name))
        assert old in text
        self.write(name, text.replace(old, new))

    def says(self, command: str, text: str, status: int = 0) -> None:
        self.said[command] = Said(status, text)

    def unit_says(self, unit: str, **changes: str) -> None:
        shown = {
            "ActiveState": "active",
            "UnitFileState": "enabled",
            "FragmentPath": f"/usr/lib/systemd/system/{unit}",
            "DropInPaths": "",
            "NeedDaemonReload": "no",
        }
        if unit.startswith("kentongan-") and unit.endswith(".service"):
            shown["DropInPaths"] = "/usr/lib/systemd/system/kentongan-.service.d/closed.conf"
        if unit in AT_AN_HOUR:
            shown |= {"ActiveState": "inactive", "UnitFileState": "static"}
        if unit == TIMER:
            shown["DropInPaths"] = f"/etc/systemd/system/{TIMER}.d/hour.conf"
        if unit == AT_AN_HOUR[1]:
            shown["DropInPaths"] += (
                f" /etc/systemd/system/{unit}.d/host.conf /usr/lib/systemd/system/{unit}.d/network.conf"
            )
        if unit.startswith("tor@"):
            shown |= {
                "UnitFileState": "enabled-runtime",
                "FragmentPath": "/usr/lib/systemd/system/tor@default.service",
                "DropInPaths": "/usr/lib/systemd/system/tor@default.service.d/kentongan.conf",
            }
        lines = [f"{name}={value}\n" for name, value in (shown | changes).items()]
        self.says(f"systemctl show {unit} --property=ActiveState", "".join(lines))

    def postgresql_says(self, **changes: str) -> None:
        rows = [f"{name}={value}\n" for name, value in (POSTGRESQL | changes).items()]
        self.says(f"{PSQL}SELECT name", "".join(rows))


PSQL = "runuser --user postgres -- psql --no-psqlrc --tuples-only --no-align --dbname=kentongan --command="


def healthy_host(root: Path, roster: SignedRosterFolder, *, postgresql: bool = False) -> FolderHost:
    """A server in good health with this roster."""
    layout = ServerLayout(root)
    certificate = kept("lender")
    key = BackupRecipient(layout.backup_certificate, inspect(certificate).fingerprint)
    backups = BackupAnswers(key, host=BACKUP_HOST)
    answers = ServerAnswers(layout.roster, roster.fingerprint, postgresql, backups=backups)
    host = FolderHost(layout, answers, roster)
    for name, text in FILES.items():
        host.write(name, text)
    for path in roster.folder.iterdir():
        layout.roster.mkdir(exist_ok=True)
        (layout.roster / path.name).write_bytes(path.read_bytes())
    settings = source_settings(layout, answers, SOURCE_ONION)
    host.write("etc/kentongan/source.toml", configuration("source.toml", settings, None))
    settings = gateway_settings(layout, answers)
    host.write("etc/kentongan/gateway.toml", configuration("gateway.toml", settings, None))
    host.write("etc/kentongan/server.toml", answers_text(answers))
    host.write("etc/tor/torrc", torrc(layout))
    host.write("etc/apparmor.d/local/system_tor", apparmor_rules(layout))
    host.write("etc/nftables.conf", firewall_rules(answers.openings, answers.backup_address))
    for file in backup_files(layout, backups, certificate):
        if isinstance(file, SystemFile):
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_bytes(file.content)
    make_backups(layout.backups, layout.gateway_state / "backups", TODAY)
    opened_on(host, TODAY)
    layout.transfer_state.mkdir()
    layout.transferred.touch()
    carried_away(host, days_ago=0)
    host.owners = {host.path(name): FileState(*state) for name, state in OWNERS.items()}
    _let_programs_speak(host)
    headers = (*always(PAGE).items(), ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "9"))
    host.onions = {
        SOURCE_ONION: OnionAnswer(0, 200, headers),
        GATEWAY_ONION: OnionAnswer(0xF4, 0, ()),
    }
    return host


def opened_on(host: FolderHost, day: date, **changes: Any) -> None:  # noqa: ANN401 - a value of any field
    """Let the office have signed that the server's backups were opened on this day, or something else."""
    signer = known_signer(host.layout.gateway_state / "backups")
    note = msgspec.structs.replace(BackupCheckNote(day, signer, day, 2, 2), **changes)
    text = compose(Label.BACKUP_CHECK, note)
    signed = Signed(text.decode(), host.roster.sign(text, min(day, TODAY)))
    host.layout.backup_check.write_bytes(msgspec.json.encode(signed))


def carried_away(host: FolderHost, days_ago: int) -> None:
    """Let backups have been carried away so many days ago."""
    noon = datetime.combine(TODAY, time(12), ZoneInfo(OFFICE_ZONE)) - timedelta(days=days_ago)
    os.utime(host.layout.transferred, (noon.timestamp(), noon.timestamp()))


def _let_programs_speak(host: FolderHost) -> None:
    for unit in (*UNITS, TIMER, *AT_AN_HOUR):
        host.unit_says(unit)
        host.says(f"systemctl show {unit} --property=ExecMainStart", "ExecMainStartTimestamp=@2000\n")
    for unit, (process, profile) in CONFINED.items():
        host.says(f"systemctl show {unit} --property=MainPID --value", f"{process}\n")
        if process != "0":
            host.write(f"proc/{process}/attr/apparmor/current", f"{profile} (enforce)\n")
    loaded = [f"{profile} (enforce)\n" for _, profile in CONFINED.values()]
    host.write("sys/kernel/security/apparmor/profiles", "".join(["lsb_release (complain)\n", *loaded]))
    host.says("dpkg --verify kentongan-server", "??5?????? c /etc/logrotate.d/kentongan\n", 2)
    host.says("systemd-analyze security", "")
    host.says("stat --format=%Y", "1000\n")
    host.says("unshare --net", RULES)
    host.says("nft --stateless list ruleset", RULES)
    host.says("systemctl is-enabled", "enabled\n")
    host.says("lsblk --noheadings --inverse --output TYPE /dev/dm-0", "crypt\npart\ndisk\n")
    host.says("findmnt --noheadings --output OPTIONS", "rw,noatime,errors=remount-ro\n")
    host.says("findmnt --noheadings --output TARGET", "/\n")
    host.says("timedatectl show", "yes\n")
    host.says("systemd-detect-virt", "", 1)
    host.says("journalctl --quiet", "")
    host.says("journalctl --boot --quiet", "")
    host.says("tor --version", "Tor version 0.4.9.15.\n")
    host.says("dpkg-query --show", "installed")
    for setting in ("Update-Package-Lists", "Unattended-Upgrade"):
        host.says(f"apt-config dump APT::Periodic::{setting}", f'APT::Periodic::{setting} "1";\n')
    host.postgresql_says()
    host.says(f"{PSQL}SELECT DISTINCT auth_method", "")
    host.says(f"{PSQL}SELECT role", "")
