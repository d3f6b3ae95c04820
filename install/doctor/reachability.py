"""The ways into the machine and out of it: its open ports and its firewall."""

from ipaddress import ip_address
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import database_machine_of, server_answers
from install.doctor.host import Host, HostError
from install.language import Sentence
from install.server.firewall import firewall_rules
from install.server.layout import FIREWALL_UNIT

_SSH_PORT: Final = 22
_POSTGRESQL_PORT: Final = 5432
_LISTENING: Final = "0A"  # proc_net_tcp(5)
_WHAT_WOULD_BE: Final = 'nft -f "$1" && nft --stateless list ruleset'

_OPEN: Final = Sentence("Port TCP ini terbuka: {places}.", "These TCP ports are open: {places}.")
_OTHER_RULES: Final = Sentence(
    "Aturan firewall yang berlaku bukan aturan dalam {path}.",
    "The firewall's rules in force are not those in {path}.",
)
_OTHER_FILE: Final = Sentence(
    "{path} bukan yang mengikuti jawaban dalam {answers}.",
    "{path} is not what follows from the answers in {answers}.",
)
_NOT_AT_BOOT: Final = Sentence(
    "Setelah mesin dinyalakan ulang tidak ada firewall.",
    "After a restart of the machine there is no firewall.",
)


def _look_at_ports(host: Host) -> Fault | None:
    found: set[tuple[str, int]] = set()
    for name in ("tcp", "tcp6"):
        for line in host.read(host.layout.root / "proc/net" / name).splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, port = local.split(":")
            if state == _LISTENING and int(port, 16) != _SSH_PORT:
                found.add((_readable(address), int(port, 16)))
    if not found:
        return None
    is_postgresql = {port for _address, port in found} == {_POSTGRESQL_PORT}
    mend = "kentongan init" if is_postgresql else "ss --listening --tcp --processes"
    return Fault(_OPEN.told(places=", ".join(f"{address} {port}" for address, port in sorted(found))), mend)


def _readable(address: str) -> str:
    """Return an address that the kernel wrote as words of the processor's order."""
    data = bytes.fromhex(address)
    words = (data[start : start + 4] for start in range(0, len(data), 4))
    return str(ip_address(b"".join(int.from_bytes(word).to_bytes(4, "little") for word in words)))


def _look_at_rules(host: Host) -> Fault | None:
    path = host.layout.firewall
    wanted = host.run("unshare", "--net", "sh", "-c", _WHAT_WOULD_BE, "sh", str(path))
    if wanted.status == 0 and wanted.text == _rules_in_force(host):
        return None
    return Fault(_OTHER_RULES.told(path=path), f"systemctl restart {FIREWALL_UNIT}")


def _rules_in_force(host: Host) -> str:
    said = host.run("nft", "--stateless", "list", "ruleset")
    if said.status != 0:
        raise HostError("nft list ruleset")
    return said.text


def _look_at_file(host: Host) -> Fault | None:
    path = host.layout.firewall
    answers = server_answers(host)
    if host.read(path) == firewall_rules(answers.openings, answers.backup_address, database_machine_of(host)):
        return None
    return Fault(_OTHER_FILE.told(path=path, answers=host.layout.answers), "kentongan init")


def _look_at_boot(host: Host) -> Fault | None:
    if host.run("systemctl", "is-enabled", FIREWALL_UNIT).text.strip() == "enabled":
        return None
    return Fault(_NOT_AT_BOOT.told(), f"systemctl enable {FIREWALL_UNIT}")


def _openings(host: Host) -> list[str]:
    lines = (line.strip() for line in _rules_in_force(host).splitlines())
    always = ('"lo"', "ct state", "icmpv6")
    return [line for line in lines if line.endswith("accept") and not any(sign in line for sign in always)]


REACHABILITY: Final = (
    HostCheck(
        "tcp-ports",
        Sentence("Tidak ada port TCP yang terbuka selain ssh", "No TCP port is open but that of ssh"),
        Sentence(
            "Server hanya dapat dihubungi melalui Tor; setiap port lain adalah pintu tambahan.",
            "The servers are reached through Tor alone; any other port is one more door.",
        ),
        _look_at_ports,
    ),
    HostCheck(
        "firewall",
        Sentence("Firewall hanya membuka ini", "The firewall opens these alone"),
        Sentence(
            "Tanpa firewall, program yang dibobol menghubungi siapa saja, dan siapa saja mencoba mesin ini.",
            "Without the firewall a program that was broken into reaches anyone, and anyone may try this machine.",
        ),
        _look_at_rules,
        _openings,
    ),
    HostCheck(
        "firewall-file",
        Sentence(
            "Aturan firewall mengikuti jawaban administrator",
            "The firewall's rules follow the administrator's answers",
        ),
        Sentence(
            "Yang dibuka dengan tangan mudah terlupakan dan tetap terbuka.",
            "What was opened by hand is easily forgotten, and stays open.",
        ),
        _look_at_file,
    ),
    HostCheck(
        "firewall-boot",
        Sentence("Firewall ikut menyala bersama mesin", "The firewall starts with the machine"),
        Sentence(
            "Setelah mesin dinyalakan ulang tidak boleh ada jalan yang terbuka.",
            "After a restart of the machine no way may stand open.",
        ),
        _look_at_boot,
    ),
)
