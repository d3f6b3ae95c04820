"""The units of systemd: that they run, start with the machine, and are as closed as they came."""

from collections.abc import Iterator
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import database_machine_of
from install.doctor.host import Host, HostError
from install.language import Sentence
from install.server.database_machine import DATABASE_UNITS
from install.server.layout import (
    BACKUP_TIMER,
    BACKUP_UNIT,
    GATEWAY_SOCKET_UNIT,
    GATEWAY_UNIT,
    SOURCE_SOCKET_UNIT,
    SOURCE_UNIT,
    TOR_UNIT,
    TRANSFER_UNIT,
)

UNIT_NAMES: Final = {
    SOURCE_SOCKET_UNIT: "source-socket-unit",
    SOURCE_UNIT: "source-unit",
    GATEWAY_SOCKET_UNIT: "gateway-socket-unit",
    GATEWAY_UNIT: "gateway-unit",
    TOR_UNIT: "tor-unit",
    BACKUP_TIMER: "backup-timer",
    BACKUP_UNIT: "backup-unit",
    TRANSFER_UNIT: "transfer-unit",
}
"""The names of units, with which those of their checks begin."""
_VENDOR: Final = "/usr/lib/systemd/system"
_OF_EACH_UNIT: Final = f"{_VENDOR}/kentongan-.service.d/closed.conf"
_BY_INIT: Final = "/etc/systemd/system"
_DROP_INS: Final = {
    SOURCE_UNIT: {_OF_EACH_UNIT},
    GATEWAY_UNIT: {_OF_EACH_UNIT},
    TOR_UNIT: {f"{_VENDOR}/tor@default.service.d/kentongan.conf"},
    BACKUP_TIMER: {f"{_BY_INIT}/{BACKUP_TIMER}.d/hour.conf"},
    BACKUP_UNIT: {_OF_EACH_UNIT},
    TRANSFER_UNIT: {
        _OF_EACH_UNIT,
        f"{_VENDOR}/{TRANSFER_UNIT}.d/network.conf",
        f"{_BY_INIT}/{TRANSFER_UNIT}.d/host.conf",
    },
}
_BY_OTHERS: Final = frozenset({TOR_UNIT})  # tor.service starts it
_PROPERTIES: Final = "ActiveState,UnitFileState,FragmentPath,DropInPaths,NeedDaemonReload"
_MOST_EXPOSURE: Final = {
    SOURCE_UNIT: 0.5,
    GATEWAY_UNIT: 0.5,
    TOR_UNIT: 3.0,
    BACKUP_UNIT: 0.5,
    TRANSFER_UNIT: 1.2,
}
_MOST_WITH_NETWORK: Final = 1.2

_WHY_RUN: Final = Sentence(
    "Tanpa unit ini, pelapor atau petugas tidak sampai ke mana pun.",
    "Without this unit reporters or officers get nowhere.",
)
_WHY_AT_ITS_HOUR: Final = Sentence(
    "Tanpa ini tidak ada cadangan baru, dan disk yang rusak menghilangkan yang masuk sejak cadangan terakhir.",
    "Without it no new backup comes about, and a broken disk loses what came in since the last one.",
)
_WHY_SETTINGS: Final = Sentence(
    "Unit ini menutup server dari jaringan, dari berkas lain, dan dari kernel, juga jika server dibobol.",
    "The unit shuts the server off from the network, other files and the kernel, even if it is broken into.",
)
_PACKAGE: Final = "var/lib/dpkg/info/kentongan-server.list"

_FAILED: Final = Sentence("{unit} gagal ketika terakhir dijalankan.", "{unit} failed when it last ran.")
_DOWN: Final = Sentence("{unit} tidak berjalan ({state}).", "{unit} does not run ({state}).")
_NOT_AT_BOOT: Final = Sentence(
    "{unit} tidak ikut menyala bersama mesin.", "{unit} does not start with the machine."
)
_CHANGED: Final = Sentence(
    "{unit} diubah oleh {paths}, atau berkasnya bukan {wanted}.",
    "{unit} is changed by {paths}, or its file is not {wanted}.",
)
_STALE: Final = Sentence(
    "{unit} berjalan dengan pengaturan lama.", "{unit} runs with settings that its file has no more."
)
_OLD_CODE: Final = Sentence(
    "{unit} mulai sebelum pembaruan terakhir.", "{unit} began before the last update."
)
_EXPOSED: Final = Sentence(
    "{unit} lebih terbuka daripada {most} menurut systemd-analyze security.",
    "{unit} is exposed by more than {most}, as systemd-analyze security says.",
)


def _properties(host: Host, unit: str) -> dict[str, str]:
    said = host.run("systemctl", "show", unit, f"--property={_PROPERTIES}")
    if said.status != 0:
        raise HostError(f"systemctl show {unit}")
    return dict(line.split("=", 1) for line in said.text.splitlines() if "=" in line)


def _look_at_state(host: Host, unit: str) -> Fault | None:
    found = _properties(host, unit)
    if found["ActiveState"] != "active":
        stopped = bool(host.read(host.layout.upgrade / "phase")) and unit not in _BY_OTHERS
        mend = "kentongan upgrade" if stopped else f"systemctl restart {unit}"
        return Fault(_DOWN.told(unit=unit, state=found["ActiveState"]), mend)
    if unit not in _BY_OTHERS and found["UnitFileState"] != "enabled":
        return Fault(_NOT_AT_BOOT.told(unit=unit), f"systemctl enable {unit}")
    return None


