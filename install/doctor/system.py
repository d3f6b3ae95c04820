"""The machine below the servers: its clock, what it keeps of crashes, its journal, its versions and its updates."""

import re
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.host import Host, is_container
from install.language import Sentence
from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT

_NOWHERE: Final = frozenset({"|/bin/false", "|/usr/bin/false"})
_DEBIAN: Final = "13"
_TOR: Final = (0, 4, 8)
_CIRCUITS: Final = "fc00:dead:beef:4dad"
_TIMERS: Final = ("apt-daily.timer", "apt-daily-upgrade.timer")
_TRACES: Final = re.compile(rf"{_CIRCUITS}|\b[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}\b")
_TRANSPORTS: Final = ("stdout", "syslog")

_EMPTY_JOURNAL: Final = "journalctl --rotate && journalctl --vacuum-time=1s"

_UNSYNCHRONISED: Final = Sentence(
    "Jam mesin ini tidak disetel dari sumber waktu.", "This machine's clock follows no time source."
)
_DUMPS: Final = Sentence(
    "Memori program yang mogok diberikan kepada {pattern}.",
    "The memory of a crashed program goes to {pattern}.",
)
_WORDS_IN_JOURNAL: Final = Sentence(
    "Jurnal memuat baris dari {unit}.", "The journal has lines of {unit} itself."
)
_CIRCUITS_IN_JOURNAL: Final = Sentence(
    "Jurnal memuat nomor sirkuit Tor.", "The journal has numbers of Tor's circuits."
)
_TRACES_IN_LOG: Final = Sentence(
    "{path} memuat jam, atau nomor sirkuit Tor.", "{path} has times of the day, or numbers of Tor's circuits."
)
_OTHER_DEBIAN: Final = Sentence(
    "Ini Debian {found}, bukan Debian {wanted}.", "This is Debian {found}, not Debian {wanted}."
)
_OLD_TOR: Final = Sentence("Tor di sini adalah {found}.", "Tor here is {found}.")
_NO_UPDATES: Final = Sentence(
    "Pembaruan keamanan tidak dipasang dengan sendirinya: {missing}.",
    "Security updates are not installed by themselves: {missing}.",
)


