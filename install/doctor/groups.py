"""The members of groups: the store's has both servers and no other, Tor's has Tor alone."""

from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.host import Host
from install.language import Sentence
from install.server.layout import GATEWAY_USER, SOURCE_USER, STORE_GROUP, TOR_USER

_NO_GROUP: Final = Sentence("Grup {group} tidak ada.", "There is no group {group}.")
_STRANGERS: Final = Sentence(
    "Dalam grup {group} juga ada: {members}.", "The group {group} also has these members: {members}."
)
_MISSING: Final = Sentence(
    "Dalam grup {group} tidak ada: {members}.", "The group {group} lacks these members: {members}."
)


def _look(host: Host, group: str, wanted: frozenset[str], make: str) -> Fault | None:
    members = _members(host, group)
    if members is None:
        return Fault(_NO_GROUP.told(group=group), make)
    strangers, missing = sorted(members - wanted), sorted(wanted - members)
    if strangers:
        mend = " && ".join(f"gpasswd --delete {member} {group}" for member in strangers)
        return Fault(_STRANGERS.told(group=group, members=", ".join(strangers)), mend)
    if missing:
        return Fault(_MISSING.told(group=group, members=", ".join(missing)), make)
    return None


def _members(host: Host, group: str) -> frozenset[str] | None:
    """Return a group's members, with the users whose own group it is; None if there is no such group."""
    numbers = {}
    members = None
    for line in host.read(host.layout.root / "etc/group").splitlines():
        name, _, number, names = line.split(":")
        numbers[number] = name
        if name == group:
            members = frozenset(filter(None, names.split(",")))
    if members is None:
        return None
    users = (line.split(":") for line in host.read(host.layout.root / "etc/passwd").splitlines())
    return members | {user[0] for user in users if numbers.get(user[3]) == group}


GROUPS: Final = (
    HostCheck(
        "store-group",
        Sentence(
            f"Grup {STORE_GROUP} hanya berisi kedua server", f"The group {STORE_GROUP} has both servers alone"
        ),
        Sentence(
            "Siapa yang ada dalam grup ini membaca dan menulis semua yang disimpan.",
            "Whoever is in this group reads and writes all that is stored.",
        ),
        lambda host: _look(
            host, STORE_GROUP, frozenset({SOURCE_USER, GATEWAY_USER}), "systemd-sysusers kentongan.conf"
        ),
    ),
    HostCheck(
        "tor-group",
        Sentence(f"Grup {TOR_USER} hanya berisi Tor", f"The group {TOR_USER} has Tor alone"),
        Sentence(
            "Siapa yang ada dalam grup ini menghubungi server seolah-olah Tor.",
            "Whoever is in this group reaches the servers as if they were Tor.",
        ),
        lambda host: _look(host, TOR_USER, frozenset({TOR_USER}), "apt-get install --reinstall tor"),
    ),
)