def _look_at_last_run(host: Host, unit: str) -> Fault | None:
    if _properties(host, unit)["ActiveState"] != "failed":
        return None
    return Fault(_FAILED.told(unit=unit), f"journalctl --unit={unit} --lines=20; systemctl start {unit}")


def _look_at_settings(host: Host, unit: str) -> Fault | None:
    found = _properties(host, unit)
    wanted, allowed = f"{_VENDOR}/{unit}", _DROP_INS.get(unit, set())
    if _reaches_a_database(host, unit):
        allowed = {*allowed, f"{_BY_INIT}/{unit}.d/database.conf"}
    if (found["FragmentPath"], set(found["DropInPaths"].split())) != (wanted, allowed):
        paths = found["DropInPaths"] or "-"
        ours = any(path.startswith(_BY_INIT) for path in allowed)
        mend = f"systemctl revert {unit}" + (" && kentongan init" if ours else "")
        return Fault(_CHANGED.told(unit=unit, paths=paths, wanted=wanted), mend)
    if found["NeedDaemonReload"] != "no":
        return Fault(_STALE.told(unit=unit), f"systemctl daemon-reload && systemctl restart {unit}")
    return None


def _reaches_a_database(host: Host, unit: str) -> bool:
    return unit in DATABASE_UNITS and database_machine_of(host) is not None


def _look_at_exposure(host: Host, unit: str) -> Fault | None:
    most = _MOST_WITH_NETWORK if _reaches_a_database(host, unit) else _MOST_EXPOSURE[unit]
    said = host.run("systemd-analyze", "security", "--no-pager", f"--threshold={round(10 * most)}", unit)
    if said.status == 0:
        return None
    return Fault(_EXPOSED.told(unit=unit, most=most), f"systemd-analyze security {unit}")


def _look_at_age(host: Host) -> Fault | None:
    installed = host.run("stat", "--format=%Y", str(host.layout.root / _PACKAGE))
    if installed.status != 0:
        raise HostError(_PACKAGE)
    for unit in (SOURCE_UNIT, GATEWAY_UNIT):
        said = host.run("systemctl", "show", unit, "--property=ExecMainStartTimestamp", "--timestamp=unix")
        if int(said.text.strip().partition("=@")[2] or 0) < int(installed.text):
            return Fault(_OLD_CODE.told(unit=unit), f"systemctl restart {unit}")
    return None


def _checks(unit: str, why: Sentence = _WHY_RUN) -> Iterator[HostCheck]:
    yield HostCheck(
        f"{UNIT_NAMES[unit]}-runs",
        Sentence(
            f"{unit} berjalan dan ikut menyala bersama mesin", f"{unit} runs, and starts with the machine"
        ),
        why,
        lambda host: _look_at_state(host, unit),
    )
    yield from _checks_of_settings(unit)


def _checks_of_runs(unit: str) -> Iterator[HostCheck]:
    """Yield the checks of a unit that runs at an hour, and ends."""
    yield HostCheck(
        f"{UNIT_NAMES[unit]}-ran",
        Sentence(f"{unit} berhasil ketika terakhir dijalankan", f"{unit} succeeded when it last ran"),
        _WHY_AT_ITS_HOUR,
        lambda host: _look_at_last_run(host, unit),
    )
    yield from _checks_of_settings(unit)


def _checks_of_settings(unit: str) -> Iterator[HostCheck]:
    yield HostCheck(
        f"{UNIT_NAMES[unit]}-settings",
        Sentence(f"{unit} berjalan seperti yang dipasang", f"{unit} runs as it was installed"),
        _WHY_SETTINGS,
        lambda host: _look_at_settings(host, unit),
    )
    if unit in _MOST_EXPOSURE:
        yield HostCheck(
            f"{UNIT_NAMES[unit]}-exposure",
            Sentence(f"{unit} tertutup rapat", f"{unit} is shut off from the machine"),
            _WHY_SETTINGS,
            lambda host: _look_at_exposure(host, unit),
        )


_AGE: Final = HostCheck(
    "servers-current",
    Sentence(
        "Kedua server menjalankan versi yang terpasang", "Both servers run the version that is installed"
    ),
    Sentence(
        "Celah yang ditutup pembaruan masih terbuka selama program lama berjalan.",
        "A hole that an update closed stands open while the old program runs.",
    ),
    _look_at_age,
)
_OF_UNITS: Final = tuple(
    check
    for unit in (SOURCE_SOCKET_UNIT, SOURCE_UNIT, GATEWAY_SOCKET_UNIT, GATEWAY_UNIT, TOR_UNIT)
    for check in _checks(unit)
)
UNITS: Final = (*_OF_UNITS, _AGE)
BACKUP_UNITS: Final = (
    *_checks(BACKUP_TIMER, _WHY_AT_ITS_HOUR),
    *_checks_of_runs(BACKUP_UNIT),
)
"""For a server that makes backups."""
TRANSFER_UNITS: Final = tuple(_checks_of_runs(TRANSFER_UNIT))
"""For a server that carries them to another machine."""