def _look_at_clock(host: Host) -> Fault | None:
    said = host.run("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if said.text.strip() == "yes":
        return None
    if is_container(host):
        return None  # the machine around a container sets its clock
    return Fault(_UNSYNCHRONISED.told(), "timedatectl set-ntp true")


def _look_at_dumps(host: Host) -> Fault | None:
    pattern = host.read(host.layout.root / "proc/sys/kernel/core_pattern").strip()
    # A pattern that names a file heeds the limit of our units, which is none; a program gets the memory all the same.
    if not pattern.startswith("|") or pattern in _NOWHERE:
        return None
    return Fault(_DUMPS.told(pattern=pattern), "systemctl restart systemd-sysctl.service")


def _look_at_journal(host: Host) -> Fault | None:
    for unit in (SOURCE_UNIT, GATEWAY_UNIT):
        for transport in _TRANSPORTS:
            if _journal(host, f"_SYSTEMD_UNIT={unit}", f"_TRANSPORT={transport}"):
                return Fault(_WORDS_IN_JOURNAL.told(unit=unit), f"systemctl revert {unit}; {_EMPTY_JOURNAL}")
    if _journal(host, f"--grep={_CIRCUITS}"):
        return Fault(_CIRCUITS_IN_JOURNAL.told(), _EMPTY_JOURNAL)
    return None


def _journal(host: Host, *matches: str) -> bool:
    """Return whether the journal has an entry like this."""
    said = host.run("journalctl", "--quiet", "--no-pager", "--lines=1", "--output=cat", *matches)
    return bool(said.text.strip())


def _look_at_logs(host: Host) -> Fault | None:
    for name in ("source.log", "gateway.log"):
        path = host.layout.logs / name
        if _TRACES.search(host.read(path)):
            return Fault(_TRACES_IN_LOG.told(path=path), f"truncate --size=0 {path}")
    return None


def _look_at_debian(host: Host) -> Fault | None:
    found = re.search(
        r'^VERSION_ID="?([^"\n]*)', host.read(host.layout.root / "etc/os-release"), re.MULTILINE
    )
    version = found[1] if found else "?"
    if version == _DEBIAN:
        return None
    return Fault(_OTHER_DEBIAN.told(found=version, wanted=_DEBIAN), "apt-get dist-upgrade")


def _look_at_tor(host: Host) -> Fault | None:
    said = host.run("tor", "--version").text
    found = re.search(r"Tor version ([0-9]+)\.([0-9]+)\.([0-9]+)", said)
    if found and tuple(map(int, found.groups())) >= _TOR:
        return None
    return Fault(_OLD_TOR.told(found=found[0] if found else "?"), "apt-get install --only-upgrade tor")


def _look_at_updates(host: Host) -> Fault | None:
    missing = []
    installed = host.run(
        "dpkg-query", "--show", "--showformat=${db:Status-Status}", "unattended-upgrades"
    ).text
    if installed.strip() != "installed":
        missing.append("unattended-upgrades")
    for setting in ("Update-Package-Lists", "Unattended-Upgrade"):
        name = f"APT::Periodic::{setting}"
        if not re.search(
            rf'^{name} "[1-9][0-9]*";$', host.run("apt-config", "dump", name).text, re.MULTILINE
        ):
            missing.append(name)
    timers = [
        timer for timer in _TIMERS if host.run("systemctl", "is-enabled", timer).text.strip() != "enabled"
    ]
    missing += timers
    if not missing:
        return None
    mend = "apt-get install unattended-upgrades && dpkg-reconfigure --frontend=noninteractive unattended-upgrades"
    return Fault(
        _NO_UPDATES.told(missing=", ".join(missing)),
        f"systemctl enable --now {' '.join(timers)}" if timers == missing else mend,
    )


SYSTEM: Final = (
    HostCheck(
        "clock",
        Sentence("Jam disetel dari sumber waktu", "The clock follows a time source"),
        Sentence(
            "Dengan jam yang salah, Tor tidak terhubung, tenggat meleset, dan kode sekali pakai ditolak.",
            "With a wrong clock Tor does not connect, deadlines slip, and one-time codes are refused.",
        ),
        _look_at_clock,
    ),
    HostCheck(
        "core-dumps",
        Sentence("Memori program yang mogok tidak disimpan", "The memory of a crashed program is not kept"),
        Sentence("Di dalamnya ada laporan yang terbuka dan kunci.", "Open reports and keys are in it."),
        _look_at_dumps,
    ),
    HostCheck(
        "journal",
        Sentence("Jurnal tidak memuat apa pun tentang pelapor", "The journal has nothing of reporters"),
        Sentence(
            "Jurnal mencatat setiap baris sampai sepersekian detik.",
            "The journal notes each line to a fraction of a second.",
        ),
        _look_at_journal,
    ),
    HostCheck(
        "server-logs",
        Sentence("Catatan kedua server tidak memuat jam", "Both servers' logs have no times of the day"),
        Sentence(
            "Jam sebuah kesalahan dapat menunjukkan kapan seorang pelapor ada di sini.",
            "The time of an error can tell when a reporter was here.",
        ),
        _look_at_logs,
    ),
    HostCheck(
        "debian-version",
        Sentence(f"Ini Debian {_DEBIAN}", f"This is Debian {_DEBIAN}"),
        Sentence(
            "Hanya di Debian ini Kentongan diuji, dan hanya dengan Python-nya paket ini berjalan.",
            "Kentongan is tested on this Debian alone, and its package runs with no other Python.",
        ),
        _look_at_debian,
    ),
    HostCheck(
        "tor-version",
        Sentence("Tor mengenal bukti kerja", "Tor knows the proof of work"),
        Sentence(
            "Tanpa itu, banjir permintaan menutup pintu bagi pelapor.",
            "Without it a flood shuts reporters out.",
        ),
        _look_at_tor,
    ),
    HostCheck(
        "updates",
        Sentence(
            "Pembaruan keamanan dipasang dengan sendirinya", "Security updates are installed by themselves"
        ),
        Sentence(
            "Celah yang sudah diketahui umum dipakai dalam hitungan hari.",
            "A hole that is known to all is used within days.",
        ),
        _look_at_updates,
    ),
)
