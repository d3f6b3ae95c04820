"""The firewall's rules: nftables takes them, and nothing is open but what is named, each way out for one user."""

import subprocess
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path

from install.server.firewall import Address, DatabaseMachine, Openings, firewall_rules

EVERYTHING = Openings(
    ssh_from=(ip_network("192.0.2.0/24"), ip_network("192.0.2.7/32"), ip_network("2001:db8::/32")),
    mirrors=(ip_address("198.51.100.1"), ip_address("2001:db8::1")),
    time_sources=(ip_address("198.51.100.2"),),
)
BACKUP_HOST = ip_address("198.51.100.3")
# A namespace of its own: nothing of this machine's firewall changes, and the users of the rules exist in it.
APART = ["unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-euc"]
LOADED = """
mount --bind "$1" /etc/passwd
/usr/sbin/nft -f "$2"
/usr/sbin/nft -f "$2"
/usr/sbin/nft --stateless list ruleset
"""
USERS = {
    "root": 0,
    "_apt": 42,
    "debian-tor": 100,
    "systemd-timesync": 101,
    "kentongan-backup": 102,
    "kentongan-source": 103,
    "kentongan-gateway": 104,
}


def accepted(
    openings: Openings, backup_host: Address | None, folder: Path, database: DatabaseMachine | None = None
) -> list[str]:
    """Return the rules of nftables that let something through, once it has loaded them twice."""
    users, rules = folder / "passwd", folder / "nftables.conf"
    users.write_text("".join(f"{name}:x:{uid}:0::/:/bin/sh\n" for name, uid in USERS.items()), "utf-8")
    rules.write_text(firewall_rules(openings, backup_host, database), "utf-8")
    done = subprocess.run([*APART, LOADED, "sh", users, rules], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("policy drop") == 3
    assert "policy accept" not in done.stdout
    lines = (line.strip() for line in done.stdout.splitlines())
    always = ('"lo"', "ct state", "icmpv6")
    return [line for line in lines if line.endswith("accept") and not any(sign in line for sign in always)]


def test_without_openings_only_tor_gets_out_and_nothing_gets_in(tmp_path: Path) -> None:
    assert accepted(Openings(), None, tmp_path) == [
        f"meta skuid {USERS['debian-tor']} meta l4proto tcp accept"
    ]


def test_each_address_is_open_for_one_user_and_one_service(tmp_path: Path) -> None:
    assert accepted(EVERYTHING, BACKUP_HOST, tmp_path) == [
        "ip saddr 192.0.2.0/24 tcp dport 22 accept",
        "ip6 saddr 2001:db8::/32 tcp dport 22 accept",
        "meta skuid 100 meta l4proto tcp accept",
        "meta skuid 42 ip daddr 198.51.100.1 tcp dport { 80, 443 } accept",
        "meta skuid 42 ip6 daddr 2001:db8::1 tcp dport { 80, 443 } accept",
        "meta skuid 101 ip daddr 198.51.100.2 udp dport 123 accept",
        "meta skuid 102 ip daddr 198.51.100.3 tcp dport 22 accept",
    ]


def test_a_database_on_another_machine_is_open_for_both_servers_alone(tmp_path: Path) -> None:
    database = DatabaseMachine(ip_address("198.51.100.4"), 5433)
    assert accepted(Openings(), None, tmp_path, database) == [
        "meta skuid 100 meta l4proto tcp accept",
        "meta skuid 103 ip daddr 198.51.100.4 tcp dport 5433 accept",
        "meta skuid 104 ip daddr 198.51.100.4 tcp dport 5433 accept",
    ]


def test_the_order_of_the_answers_changes_nothing() -> None:
    turned = replace(EVERYTHING, ssh_from=EVERYTHING.ssh_from[::-1], mirrors=EVERYTHING.mirrors[::-1])
    assert firewall_rules(turned, None) == firewall_rules(EVERYTHING, None)
