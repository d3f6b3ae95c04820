"""An upgrade that did not end, or a version that did not work here."""

import re
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.host import Host
from install.language import Sentence
from install.server.layout import GATEWAY_UNIT, RECOVERY_UNIT, SOURCE_UNIT
from install.server.upgrade_state import Phase

_MEND: Final = "kentongan upgrade"
_UNFINISHED: Final = Sentence(
    "Sebuah pembaruan terputus ({phase}). Kedua server tertutup, dan datanya aman.",
    "An upgrade broke off ({phase}). Both servers are shut, and their data are safe.",
)
_FAILED: Final = Sentence(
    "Versi yang terpasang tidak lulus uji mandiri. Kedua server berhenti, dan datanya seperti sebelum pembaruan.",
    "The installed version did not pass its self-test. Both servers are stopped, and their data are as before it.",
)
_SHUT: Final = Sentence(
    "Kedua server tertutup tanpa ada pembaruan.", "Both servers are shut although there is no upgrade."
)
_NO_RECOVERY: Final = Sentence(
    "{unit} tidak ikut menyala bersama mesin.", "{unit} does not start with the machine."
)
_PASSED_OVER: Final = Sentence(
    "Versi {version} tidak lulus uji mandiri di sini, dan dilewati oleh pembaruan otomatis.",
    "Version {version} did not pass its self-test here, and unattended upgrades pass it over.",
)


def _look(host: Host) -> Fault | None:
    folder = host.layout.upgrade
    phase = host.read(folder / "phase").strip()
    if phase == Phase.FAILED:
        return Fault(_FAILED.told(), _MEND)
    if phase:
        return Fault(_UNFINISHED.told(phase=phase), _MEND)
    gate = host.layout.gate / "shut"
    if host.read(gate):
        return Fault(_SHUT.told(), f"rm {gate} && systemctl restart {SOURCE_UNIT} {GATEWAY_UNIT}")
    found = re.search(r"^Pin: version (\S+)$", host.read(host.layout.passed_over), re.MULTILINE)
    return None if found is None else Fault(_PASSED_OVER.told(version=found[1]), _MEND)


def _look_at_recovery(host: Host) -> Fault | None:
    if host.run("systemctl", "is-enabled", RECOVERY_UNIT).text.strip() == "enabled":
        return None
    return Fault(_NO_RECOVERY.told(unit=RECOVERY_UNIT), f"systemctl enable {RECOVERY_UNIT}")


UPGRADE: Final = (
    HostCheck(
        "upgrade",
        Sentence("Tidak ada pembaruan yang terputus atau gagal", "No upgrade broke off or failed"),
        Sentence(
            "Selama itu tidak ada laporan yang diterima, atau celah yang ditutup versi baru masih terbuka.",
            "Until then no report is taken, or a hole that the new version closes stands open.",
        ),
        _look,
    ),
    HostCheck(
        "upgrade-recovery",
        Sentence(
            "Setelah listrik padam, pembaruan yang terputus dibereskan dengan sendirinya",
            "After a loss of power an upgrade that broke off is ended by itself",
        ),
        Sentence(
            "Tanpa itu, kedua server tetap tertutup sampai ada yang datang.",
            "Without it both servers stay shut until an administrator comes.",
        ),
        _look_at_recovery,
    ),
)
