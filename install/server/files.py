"""The files that `init` writes, as they follow from the answers, the roster and the address of the onion service."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from install.holidays_file import HOLIDAYS_TEXT
from install.roster.signing import SignedRoster
from install.server.answers import ServerAnswers, answers_text
from install.server.configurations import Table, configuration, gateway_settings, source_settings
from install.server.firewall import DatabaseMachine, firewall_rules
from install.server.layout import GATEWAY_USER, SOURCE_USER, ServerLayout
from install.server.system import owner_of, write_file
from install.server.torrc import apparmor_rules, torrc
from store.web.office_key_file import OFFICE_KEY_FILE
from store.web.roster_keeper import OFFICE_CERTIFICATE, SIGNATURE_FILE, STATEMENT_FILE

PUBLIC: Final = 0o644
OF_A_SERVER: Final = 0o640
_FOLDER: Final = 0o755
_TIME: Final = "# Written by `kentongan init`.\n[Time]\nNTP={addresses}\nFallbackNTP=\n"
_KEPT: Final = ".before-kentongan"
_OURS: Final = b"# Written by `kentongan init`"


@dataclass(frozen=True, slots=True)
class SystemFile:
    """A file with its content, its user and group, and its mode.

    With `keeps_former`, what Debian or an administrator had there before the first run is set aside.
    """

    path: Path
    content: bytes
    user: str = "root"
    group: str = "root"
    mode: int = PUBLIC
    keeps_former: bool = False

    def differs(self) -> bool:
        """Return whether the machine has it otherwise, or not at all."""
        try:
            here = self.path.read_bytes()
        except FileNotFoundError:
            return True
        return here != self.content or owner_of(self.path) != (self.user, self.group, self.mode)

    def apply(self) -> None:
        """Write it, after setting aside a file that was not ours."""
        former = self.path.with_name(self.path.name + _KEPT)
        if self.keeps_former and self.path.exists() and not former.exists() and not self._is_ours():
            self.path.rename(former)
        if not self.path.parent.exists():
            self.path.parent.mkdir()
            self.path.parent.chmod(_FOLDER)  # whatever the umask
        write_file(self.path, self.content, self.user, self.group, self.mode)

    def _is_ours(self) -> bool:
        return _OURS in self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class AbsentFile:
    """A file of ours that must not be there: an earlier answer put it there."""

    path: Path

    def differs(self) -> bool:
        """Return whether it is there."""
        return self.path.exists()

    def apply(self) -> None:
        """Remove it."""
        self.path.unlink()


def roster_files(
    layout: ServerLayout, brought: SignedRoster, certificate: bytes, key_change: bytes = b""
) -> list[SystemFile]:
    """Return the signed roster and the office's certificate, the signature before the text that needs it.

    The statement about the newest office key comes first, if one was brought: the roster is believed together with it.
    """
    changed = [SystemFile(layout.roster / OFFICE_KEY_FILE, key_change)] if key_change else []
    return [
        *changed,
        SystemFile(layout.roster / OFFICE_CERTIFICATE, certificate),
        SystemFile(layout.roster / SIGNATURE_FILE, brought.signature),
        SystemFile(layout.roster / STATEMENT_FILE, brought.statement),
    ]


def office_files(layout: ServerLayout, answers: ServerAnswers) -> list[SystemFile]:
    """Return the answers, the gateway's configuration, and the office's file of holidays unless it is there."""
    kept = _kept(layout, answers)
    files = [
        SystemFile(layout.answers, answers_text(kept).encode(), mode=0o600),
        _configuration(layout.gateway_config, gateway_settings(layout, answers), GATEWAY_USER),
    ]
    if not layout.holidays.exists():
        files.append(SystemFile(layout.holidays, HOLIDAYS_TEXT.encode()))
    return files


def _kept(layout: ServerLayout, answers: ServerAnswers) -> ServerAnswers:
    """Return the answers with the copies on the server: what was brought may be gone the next time."""
    key = answers.backups.key
    if key is not None:
        key = replace(key, certificate=layout.backup_certificate)
    return replace(answers, roster=layout.roster, backups=replace(answers.backups, key=key))


def source_file(layout: ServerLayout, answers: ServerAnswers, onion: str) -> SystemFile:
    """Return the configuration of the source interface, which needs the address that Tor made."""
    return _configuration(layout.source_config, source_settings(layout, answers, onion), SOURCE_USER)


def tor_files(layout: ServerLayout) -> list[SystemFile]:
    """Return the torrc and, where Debian's AppArmor profile of Tor is, what that must allow."""
    files = [SystemFile(layout.torrc, torrc(layout).encode(), keeps_former=True)]
    if layout.apparmor_profile.exists():
        files.append(SystemFile(layout.apparmor_local, apparmor_rules(layout).encode(), keeps_former=True))
    return files


def network_files(
    layout: ServerLayout, answers: ServerAnswers, database: DatabaseMachine | None = None
) -> list[SystemFile]:
    """Return the firewall's rules and, where a time source is named, the setting of the clock."""
    openings = answers.openings
    mode = 0o755  # as Debian has it: the file begins with the line of a program
    rules = firewall_rules(openings, answers.backup_address, database).encode()
    files = [SystemFile(layout.firewall, rules, mode=mode, keeps_former=True)]
    if openings.time_sources:
        text = _TIME.format(addresses=" ".join(map(str, openings.time_sources)))
        files.append(SystemFile(layout.time_sources, text.encode()))
    return files


def _configuration(path: Path, settings: Table, user: str) -> SystemFile:
    present = path.read_text("utf-8") if path.exists() else None
    text = configuration(str(path), settings, present)
    return SystemFile(path, text.encode(), group=user, mode=OF_A_SERVER)
