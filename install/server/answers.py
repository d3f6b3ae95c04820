"""The answers of an administrator about a server, checked: from a file, or one by one.

roster = "/root/roster"                # folder with roster.txt, roster.sig and office.gpg
office_fingerprint = "0123 4567 …"     # of the office key, typed from paper
postgresql = false                     # true: the store is in PostgreSQL
reserve_gib = 2                        # of the disk, kept free of attachments
ssh_from = ["192.0.2.0/24"]            # networks that may come in by ssh
mirrors = ["198.51.100.7"]             # addresses of Debian's mirror
time_sources = ["198.51.100.8"]        # addresses of time servers
backup_key = "/root/backup.gpg"        # certificate of the key that backups are encrypted to
backup_fingerprint = "0123 4567 …"     # of that key, typed from paper
backup_hour = 2                        # of the day in the office
backup_host = "kentongan@192.0.2.20"   # account and address of the machine that takes backups
backup_host_key = "ssh-ed25519 AAAA…"  # the public key by which that machine is known
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from install.language import Sentence
from install.server import answer_checks as checks
from install.server.answer_checks import MOST_GIB, AnswerError, Destination
from install.server.firewall import Address, Openings
from store.web.configuration import Settings, read_config
from store.web.toml_text import Value, toml_text

GIB: Final = 1024**3
NIGHT: Final = 2
_HALF: Final = Sentence(
    "`{one}` dan `{other}` hanya berguna bersama.", "`{one}` is of use only together with `{other}`."
)


@dataclass(frozen=True, slots=True)
class BackupRecipient:
    """The certificate of the key that backups are encrypted to, and its fingerprint as it stands on paper."""

    certificate: Path
    fingerprint: str


@dataclass(frozen=True, slots=True)
class BackupHost:
    """The destination of backups, and the public ssh key that must answer there."""

    destination: Destination
    key: str


@dataclass(frozen=True, slots=True)
class BackupAnswers:
    """The backups: none without a key, on this machine alone without a host."""

    key: BackupRecipient | None = None
    hour: int = NIGHT
    host: BackupHost | None = None


@dataclass(frozen=True, slots=True)
class ServerAnswers:
    """All that an administrator decides about a server."""

    roster: Path
    office_fingerprint: str
    postgresql: bool = False
    reserve_gib: int = 2
    openings: Openings = field(default_factory=Openings)
    backups: BackupAnswers = field(default_factory=BackupAnswers)

    @property
    def backup_address(self) -> Address | None:
        """Return the address that backups are carried to, if any."""
        return self.backups.host.destination.address if self.backups.host else None


class _AnswersFile(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    roster: Path
    office_fingerprint: str
    postgresql: bool = False
    reserve_gib: Annotated[int, Meta(ge=1, le=MOST_GIB)] = 2
    ssh_from: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    time_sources: tuple[str, ...] = ()
    backup_key: Path | None = None
    backup_fingerprint: str = ""
    backup_hour: Annotated[int, Meta(ge=0, le=23)] = NIGHT
    backup_host: str = ""
    backup_host_key: str = ""


def read_answers(path: Path) -> ServerAnswers:
    """Return the answers in this file; raise `ConfigurationError`, or `AnswerError`, which names the file too."""
    read = read_config(path, _AnswersFile)
    try:
        return ServerAnswers(
            roster=read.roster,
            office_fingerprint=checks.fingerprint(read.office_fingerprint),
            postgresql=read.postgresql,
            reserve_gib=read.reserve_gib,
            openings=Openings(
                ssh_from=checks.networks(read.ssh_from),
                mirrors=checks.addresses(read.mirrors),
                time_sources=checks.addresses(read.time_sources),
            ),
            backups=BackupAnswers(_backup_key(read), read.backup_hour, _backup_host(read)),
        )
    except AnswerError as error:
        raise AnswerError(f"{path}: {error}") from None


def _backup_key(read: _AnswersFile) -> BackupRecipient | None:
    _require_both(read.backup_key, read.backup_fingerprint, "backup_key", "backup_fingerprint")
    if read.backup_key is None:
        return None
    return BackupRecipient(read.backup_key, checks.fingerprint(read.backup_fingerprint))


def _backup_host(read: _AnswersFile) -> BackupHost | None:
    _require_both(read.backup_host, read.backup_host_key, "backup_host", "backup_host_key")
    if not read.backup_host:
        return None
    return BackupHost(checks.destination(read.backup_host), checks.host_key(read.backup_host_key))


def _require_both(first: object, second: object, *names: str) -> None:
    if bool(first) != bool(second):
        one, other = names if first else reversed(names)
        raise AnswerError(_HALF.told(one=one, other=other))


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
            "backup_hour": answers.backups.hour,
            **_key_lines(answers.backups.key),
            **_host_lines(answers.backups.host),
        }
    )


def _key_lines(key: BackupRecipient | None) -> dict[str, Value]:
    return {"backup_key": key.certificate, "backup_fingerprint": key.fingerprint} if key else {}


def _host_lines(host: BackupHost | None) -> dict[str, Value]:
    return {"backup_host": str(host.destination), "backup_host_key": host.key} if host else {}
