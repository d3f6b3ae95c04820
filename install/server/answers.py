"""The answers of an administrator about a server, checked: from a file, or one by one.

roster = "/root/roster"                # folder with roster.txt, roster.sig and office.gpg
office_fingerprint = "0123 4567 …"     # of the office key, typed from paper
postgresql = false                     # true: the store is in PostgreSQL on this machine
reserve_gib = 2                        # of the disk, kept free of attachments
ssh_from = ["192.0.2.0/24"]            # networks that may come in by ssh
mirrors = ["198.51.100.7"]             # addresses of Debian's mirror
time_sources = ["198.51.100.8"]        # addresses of time servers
backup_hosts = ["192.0.2.20"]          # addresses of machines that take backups
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from install.errors import InstallError
from install.language import Sentence
from install.server.firewall import Address, Network, Openings
from install.toml_text import toml_text
from store.web.configuration import Settings, read_config

GIB: Final = 1024**3
MOST_GIB: Final = 1024
_FINGERPRINT: Final = re.compile(r"[0-9A-F]{40}", re.ASCII)
_NO_FINGERPRINT: Final = Sentence(
    "Ini bukan sidik jari kunci kantor: 40 digit heksadesimal, dengan atau tanpa spasi.",
    "This is no fingerprint of the office key: 40 hexadecimal digits, with or without blanks.",
)
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


class AnswerError(InstallError):
    """This answer cannot be used."""


@dataclass(frozen=True, slots=True)
class ServerAnswers:
    """All that an administrator decides about a server."""

    roster: Path
    office_fingerprint: str
    postgresql: bool = False
    reserve_gib: int = 2
    openings: Openings = field(default_factory=Openings)


class _AnswersFile(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    roster: Path
    office_fingerprint: str
    postgresql: bool = False
    reserve_gib: Annotated[int, Meta(ge=1, le=MOST_GIB)] = 2
    ssh_from: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    time_sources: tuple[str, ...] = ()
    backup_hosts: tuple[str, ...] = ()


def read_answers(path: Path) -> ServerAnswers:
    """Return the answers in this file; raise `ConfigurationError`, or `AnswerError`, which names the file too."""
    read = read_config(path, _AnswersFile)
    try:
        openings = Openings(
            ssh_from=networks(read.ssh_from),
            mirrors=addresses(read.mirrors),
            time_sources=addresses(read.time_sources),
            backup_hosts=addresses(read.backup_hosts),
        )
        fingerprint = office_fingerprint(read.office_fingerprint)
    except AnswerError as error:
        raise AnswerError(f"{path}: {error}") from None
    return ServerAnswers(read.roster, fingerprint, read.postgresql, read.reserve_gib, openings)


def answers_text(answers: ServerAnswers) -> str:
    """Return the file of these answers."""
    openings = answers.openings
    return "# What the administrator told `kentongan init`, which proposes it the next time.\n" + toml_text(
        {
            "roster": answers.roster,
            "office_fingerprint": answers.office_fingerprint,
            "postgresql": answers.postgresql,
            "reserve_gib": answers.reserve_gib,
            "ssh_from": [str(network) for network in openings.ssh_from],
            "mirrors": [str(address) for address in openings.mirrors],
            "time_sources": [str(address) for address in openings.time_sources],
            "backup_hosts": [str(address) for address in openings.backup_hosts],
        }
    )


def office_fingerprint(text: str) -> str:
    """Return the fingerprint without blanks, in capitals; raise `AnswerError` for anything else."""
    found = re.sub(r"[\s:]", "", text).upper()
    if _FINGERPRINT.fullmatch(found) is None:
        raise AnswerError(_NO_FINGERPRINT.told())
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
