"""The rules of the firewall: what may reach this machine, and which user of it may reach what.

Everything is closed but what `Openings` names. Each way out belongs to one user, so that a server process that was
broken into finds no way to anywhere, and a program that fetches updates none to a stranger.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, collapse_addresses, ip_network
from typing import Final

from install.server.layout import BACKUP_USER, GATEWAY_USER, SOURCE_USER, TOR_USER

APT_USER: Final = "_apt"
TIME_USER: Final = "systemd-timesync"

_SSH: Final = "tcp dport 22"
_WEB: Final = "tcp dport { 80, 443 }"
_NTP: Final = "udp dport 123"

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_RULES: Final = """\
#!/usr/sbin/nft -f
# Written by `kentongan init`, which writes it again: change its answers instead.
flush ruleset

table inet kentongan {
    chain input {
        type filter hook input priority filter; policy drop;
        iif "lo" accept
        ct state established,related accept
        ct state invalid drop
        ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept
INPUT        counter comment "refused"
    }

    chain forward {
        type filter hook forward priority filter; policy drop;
    }

    chain output {
        type filter hook output priority filter; policy drop;
        oif "lo" accept
        ct state established,related accept
        ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept
OUTPUT        counter comment "refused"
    }
}
"""


@dataclass(frozen=True, slots=True)
class Openings:
    """The machine's own openings: networks that may come in by ssh, and addresses to reach."""

    ssh_from: tuple[Network, ...] = ()
    mirrors: tuple[Address, ...] = ()
    time_sources: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class DatabaseMachine:
    """Another machine that has the store's database, by its address and port."""

    address: Address
    port: int


def firewall_rules(
    openings: Openings, backup_host: Address | None, database: DatabaseMachine | None = None
) -> str:
    """Return the text of `nftables.conf` for these openings, this place of backups and this machine of the database.

    It names users, which must exist when it is loaded: Tor's always, each other one if it has an address to reach.
    """
    incoming = _rules("saddr", openings.ssh_from, _SSH)
    outgoing = [f'meta skuid "{TOR_USER}" meta l4proto tcp accept']
    for user, addresses, service in (
        (APT_USER, openings.mirrors, _WEB),
        (TIME_USER, openings.time_sources, _NTP),
        (BACKUP_USER, () if backup_host is None else (backup_host,), _SSH),
    ):
        outgoing += [f'meta skuid "{user}" {rule}' for rule in _rules("daddr", addresses, service)]
    if database is not None:
        for user in (SOURCE_USER, GATEWAY_USER):
            outgoing += [
                f'meta skuid "{user}" {rule}'
                for rule in _rules("daddr", [database.address], f"tcp dport {database.port}")
            ]
    return _RULES.replace("INPUT", _lines(incoming)).replace("OUTPUT", _lines(outgoing))


def _rules(side: str, places: Sequence[Network | Address], service: str) -> list[str]:
    """Return a rule for each family of addresses that occurs."""
    networks = [ip_network(place) for place in places]
    v4 = collapse_addresses(place for place in networks if isinstance(place, IPv4Network))
    v6 = collapse_addresses(place for place in networks if isinstance(place, IPv6Network))
    found = {"ip": [str(place) for place in v4], "ip6": [str(place) for place in v6]}
    return [
        f"{family} {side} {{ {', '.join(held)} }} {service} accept" for family, held in found.items() if held
    ]


def _lines(rules: Iterable[str]) -> str:
    return "".join(f"        {rule}\n" for rule in rules)
