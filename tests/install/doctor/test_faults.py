"""Each fault that doctor looks for: planted alone, it is named, and nothing else is."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey

from crypto.signing import Signed
from install.backups.signing_key import server_key
from install.doctor.apparmor import CONFINEMENT, KERNEL
from install.doctor.backup_certificate import BACKUP_KEY
from install.doctor.backup_check import MOST_DAYS
from install.doctor.backups import BACKUPS, TRANSFER
from install.doctor.check import examine
from install.doctor.examination import ALWAYS, examine_server
from install.doctor.host import DiskRoom, OnionAnswer
from install.doctor.postgresql import POSTGRESQL
from install.server.answers import BackupAnswers, BackupRecipient, answers_text
from install.server.firewall import firewall_rules
from tests.clocks import TODAY
from tests.install.doctor.folder_backups import add_backup, newest
from tests.install.doctor.folder_host import (
    AT_AN_HOUR,
    CONFINED,
    GATEWAY_ONION,
    GIB,
    PSQL,
    SOURCE_ONION,
    TIMER,
    UNITS,
    FolderHost,
    SignedRosterFolder,
    carried_away,
    healthy_host,
    opened_on,
)
from tests.install.offices import OfflineOffice, in_days
from tests.kept_certificates import kept

Breaker = Callable[[FolderHost], object]


def faults(host: FolderHost) -> dict[str, str]:
    """Return the name and the text of each fault."""
    return {one.check.name: one.fault.text for one in examine_server(host) if one.fault is not None}


def headers(host: FolderHost, *more: tuple[str, str], without: str = "") -> None:
    answer = host.onions[SOURCE_ONION]
    kept = tuple(header for header in answer.headers if header[0] != without)
    host.onions[SOURCE_ONION] = replace(answer, headers=(*kept, *more))


def open_source(host: FolderHost, setting: str, value: str) -> None:
    text = host.read(host.layout.source_config)
    (line,) = [line for line in text.splitlines() if line.startswith(f"{setting} = ")]
    host.change("etc/kentongan/source.toml", line, f"{setting} = {value}")


def expose(host: FolderHost, unit: str) -> None:
    most = {"tor@default.service": 30, AT_AN_HOUR[1]: 12}.get(unit, 5)
    host.says(f"systemd-analyze security --no-pager --threshold={most} {unit}", "", 1)


def switch_apparmor_off(host: FolderHost) -> None:
    del host.owners[host.layout.loaded_profiles]
    host.layout.loaded_profiles.unlink()


def complain(host: FolderHost, unit: str) -> None:
    _, profile = CONFINED[unit]
    host.change("sys/kernel/security/apparmor/profiles", f"{profile} (enforce)", f"{profile} (complain)")


def start_unconfined(host: FolderHost, unit: str) -> None:
    process, _ = CONFINED[unit]
    host.write(f"proc/{process}/attr/apparmor/current", "unconfined\n")


def change_profile(host: FolderHost, name: str) -> None:
    host.says("dpkg --verify kentongan-server", f"??5?????? c {host.layout.apparmor / name}\n", 2)


def listen(host: FolderHost, port: int) -> None:
    table = host.read(host.path("proc/net/tcp"))
    host.write("proc/net/tcp", f"{table}   2: 0100007F:{port:04X} 00000000:0000 0A\n")


def swap_in_a_file(host: FolderHost) -> None:
    host.write("proc/swaps", "Filename\n/swapfile file 1 0 -2\n")
    host.says("findmnt --noheadings --output SOURCE --target /swapfile", "/dev/sda1\n")
    host.says("lsblk --noheadings --inverse --output TYPE /dev/sda1", "part\ndisk\n")


def come_to(host: FolderHost, day: date) -> None:
    """Come to a later day, on which a backup was made, carried away, and opened where its key lives."""
    host.day = day
    add_backup(host.layout.backups, server_key(host.layout.gateway_state / "backups"), day, 3)
    carried_away(host, days_ago=(TODAY - day).days)
    opened_on(host, day)


def come_to_december(host: FolderHost) -> None:
    come_to(host, max(TODAY, date(TODAY.year, 12, 1)))  # keys of TODAY sign nothing before it
    host.write("etc/kentongan/holidays.txt", f"{TODAY.year}-12-24 libur\n")


def sign_badly(host: FolderHost) -> None:
    (host.layout.roster / "roster.sig").write_bytes(b"\x88\x00")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def sign_with_another_key(host: FolderHost) -> None:
    add_backup(host.layout.backups, SigningKey(bytes(32)), TODAY, 3)


def open_last(host: FolderHost, days_ago: int, **changes: object) -> None:
    """Come to a day with fresh backups, so many days after some were opened."""
    come_to(host, TODAY + timedelta(days=days_ago))
    opened_on(host, TODAY, **changes)


def give_another_statement(host: FolderHost) -> None:
    """Put a note there whose signature is good, but of the roster and not of a note."""
    signature = (host.layout.roster / "roster.sig").read_bytes()
    statement = (host.layout.roster / "roster.txt").read_text("utf-8")
    host.layout.backup_check.write_bytes(msgspec.json.encode(Signed(statement, signature)))


def never_open(host: FolderHost) -> None:
    """Come to a day on which the oldest backup is too old to be still unopened."""
    come_to(host, TODAY + timedelta(days=MOST_DAYS))
    host.layout.backup_check.unlink()


NOTE = "etc/kentongan/backup-check.json"
HOUR = f"etc/systemd/system/{TIMER}.d/hour.conf"
HOST = f"etc/systemd/system/{AT_AN_HOUR[1]}.d/host.conf"
MODES = {
    "configuration": "etc/kentongan",
    "source-config": "etc/kentongan/source.toml",
    "gateway-config": "etc/kentongan/gateway.toml",
    "answers": "etc/kentongan/server.toml",
    "holidays-file": "etc/kentongan/holidays.txt",
    "office-certificate": "etc/kentongan/roster/office.gpg",
    "roster-folder": "etc/kentongan/roster",
    "roster-file": "etc/kentongan/roster/roster.txt",
    "roster-signature-file": "etc/kentongan/roster/roster.sig",
    "state": "var/lib/kentongan",
    "gate": "var/lib/kentongan/gate",
    "store": "var/lib/kentongan/store",
    "blobs": "var/lib/kentongan/store/blobs",
    "source-state": "var/lib/kentongan/source",
    "gateway-state": "var/lib/kentongan/gateway",
    "backup-certificate": "etc/kentongan/backup.gpg",
    "transfer": "etc/kentongan/transfer",
    "transfer-key": "etc/kentongan/transfer/ssh-key",
    "transfer-state": "var/lib/kentongan/transfer",
    "backups": "var/lib/kentongan/backups",
    "logs": "var/log/kentongan",
    "source-socket": "run/kentongan-source/source.sock",
    "gateway-socket": "run/kentongan-gateway/gateway.sock",
    "source-onion": "var/lib/tor/kentongan-source",
    "gateway-onion": "var/lib/tor/kentongan-gateway",
}
NAMES = ["source-socket-unit", "source-unit", "gateway-socket-unit", "gateway-unit", "tor-unit"]
NAMED = [*zip(UNITS, NAMES, strict=True), (TIMER, "backup-timer")]
AT_ITS_HOUR = list(zip(AT_AN_HOUR, ["backup-unit", "transfer-unit"], strict=True))
EXPOSED = [(unit, name) for unit, name in [*NAMED, *AT_ITS_HOUR] if unit.endswith(".service")]
JOURNAL = "journalctl --quiet --no-pager --lines=1 --output=cat "
LOGS = "var/log/kentongan"
UPGRADES = "APT::Periodic::Unattended-Upgrade"

BREAKERS: list[tuple[str, str, Breaker]] = [
    *(
        (
            "upgrade",
            phase,
            lambda host, phase=phase: host.write("var/lib/kentongan/upgrade/phase", f"{phase}\n"),
        )
        for phase in ("copying", "copied", "changing", "returning", "failed", "accepted")
    ),
    (
        "upgrade-recovery",
        "not at boot",
        lambda host: host.says("systemctl is-enabled recover-kentongan.service", "disabled\n", 1),
    ),
    ("upgrade", "shut", lambda host: host.write("var/lib/kentongan/gate/shut", "away")),
    (
        "upgrade",
        "passed over",
        lambda host: host.write("etc/apt/preferences.d/kentongan-server.pref", "Pin: version 9.9\n"),
    ),
    *(
        (name, "other user", lambda host, path=path: host.disown(path, user="www-data"))
        for name, path in MODES.items()
    ),
    *(
        (name, "other group", lambda host, path=path: host.disown(path, group="users"))
        for name, path in MODES.items()
    ),
    *(
        (name, "open to all", lambda host, path=path: host.disown(path, mode=0o777))
        for name, path in MODES.items()
    ),
    *(
        (name, "missing", lambda host, path=path: host.owners.pop(host.path(path)))
        for name, path in MODES.items()
    ),
    ("store", "group not handed on", lambda host: host.disown("var/lib/kentongan/store", mode=0o770)),
    (
        "store-group",
        "a stranger",
        lambda host: host.change("etc/group", "source,kentongan-gateway", "source,kentongan-gateway,sari"),
    ),
    (
        "store-group",
        "a stranger's own group",
        lambda host: host.change("etc/passwd", "root:x:0:0", "sari:x:1000:990::/:/bin/sh\nroot:x:0:0"),
    ),
    (
        "store-group",
        "a server missing",
        lambda host: host.change("etc/group", "kentongan-source,kentongan-gateway", "kentongan-source"),
    ),
    ("store-group", "no group", lambda host: host.change("etc/group", "kentongan-store", "other")),
    (
        "tor-group",
        "a server",
        lambda host: host.change("etc/group", "debian-tor:x:993:", "debian-tor:x:993:kentongan-source"),
    ),
    *(
        (f"{name}-runs", "down", lambda host, unit=unit: host.unit_says(unit, ActiveState="failed"))
        for unit, name in NAMED
    ),
    *(
        (f"{name}-ran", "failed", lambda host, unit=unit: host.unit_says(unit, ActiveState="failed"))
        for unit, name in AT_ITS_HOUR
    ),
    *(
        (
            f"{name}-runs",
            "not at boot",
            lambda host, unit=unit: host.unit_says(unit, UnitFileState="disabled"),
        )
        for unit, name in NAMED
        if unit != "tor@default.service"
    ),
    *(
        (
            f"{name}-settings",
            "a drop-in",
            lambda host, unit=unit: host.unit_says(unit, DropInPaths="/etc/systemd/system/x.conf"),
        )
        for unit, name in [*NAMED, *AT_ITS_HOUR]
    ),
    *(
        (
            f"{name}-settings",
            "not reloaded",
            lambda host, unit=unit: host.unit_says(unit, NeedDaemonReload="yes"),
        )
        for unit, name in [*NAMED, *AT_ITS_HOUR]
    ),
    *(
        (
            f"{name}-settings",
            "another file",
            lambda host, unit=unit: host.unit_says(unit, FragmentPath=f"/etc/systemd/system/{unit}"),
        )
        for unit, name in [*NAMED, *AT_ITS_HOUR]
    ),
    ("tor-unit-settings", "no drop-in of ours", lambda host: host.unit_says(UNITS[-1], DropInPaths="")),
    (
        "source-unit-settings",
        "nothing of both servers",
        lambda host: host.unit_says(UNITS[1], DropInPaths=""),
    ),
    *((f"{name}-exposure", "open", lambda host, unit=unit: expose(host, unit)) for unit, name in EXPOSED),
    ("servers-current", "an older program", lambda host: host.says("stat --format=%Y", "3000\n")),
    (
        "torrc",
        "one line more",
        lambda host: host.change("etc/tor/torrc", "SocksPort 0", "SocksPort 9050\nSocksPort 0"),
    ),
    (
        "torrc",
        "one line less",
        lambda host: host.change("etc/tor/torrc", "HiddenServiceExportCircuitID haproxy\n", ""),
    ),
    ("tor-apparmor", "no rule", lambda host: host.write("etc/apparmor.d/local/system_tor", "")),
    ("apparmor", "switched off", switch_apparmor_off),
    *(
        (f"{name}-confined", "not enforced", lambda host, unit=unit: complain(host, unit))
        for unit, name in EXPOSED
    ),
    *(
        (f"{name}-confined", "started without", lambda host, unit=unit: start_unconfined(host, unit))
        for unit, name in EXPOSED[:3]
    ),
    *(
        ("apparmor-profiles", path, lambda host, path=path: change_profile(host, path))
        for path in ("kentongan-source", "abstractions/kentongan")
    ),
    (
        "apparmor-refusals",
        "a file",
        lambda host: host.says(
            "journalctl --boot --quiet",
            'audit: type=1400 audit(1796000000.100:7): apparmor="DENIED" operation="open" class="file" '
            'profile="kentongan-source" name="/etc/shadow" pid=9 comm="gunicorn"\n',
        ),
    ),
    ("onion-address", "another address", lambda host: open_source(host, "onion", f'"{"t" * 56}.onion"')),
    ("circuits", "off", lambda host: open_source(host, "circuits", "false")),
    (
        "source-onion-answers",
        "unreachable",
        lambda host: host.onions.update({SOURCE_ONION: OnionAnswer(0xF0, 0, ())}),
    ),
    (
        "source-onion-answers",
        "broken",
        lambda host: host.onions.update({SOURCE_ONION: OnionAnswer(0, 503, ())}),
    ),
    ("source-onion-answers", "a header missing", lambda host: headers(host, without="referrer-policy")),
    ("source-onion-answers", "a header too many", lambda host: headers(host, ("Server", "gunicorn"))),
    ("source-onion-answers", "a header twice", lambda host: headers(host, ("Cache-Control", "no-store"))),
    (
        "gateway-onion-locked",
        "open",
        lambda host: host.onions.update({GATEWAY_ONION: OnionAnswer(0, 404, ())}),
    ),
    (
        "gateway-onion-locked",
        "unreachable",
        lambda host: host.onions.update({GATEWAY_ONION: OnionAnswer(0xF0, 0, ())}),
    ),
    ("tcp-ports", "a database", lambda host: listen(host, 5432)),
    ("tcp-ports", "a printer", lambda host: listen(host, 631)),
    ("firewall", "other rules in force", lambda host: host.says("nft --stateless list ruleset", "")),
    (
        "firewall-file",
        "changed by hand",
        lambda host: host.change("etc/nftables.conf", "policy drop", "policy accept"),
    ),
    (
        "firewall-boot",
        "not at boot",
        lambda host: host.says("systemctl is-enabled nftables.service", "disabled\n", 1),
    ),
    ("disk-room", "nearly full", lambda host: setattr(host, "disk", DiskRoom(100 * GIB, 3 * GIB))),
    ("disk-reserve", "too small", lambda host: open_source(host, "reserve_bytes", "1")),
    (
        "swap",
        "open",
        lambda host: host.says("lsblk --noheadings --inverse --output TYPE /dev/dm-0", "lvm\npart\n"),
    ),
    (
        "swap",
        "a file",
        swap_in_a_file,
    ),
    ("read-times", "noted", lambda host: host.says("findmnt --noheadings --output OPTIONS", "rw,relatime\n")),
    ("clock", "adrift", lambda host: host.says("timedatectl show", "no\n")),
    (
        "core-dumps",
        "kept",
        lambda host: host.write("proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P\n"),
    ),
    (
        "journal",
        "lines of a server",
        lambda host: host.says(
            f"{JOURNAL}_SYSTEMD_UNIT=kentongan-source.service _TRANSPORT=stdout", "GET /\n"
        ),
    ),
    ("journal", "circuits", lambda host: host.says(f"{JOURNAL}--grep=", "fc00:dead:beef:4dad::1\n")),
    ("server-logs", "a time", lambda host: host.write(f"{LOGS}/source.log", "[2026-11-27 10:11:12] GET\n")),
    ("server-logs", "a circuit", lambda host: host.write(f"{LOGS}/gateway.log", "fc00:dead:beef:4dad::1\n")),
    ("debian-version", "an older one", lambda host: host.change("etc/os-release", '"13"', '"12"')),
    ("tor-version", "an older one", lambda host: host.says("tor --version", "Tor version 0.4.7.16.\n")),
    ("updates", "not installed", lambda host: host.says("dpkg-query --show", "", 1)),
    ("updates", "switched off", lambda host: host.says(f"apt-config dump {UPGRADES}", f'{UPGRADES} "0";\n')),
    (
        "updates",
        "no timer",
        lambda host: host.says("systemctl is-enabled apt-daily-upgrade.timer", "masked\n", 1),
    ),
    ("roster-signature", "another key's", sign_badly),
    ("roster-end", "near", lambda host: come_to(host, TODAY + timedelta(days=340))),
    ("roster-end", "over", lambda host: come_to(host, TODAY + timedelta(days=366))),
    ("holidays", "none", lambda host: host.write("etc/kentongan/holidays.txt", "# nothing yet\n")),
    ("holidays", "a wrong line", lambda host: host.write("etc/kentongan/holidays.txt", "someday libur\n")),
    (
        "holidays",
        "not next year's",
        come_to_december,
    ),
]
BACKUP_BREAKERS: list[tuple[str, str, Breaker]] = [
    ("backup-key", "gone", lambda host: host.layout.backup_certificate.unlink()),
    ("backup-key", "another one", lambda host: host.layout.backup_certificate.write_bytes(kept("borrower"))),
    ("backup-answers", "another hour", lambda host: host.change(HOUR, "02:00", "03:00")),
    (
        "backup-answers",
        "another host",
        lambda host: host.change("etc/kentongan/transfer/known_hosts", "20", "21"),
    ),
    ("backup-answers", "another account", lambda host: host.change(HOST, "kentongan@", "root@")),
    ("backup-age", "none", lambda host: shutil.rmtree(host.layout.backups)),
    ("backup-signature", "damaged", lambda host: cut(newest(host.layout.backups, "manifests"))),
    ("backup-signature", "another server's", sign_with_another_key),
    ("backup-sums", "a file is gone", lambda host: newest(host.layout.backups, "objects").unlink()),
    ("backup-sums", "a file is shorter", lambda host: cut(newest(host.layout.backups, "objects"))),
    (
        "backup-sums",
        "a key was changed",
        lambda host: newest(host.layout.backups, "keys").write_bytes(b"KEY"),
    ),
    ("backup-opened", "never", never_open),
    ("backup-opened", "long ago", lambda host: open_last(host, MOST_DAYS + 1)),
    (
        "backup-opened",
        "an old copy",
        lambda host: opened_on(host, TODAY, newest=TODAY - timedelta(days=MOST_DAYS + 1)),
    ),
    ("backup-opened", "not signed", lambda host: cut(host.layout.backup_check)),
    ("backup-opened", "altered", lambda host: host.change(NOTE, "backups", "Backups")),
    ("backup-opened", "another statement of the office", give_another_statement),
    ("backup-opened", "another server's", lambda host: opened_on(host, TODAY, signer="ab" * 32)),
    ("backup-opened", "a day to come", lambda host: opened_on(host, TODAY + timedelta(days=1))),
    ("transfer-age", "never", lambda host: host.layout.transferred.unlink()),
    ("transfer-age", "long ago", lambda host: carried_away(host, days_ago=2)),
]
POSTGRESQL_BREAKERS: list[tuple[str, str, Breaker]] = [
    ("postgresql-settings", "quotes rows", lambda host: host.postgresql_says(log_error_verbosity="default")),
    ("postgresql-settings", "loses", lambda host: host.postgresql_says(fsync="off")),
    (
        "postgresql-ways-in",
        "passwords",
        lambda host: host.says(f"{PSQL}SELECT DISTINCT auth_method", "md5\n"),
    ),
    (
        "postgresql-rights",
        "erases",
        lambda host: host.says(f"{PSQL}SELECT role", "kentongan-source delete event\n"),
    ),
]


def test_a_healthy_server_has_no_fault(tmp_path: Path, roster_folder: SignedRosterFolder) -> None:
    host = healthy_host(tmp_path, roster_folder)
    assert faults(host) == {}
    every = (*ALWAYS, KERNEL, *CONFINEMENT, *BACKUPS, *TRANSFER)
    assert [one.check.name for one in examine_server(host)] == [check.name for check in every]


def test_in_a_container_nothing_is_said_of_a_kernel_that_is_not_its_own(
    tmp_path: Path, roster_folder: SignedRosterFolder
) -> None:
    host = healthy_host(tmp_path, roster_folder)
    host.says("systemd-detect-virt", "", 0)
    switch_apparmor_off(host)
    assert faults(host) == {}
    named = {one.check.name for one in examine_server(host)}
    assert named & {KERNEL.name, *(check.name for check in CONFINEMENT)} == set()


def test_what_the_firewall_opens_is_listed(tmp_path: Path, roster_folder: SignedRosterFolder) -> None:
    (firewall,) = [
        one for one in examine_server(healthy_host(tmp_path, roster_folder)) if one.check.name == "firewall"
    ]
    assert [line.strip() for line in firewall.lines()[1:]] == ["ip saddr 192.0.2.0/24 tcp dport 22 accept"]


def test_an_open_port_is_named_with_its_address_and_that_of_a_database_is_closed_by_init(
    tmp_path: Path, roster_folder: SignedRosterFolder
) -> None:
    host = healthy_host(tmp_path, roster_folder)
    listen(host, 5432)
    (ports,) = [one.fault for one in examine_server(host) if one.fault is not None]
    assert "127.0.0.1 5432" in ports.text
    assert ports.mend == "kentongan init"
    listen(host, 631)
    (ports,) = [one.fault for one in examine_server(host) if one.fault is not None]
    assert "127.0.0.1 631" in ports.text
    assert ports.mend.startswith("ss ")


@pytest.mark.parametrize(
    ("name", "break_it"),
    [
        pytest.param(name, breaker, id=f"{name}: {what}")
        for name, what, breaker in (*BREAKERS, *BACKUP_BREAKERS)
    ],
)
def test_a_planted_fault_is_named_and_only_it(
    name: str, break_it: Breaker, tmp_path: Path, roster_folder: SignedRosterFolder
) -> None:
    host = healthy_host(tmp_path, roster_folder)
    break_it(host)
    assert list(faults(host)) == [name]


@pytest.mark.parametrize(
    ("name", "break_it"),
    [pytest.param(name, breaker, id=f"{what}: {name}") for name, what, breaker in POSTGRESQL_BREAKERS],
)
def test_a_planted_fault_of_postgresql_is_named_and_only_it(
    name: str, break_it: Breaker, tmp_path: Path, roster_folder: SignedRosterFolder
) -> None:
    host = healthy_host(tmp_path, roster_folder, postgresql=True)
    assert faults(host) == {}
    break_it(host)
    assert list(faults(host)) == [name]


def answer(host: FolderHost, backups: BackupAnswers) -> None:
    host.write("etc/kentongan/server.toml", answers_text(replace(host.answers, backups=backups)))


def test_without_a_backup_key_that_alone_is_named(tmp_path: Path, roster_folder: SignedRosterFolder) -> None:
    host = healthy_host(tmp_path, roster_folder)
    answer(host, BackupAnswers())
    host.write("etc/nftables.conf", firewall_rules(host.answers.openings, None))
    assert "no backup key was named" in faults(host)["backup-key"].lower()
    assert list(faults(host)) == ["backup-key"]


def test_backups_that_stay_on_the_machine_need_no_host(
    tmp_path: Path, roster_folder: SignedRosterFolder
) -> None:
    host = healthy_host(tmp_path, roster_folder)
    answer(host, replace(host.answers.backups, host=None))
    host.write("etc/nftables.conf", firewall_rules(host.answers.openings, None))
    assert list(faults(host)) == ["backup-answers"]
    host.path(HOST).unlink()
    host.layout.known_hosts.unlink()
    shutil.rmtree(host.layout.transfer_state)
    assert faults(host) == {}


def test_a_key_that_ends_is_named_two_months_before_and_afterwards(
    tmp_path: Path, roster_folder: SignedRosterFolder, office: OfflineOffice
) -> None:
    home, fingerprint = office.add_key("cadangan", expire=in_days(100))
    home.close()
    host = healthy_host(tmp_path, roster_folder)
    host.layout.backup_certificate.write_bytes((office.certificates / "cadangan.gpg").read_bytes())
    answer(
        host, replace(host.answers.backups, key=BackupRecipient(host.layout.backup_certificate, fingerprint))
    )
    assert faults(host) == {}
    for days, word in ((60, str(TODAY.year)[:2]), (110, "expired")):
        found = examine(replace(host, day=TODAY + timedelta(days=days)), BACKUP_KEY)
        (named,) = [one for one in found if one.fault is not None]
        assert named.check.name == "backup-key-end"
        assert named.fault is not None
        assert word in named.fault.text


def test_an_old_backup_is_named(tmp_path: Path, roster_folder: SignedRosterFolder) -> None:
    host = healthy_host(tmp_path, roster_folder)
    host.day = TODAY + timedelta(days=1)
    assert faults(host) == {}
    host.day = TODAY + timedelta(days=2)
    carried_away(host, days_ago=-2)
    assert list(faults(host)) == ["backup-age"]


def test_the_size_of_the_newest_backup_is_told(tmp_path: Path, roster_folder: SignedRosterFolder) -> None:
    (age,) = [
        one for one in examine_server(healthy_host(tmp_path, roster_folder)) if one.check.name == "backup-age"
    ]
    assert [line.strip() for line in age.lines()[1:]] == [f"{TODAY}: 7 bytes; objects: 1; backups kept: 2"]


def test_the_day_on_which_backups_were_opened_is_told_and_before_that_the_day_by_which_it_is_due(
    tmp_path: Path, roster_folder: SignedRosterFolder
) -> None:
    host = healthy_host(tmp_path, roster_folder)
    for told in (
        f"{TODAY}: 2 backups were opened, the newest of {TODAY}",
        f"not yet; the first time is due by {TODAY - timedelta(days=1) + timedelta(days=MOST_DAYS)}",
    ):
        (opened,) = [one for one in examine_server(host) if one.check.name == "backup-opened"]
        assert [line.strip() for line in opened.lines()[1:]] == [told]
        host.layout.backup_check.unlink(missing_ok=True)


def test_every_check_has_a_fault_that_it_finds() -> None:
    checks = [check.name for check in (*ALWAYS, KERNEL, *CONFINEMENT, *BACKUPS, *TRANSFER, *POSTGRESQL)]
    assert len(set(checks)) == len(checks)
    elsewhere = {"backup-key-end"}  # tried above with a key that is made for it
    assert set(checks) - elsewhere == {
        name for name, _what, _breaker in (*BREAKERS, *BACKUP_BREAKERS, *POSTGRESQL_BREAKERS)
    }
