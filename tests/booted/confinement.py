"""What each AppArmor profile refuses by itself, and what it lets through.

Every attempt is made by a user whom neither owners of files nor a unit stop, so that a refusal is the profile's alone:
first without it, where it must succeed, and then under it. The kernel's audit log must tell of each refusal.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from install.server.apparmor import PROFILES
from install.server.layout import (
    BACKUP_UNIT,
    BACKUP_USER,
    GATEWAY_UNIT,
    GATEWAY_USER,
    SOURCE_UNIT,
    SOURCE_USER,
    TOR_USER,
    TRANSFER_UNIT,
    ServerLayout,
)
from tests.booted import attempts_program
from tests.booted.attempts_program import ALLOWED
from tests.booted.machine import DebianMachine
from tests.booted.story import StoryError

_PROGRAM: Final = "/usr/lib/kentongan-confined.py"
_REFUSAL: Final = re.compile(
    r'apparmor="DENIED" operation="([^"]+)".*? profile="([^"]+)"(?: name="([^"]+)")?'
)
_ROOT: Final = "root"
_LAYOUT: Final = ServerLayout()
_ACCOUNTS: Final = _LAYOUT.gateway_state / "accounts.sqlite3"
_STORE: Final = _LAYOUT.store / "store.sqlite3"
_ONION_KEY: Final = "hs_ed25519_secret_key"

Attempts = tuple[str, ...]


@dataclass(frozen=True)
class Confinement:
    """A profile: by the user who tries, what it must refuse, and what it must not."""

    profile: str
    refused: Mapping[str, Attempts]
    needed: Mapping[str, Attempts]


@dataclass(frozen=True)
class AuditedRefusal:
    """A line of the audit log."""

    operation: str
    profile: str
    name: str


_OF_ROOT: Final = (
    "read:/etc/shadow",
    f"read:{_LAYOUT.answers}",
    f"read:{_LAYOUT.transfer_key}",
    "read:/root/.bashrc",
    "write:/etc/attempt",
    "write:/usr/lib/kentongan/attempt",
    f"append:{_LAYOUT.roster}/roster.txt",
    f"append:{_LAYOUT.torrc}",
    "start:/usr/bin/bash",
    "start:/usr/bin/gpg-agent",
    "socket:AF_NETLINK",
)
_NO_NETWORK: Final = ("socket:AF_INET", "socket:AF_INET6")
_KEYS: Final = {
    TOR_USER: (f"read:{_LAYOUT.source_onion}/{_ONION_KEY}", f"read:{_LAYOUT.gateway_onion}/{_ONION_KEY}")
}
_NEEDED: Final = ("start:/usr/bin/gpg", "write:/tmp/attempt", f"write:{_LAYOUT.blobs}/attempt")

CONFINEMENTS: Final = (
    Confinement(
        PROFILES[SOURCE_UNIT],
        {
            _ROOT: (
                *_OF_ROOT,
                *_NO_NETWORK,
                f"read:{_LAYOUT.gateway_config}",
                f"append:{_LAYOUT.logs}/gateway.log",
            ),
            GATEWAY_USER: (f"read:{_ACCOUNTS}", f"write:{_LAYOUT.gateway_state}/attempt"),
            **_KEYS,
        },
        {
            SOURCE_USER: (
                *_NEEDED,
                f"read:{_LAYOUT.source_config}",
                f"append:{_STORE}",
                f"write:{_LAYOUT.source_state}/attempt",
            )
        },
    ),
    Confinement(
        PROFILES[GATEWAY_UNIT],
        {
            _ROOT: (
                *_OF_ROOT,
                *_NO_NETWORK,
                f"read:{_LAYOUT.source_config}",
                f"append:{_LAYOUT.logs}/source.log",
            ),
            SOURCE_USER: (f"write:{_LAYOUT.source_state}/attempt",),
            BACKUP_USER: (f"read:{_LAYOUT.backups}/identity",),
            **_KEYS,
        },
        {
            GATEWAY_USER: (
                *_NEEDED,
                f"read:{_LAYOUT.gateway_config}",
                f"append:{_ACCOUNTS}",
                f"append:{_STORE}",
            )
        },
    ),
    Confinement(
        PROFILES[BACKUP_UNIT],
        {
            _ROOT: (*_OF_ROOT, *_NO_NETWORK, f"read:{_LAYOUT.source_config}"),
            SOURCE_USER: (f"write:{_LAYOUT.source_state}/attempt",),
            **_KEYS,
        },
        {GATEWAY_USER: (*_NEEDED, f"read:{_ACCOUNTS}", f"read:{_STORE}", f"write:{_LAYOUT.backups}/attempt")},
    ),
    Confinement(
        PROFILES[TRANSFER_UNIT],
        {
            _ROOT: (*_OF_ROOT, f"read:{_LAYOUT.source_config}", f"read:{_LAYOUT.gateway_config}"),
            GATEWAY_USER: (
                f"read:{_ACCOUNTS}",
                f"read:{_STORE}",
                f"write:{_LAYOUT.backups}/attempt",
                "start:/usr/bin/gpg",
            ),
            **_KEYS,
        },
        {
            BACKUP_USER: (
                f"read:{_LAYOUT.backups}/identity",
                f"write:{_LAYOUT.transfer_state}/attempt",
                "start:/usr/bin/rsync",
                "socket:AF_INET",
            )
        },
    ),
)


def hold_alone(machine: DebianMachine, confinement: Confinement) -> int:
    """Make every attempt and return their number; raise `StoryError` unless the profile refuses what it must."""
    machine.put(_PROGRAM, Path(attempts_program.__file__).read_bytes())
    before = len(refusals(machine))
    faults = list[str]()
    for user, attempts in confinement.refused.items():
        outside, inside = (
            _tried(machine, user, attempts),
            _tried(machine, user, attempts, confinement.profile),
        )
        faults += [
            f"{one}: {outside[one]} without the profile too" for one in attempts if outside[one] != ALLOWED
        ]
        faults += [f"{one}: {inside[one]}" for one in attempts if inside[one] not in {"EACCES", "EPERM"}]
    for user, attempts in confinement.needed.items():
        inside = _tried(machine, user, attempts, confinement.profile)
        faults += [f"{one}: {inside[one]}, and it is needed" for one in attempts if inside[one] != ALLOWED]
    told = refusals(machine)[before:]
    refused = [one for attempts in confinement.refused.values() for one in attempts]
    faults += [
        f"{one}: the audit log does not tell" for one in refused if not _is_told(one, confinement, told)
    ]
    if faults:
        raise StoryError(f"{confinement.profile}:\n" + "\n".join(faults))
    return len(refused)


def refusals(machine: DebianMachine) -> list[AuditedRefusal]:
    """Return what AppArmor refused to programs of ours since the machine booted, in its order."""
    lines = machine.run("journalctl", "--dmesg", "--no-pager", "--output=cat").output.splitlines()
    found = [AuditedRefusal(*match.groups(default="")) for match in map(_REFUSAL.search, lines) if match]
    return [one for one in found if one.profile.startswith("kentongan-")]


def _is_told(attempt: str, confinement: Confinement, told: Iterable[AuditedRefusal]) -> bool:
    verb, _, argument = attempt.partition(":")
    ours = [one for one in told if one.profile == confinement.profile]
    if verb == "socket":
        return any(one.operation == "create" for one in ours)
    return any(one.name == argument for one in ours)


def _tried(machine: DebianMachine, user: str, attempts: Attempts, profile: str = "") -> dict[str, str]:
    under = [f"under:{profile}"] if profile else []
    told = machine.run("python3", "-I", _PROGRAM, *under, *attempts, user=user).output
    outcomes = dict(json.loads(told))
    if profile and outcomes[f"under:{profile}"] != ALLOWED:
        raise StoryError(f"No process can be confined by {profile}: {outcomes}")
    return outcomes
