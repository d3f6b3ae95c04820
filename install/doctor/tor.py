"""Tor's configuration, and what Debian's AppArmor profile lets Tor reach."""

from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.host import Host
from install.language import Sentence
from install.server.torrc import apparmor_rules, torrc

_LINES: Final = Sentence(
    "{path} berbeda dari yang ditulis kentongan init: {lines}.",
    "{path} is not what kentongan init writes: {lines}.",
)
_SHUT_OUT: Final = Sentence(
    "AppArmor tidak mengizinkan Tor menghubungi kedua server.",
    "AppArmor does not let Tor reach both servers.",
)


def _settings(text: str) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _look_at_torrc(host: Host) -> Fault | None:
    wanted, found = _settings(torrc(host.layout)), _settings(host.read(host.layout.torrc))
    if found == wanted:
        return None
    changed = [f"+ {line}" for line in found if line not in wanted]
    changed += [f"- {line}" for line in wanted if line not in found]
    text = _LINES.told(path=host.layout.torrc, lines=", ".join(changed) or "…")
    return Fault(text, "kentongan init")


def _look_at_apparmor(host: Host) -> Fault | None:
    if host.state(host.layout.apparmor_profile) is None:
        return None
    allowed = _settings(host.read(host.layout.apparmor_local))
    if all(rule in allowed for rule in _settings(apparmor_rules(host.layout))):
        return None
    return Fault(_SHUT_OUT.told(), "kentongan init")


TOR: Final = (
    HostCheck(
        "torrc",
        Sentence("Konfigurasi Tor seperti yang ditulis", "Tor's configuration is as it was written"),
        Sentence(
            "Satu baris lebih dapat membuka jalan lain ke server, atau mencatat alamat.",
            "One line more can open another way to the servers, or write down addresses.",
        ),
        _look_at_torrc,
    ),
    HostCheck(
        "tor-apparmor",
        Sentence("AppArmor mengizinkan Tor menghubungi kedua server", "AppArmor lets Tor reach both servers"),
        Sentence(
            "Jika tidak, Tor ditolak oleh kernel, dan pelapor melihat situs yang mati.",
            "Otherwise the kernel refuses Tor, and reporters see a dead site.",
        ),
        _look_at_apparmor,
    ),
)
