"""Checks of what an administrator answered: each returns the answer, or says what is wrong with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from crypto.gpg.certificate import typed_fingerprint
from install.errors import InstallError
from install.language import NO_FINGERPRINT, Sentence
from install.server.firewall import Address, Network

MOST_GIB: Final = 1024
_LAST_HOUR: Final = 23
_ACCOUNT: Final = re.compile(r"[a-z_][a-z0-9_-]{0,31}", re.ASCII)
_HOST_KEY: Final = re.compile(r"(ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[0-9A-Za-z+/]{43})(?: .*)?", re.ASCII)
_NO_NETWORK: Final = Sentence(
    "{text} bukan jaringan seperti 192.0.2.0/24 atau 2001:db8::/32.",
    "{text} is no network such as 192.0.2.0/24 or 2001:db8::/32.",
)
_EVERYWHERE: Final = Sentence(
    "{text} membuka ssh untuk seluruh dunia. Sebutkan jaringan tempat pengelola bekerja.",
    "{text} opens ssh to the whole world. Name the networks in which administrators work.",
)
_NO_ADDRESS: Final = Sentence(
    "{text} bukan alamat seperti 192.0.2.7 atau 2001:db8::7. Nama tidak dapat dipakai: firewall hanya mengenal alamat.",
    "{text} is no address such as 192.0.2.7 or 2001:db8::7. No names: a firewall knows addresses alone.",
)
_NO_RESERVE: Final = Sentence(
    "Ini harus bilangan bulat dari 1 sampai {most}.", "This must be a whole number from 1 to {most}."
)
_NO_HOUR: Final = Sentence("Ini harus jam dari 0 sampai 23.", "This must be an hour from 0 to 23.")
_NO_HOST: Final = Sentence(
    "{text} bukan akun dan alamat seperti kentongan@192.0.2.20. Nama mesin tidak dapat dipakai: firewall hanya "
    "mengenal alamat.",
    "{text} is no account and address such as kentongan@192.0.2.20. No names of machines: a firewall knows addresses "
    "alone.",
)
_NO_HOST_KEY: Final = Sentence(
    "Ini bukan kunci publik ssh yang diawali dengan `ssh-ed25519 AAAA`. Di mesin cadangan kunci itu ada di "
    "/etc/ssh/ssh_host_ed25519_key.pub.",
    "This is no public ssh key that begins with `ssh-ed25519 AAAA`. The backup host has it in "
    "/etc/ssh/ssh_host_ed25519_key.pub.",
)


class AnswerError(InstallError):
    """This answer cannot be used."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An account on another machine, by the machine's address."""

    account: str
    address: Address

    def __str__(self) -> str:
        return f"{self.account}@{self.address}"


def fingerprint(text: str) -> str:
    """Return the fingerprint without blanks, in capitals; raise `AnswerError` for anything else."""
    found = typed_fingerprint(text)
    if found is None:
        raise AnswerError(NO_FINGERPRINT.told())
    return found


def reserve_gib(text: str) -> int:
    """Return how many GiB of the disk to keep free; raise `AnswerError` for anything but a small whole number."""
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if not 1 <= found <= MOST_GIB:
        raise AnswerError(_NO_RESERVE.told(most=MOST_GIB))
    return found


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return these networks; raise `AnswerError` for a text that is none, or that is the whole world."""
    return tuple(_network(text) for text in texts)


def addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """Return these addresses; raise `AnswerError` for a text that is none, such as a name."""
    return tuple(_address(text) for text in texts)


def _network(text: str) -> Network:
    try:
        found = ip_network(text.strip())
    except ValueError:
        raise AnswerError(_NO_NETWORK.told(text=repr(text))) from None
    if found.prefixlen == 0:
        raise AnswerError(_EVERYWHERE.told(text=repr(text)))
    return found


def _address(text: str) -> Address:
    try:
        return ip_address(text.strip())
    except ValueError:
        raise AnswerError(_NO_ADDRESS.told(text=repr(text))) from None


def hour(text: str) -> int:
    """Return the hour of a day; raise `AnswerError` for anything but a number from 0 to 23."""
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else _LAST_HOUR + 1
    if found > _LAST_HOUR:
        raise AnswerError(_NO_HOUR.told())
    return found


def destination(text: str) -> Destination:
    """Return the account and the address that `ACCOUNT@ADDRESS` names; raise `AnswerError` for anything else."""
    account, _, address = text.strip().partition("@")
    try:
        found = ip_address(address)
    except ValueError:
        found = None
    if found is None or _ACCOUNT.fullmatch(account) is None:
        raise AnswerError(_NO_HOST.told(text=repr(text)))
    return Destination(account, found)


def host_key(text: str) -> str:
    """Return a public ssh key without its comment; raise `AnswerError` for anything but one Ed25519 key."""
    found = _HOST_KEY.fullmatch(text.strip())
    if found is None:
        raise AnswerError(_NO_HOST_KEY.told())
    return found[1]
