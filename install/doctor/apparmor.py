"""AppArmor: that the kernel enforces it, that each unit runs under its profile, and that nothing was refused."""

import re
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.host import Host, HostError, is_container
from install.doctor.units import UNIT_NAMES
from install.language import Sentence
from install.server.apparmor import PROFILES, own_profiles

_REFUSED: Final = 'apparmor="DENIED".* profile="kentongan-'
_REFUSALS: Final = f"journalctl --boot --grep='{_REFUSED}'"
_REFUSED_WHAT: Final = re.compile(r'operation="([^"]*)".* profile="([^"]*)"(?:.* name="([^"]*)")?')
_PACKAGE: Final = "kentongan-server"
_REINSTALL: Final = f"apt-get install --reinstall --option=Dpkg::Options::=--force-confnew {_PACKAGE}"

_WHY: Final = Sentence(
    "AppArmor adalah pagar kedua: ia tetap ada jika ada celah pada yang dilarang systemd.",
    "AppArmor is a second fence: it stands where what systemd forbids has a hole.",
)
_OFF: Final = Sentence("Kernel ini berjalan tanpa AppArmor.", "This kernel runs without AppArmor.")
_NOT_LOADED: Final = Sentence(
    "Profil AppArmor {profile} tidak ditegakkan.", "The AppArmor profile {profile} is not enforced."
)
_UNCONFINED: Final = Sentence(
    "{unit} berjalan tanpa profil AppArmor-nya ({label}).",
    "{unit} runs without its AppArmor profile ({label}).",
)
_OTHER_PROFILES: Final = Sentence(
    "{paths} bukan seperti yang dibawa paket.", "{paths} is not as the package brought it."
)
_WAS_REFUSED: Final = Sentence(
    "AppArmor menolak {profile}: {operation} {name}.", "AppArmor refused {profile}: {operation} {name}."
)


def _look_at_kernel(host: Host) -> Fault | None:
    if _has_apparmor(host):
        return None
    mend = "sed -i 's/apparmor=0//' /etc/default/grub && update-grub && systemctl reboot"
    return Fault(_OFF.told(), mend)


def _look_at_unit(host: Host, unit: str) -> Fault | None:
    profile = PROFILES[unit]
    enforced = f"{profile} (enforce)"
    load = f"apparmor_parser --replace {host.layout.apparmor / profile}"
    if enforced not in host.read(host.layout.loaded_profiles).splitlines():
        return Fault(_NOT_LOADED.told(profile=profile), f"{load} && systemctl try-restart {unit}")
    pid = host.run("systemctl", "show", unit, "--property=MainPID", "--value").text.strip()
    if not pid.isdecimal():
        raise HostError(f"systemctl show {unit}")
    label = host.read(host.layout.root / f"proc/{pid}/attr/apparmor/current").strip()
    # Without a process there is no label: whether the unit runs is a check of its own.
    if label in {"", enforced}:
        return None
    return Fault(_UNCONFINED.told(unit=unit, label=label), f"{load} && systemctl restart {unit}")


def _look_at_files(host: Host) -> Fault | None:
    changed = host.run("dpkg", "--verify", _PACKAGE).text.splitlines()
    ours = [str(path) for path in own_profiles(host.layout)]
    shared = str(host.layout.apparmor / "abstractions/kentongan")
    found = [path for path in (*ours, shared) if any(line.endswith(f" {path}") for line in changed)]
    return Fault(_OTHER_PROFILES.told(paths=", ".join(found)), _REINSTALL) if found else None


def _look_at_refusals(host: Host) -> Fault | None:
    found = _REFUSED_WHAT.search(
        host.run(
            "journalctl", "--boot", "--quiet", "--no-pager", "--lines=1", "--output=cat", f"--grep={_REFUSED}"
        ).text
    )
    if found is None:
        return None
    operation, profile, name = found.groups(default="")
    return Fault(_WAS_REFUSED.told(profile=profile, operation=operation, name=name), _REFUSALS)


def _has_apparmor(host: Host) -> bool:
    return host.state(host.layout.loaded_profiles) is not None


def _confinement(unit: str) -> HostCheck:
    profile = PROFILES[unit]
    return HostCheck(
        f"{UNIT_NAMES[unit]}-confined",
        Sentence(f"{unit} dikurung profil {profile}", f"{unit} is confined by the profile {profile}"),
        _WHY,
        lambda host: _look_at_unit(host, unit),
    )


KERNEL: Final = HostCheck(
    "apparmor", Sentence("Kernel menegakkan AppArmor", "The kernel enforces AppArmor"), _WHY, _look_at_kernel
)
CONFINEMENT: Final = (
    *(_confinement(unit) for unit in UNIT_NAMES if unit in PROFILES),
    HostCheck(
        "apparmor-profiles",
        Sentence(
            "Profil AppArmor seperti yang dibawa paket", "AppArmor's profiles are as the package brought them"
        ),
        _WHY,
        _look_at_files,
    ),
    HostCheck(
        "apparmor-refusals",
        Sentence("AppArmor tidak menolak apa pun", "AppArmor refused nothing"),
        Sentence(
            "Program yang sehat tidak ditolak: ini kesalahan kami, atau percobaan pembobolan. Beri tahu kami.",
            "A sound program meets no refusal: this is a fault of ours, or somebody tried to break in. Tell us.",
        ),
        _look_at_refusals,
    ),
)


def apparmor_checks(host: Host) -> tuple[HostCheck, ...]:
    """Return the checks that this server needs: none in a container, whose kernel is not its own."""
    if is_container(host):
        return ()
    return (KERNEL, *CONFINEMENT) if _has_apparmor(host) else (KERNEL,)
