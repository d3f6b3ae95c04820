"""Setting a server up: the steps of `kentongan init`. Each changes only what differs, so that all may run again.

Everything that can be wrong is looked for before anything is written. The firewall comes before Tor, and Tor's
addresses before the reporters' pages, whose configuration names theirs.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.roster.signing import SignedRoster
from install.server import onions
from install.server.answer_checks import AnswerError
from install.server.answering import ServerEndpoint, wait_until_answering
from install.server.answers import ServerAnswers
from install.server.apparmor import load_profiles, own_profiles
from install.server.backup_certificate import brought_certificate
from install.server.backup_files import backup_files
from install.server.configurations import database_elsewhere
from install.server.database_machine import database_files, database_machine
from install.server.files import (
    AbsentFile,
    SystemFile,
    network_files,
    office_files,
    roster_files,
    source_file,
    tor_files,
)
from install.server.firewall import TIME_USER
from install.server.layout import (
    BACKUP_TIMER,
    FIREWALL_UNIT,
    GATEWAY_SOCKET_UNIT,
    GATEWAY_UNIT,
    RECOVERY_UNIT,
    SOURCE_SOCKET_UNIT,
    SOURCE_UNIT,
    TOR_UNIT,
    ServerLayout,
)
from install.server.office_key_change import brought_statement
from install.server.postgresql import prepare_postgresql, require_postgresql
from install.server.privileges import require_root
from install.server.signed_roster import brought_roster, require_newest
from install.server.system import run_program, succeeds, user_exists
from install.server.transfer_key import make_transfer_key
from source_interface.config import SourceConfig
from store.domain.clock import Clock
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config
from store.web.roster_keeper import OFFICE_CERTIFICATE

_CONFIGURATION: Final = "kentongan.conf"
_SYSCTL: Final = "/usr/lib/systemd/systemd-sysctl"
_KERNEL_SETTINGS: Final = "90-kentongan.conf"
_TIME_UNIT: Final = "systemd-timesyncd.service"
_NO_SYSTEMD: Final = Sentence(
    "Mesin ini tidak dijalankan oleh systemd; Kentongan memerlukannya.",
    "This machine was not booted with systemd, which Kentongan needs.",
)
_OTHER_OFFICE: Final = Sentence(
    "Server ini milik kantor dengan kunci {present}. Kantor lain memerlukan server lain.",
    "This server belongs to the office of the key {present}. Another office needs another server.",
)
_OTHER_DATABASE: Final = Sentence(
    "Penyimpanan server ini sudah ada di basis data yang lain. Ia tidak dipindahkan dengan mengubah jawaban ini.",
    "The store of this server is in the other kind of database already. Another answer does not move it there.",
)
_LOCKED_OUT: Final = Sentence(
    "Anda terhubung dari {address}, di luar jaringan yang boleh masuk dengan ssh: Anda akan terkunci di luar.",
    "You are connected from {address}, which is in none of the networks that may come in by ssh: you would be locked "
    "out.",
)
_NO_TIME_USER: Final = Sentence(
    "Tidak ada systemd-timesyncd di mesin ini. Pasang dengan `apt install systemd-timesyncd`, atau kosongkan sumber "
    "waktu.",
    "systemd-timesyncd is not on this machine. `apt install systemd-timesyncd` installs it; or name no time source.",
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Both onion addresses of a server that was set up."""

    source: str
    gateway: str


class ServerSetup:
    """The setup of this machine by these answers."""

    def __init__(self, layout: ServerLayout, answers: ServerAnswers, clock: Clock) -> None:
        self._layout = layout
        self._answers = answers
        self._brought = brought_roster(answers.roster, answers.office_fingerprint, clock.now())
        require_newest(self._brought, answers.roster, layout, answers.office_fingerprint)
        self._certificate = (answers.roster / OFFICE_CERTIFICATE).read_bytes()
        self._key_change = brought_statement(answers.roster, answers.office_fingerprint)
        key = answers.backups.key
        self._backup_certificate = None if key is None else brought_certificate(key, clock.now())
        _require_not_locked_out(answers)
        if answers.openings.time_sources and not user_exists(TIME_USER):
            raise AnswerError(_NO_TIME_USER.told())
        kept = database_elsewhere(layout) if answers.postgresql else None
        self._database = None if kept is None else database_machine(kept)
        self._postgresql = answers.postgresql and kept is None
        if self._postgresql:
            require_postgresql()

    @property
    def roster(self) -> SignedRoster:
        """The roster that the server will have."""
        return self._brought

    def changes(self) -> list[Path]:
        """Return the files that `run` would change, in their order; change nothing."""
        onion = onions.onion_address(self._layout.source_onion)
        files = [*self._files(), *([] if onion is None else [self._source_file(onion)])]
        changed = [file.path for file in files if file.differs()]
        return changed if onion else [*changed, self._layout.source_config]

    def run(self) -> Addresses:
        """Set the server up and return its addresses; raise an `InstallError` that says what to do."""
        make_folders()
        run_program([_SYSCTL, _KERNEL_SETTINGS])
        network = network_files(self._layout, self._answers, self._database)
        run_program(["nft", "--check", "--file", "-"], given=network[0].content.decode())
        changed = _apply(self._files())
        self._open_network(changed)
        if self._postgresql:
            prepare_postgresql()
        self._start_tor(changed)
        addresses = Addresses(
            onions.wait_for_address(self._layout.source_onion),
            onions.wait_for_address(self._layout.gateway_onion),
        )
        changed |= _apply([self._source_file(addresses.source)])
        self._start_servers(changed)
        self._start_backups()
        return addresses

    def _files(self) -> list[SystemFile | AbsentFile]:
        return [
            *roster_files(self._layout, self._brought, self._certificate, self._key_change),
            *office_files(self._layout, self._answers),
            *network_files(self._layout, self._answers, self._database),
            *database_files(self._layout, self._database),
            *tor_files(self._layout),
            *backup_files(self._layout, self._answers.backups, self._backup_certificate),
        ]

    def _source_file(self, onion: str) -> SystemFile:
        return source_file(self._layout, self._answers, onion)

    def _open_network(self, changed: set[Path]) -> None:
        run_program(["systemctl", "enable", "--quiet", FIREWALL_UNIT])
        run_program(["systemctl", "reload-or-restart", FIREWALL_UNIT])
        if self._layout.time_sources in changed:
            run_program(["systemctl", "enable", "--quiet", _TIME_UNIT])
            run_program(["systemctl", "restart", _TIME_UNIT])

    def _start_tor(self, changed: set[Path]) -> None:
        onions.lock_gateway_onion(self._layout)
        if self._layout.apparmor_local in changed:
            load_profiles(self._layout, [self._layout.apparmor_profile])
        run_program(["systemctl", "enable", "--quiet", "tor.service"])
        _start(TOR_UNIT, [self._layout.torrc], changed)

    def _start_servers(self, changed: set[Path]) -> None:
        # A setting of the office that is wrong is named here.
        read_config(self._layout.gateway_config, GatewayConfig)
        read_config(self._layout.source_config, SourceConfig)
        units = {GATEWAY_UNIT: self._layout.gateway_config, SOURCE_UNIT: self._layout.source_config}
        load_profiles(self._layout, own_profiles(self._layout))
        run_program(["systemctl", "daemon-reload"])
        run_program(["systemctl", "enable", "--quiet", RECOVERY_UNIT])
        sockets = [GATEWAY_SOCKET_UNIT, SOURCE_SOCKET_UNIT]
        run_program(["systemctl", "enable", "--quiet", *sockets, *units])
        run_program(["systemctl", "start", *sockets])
        for unit, configuration in units.items():
            _start(unit, [configuration, self._layout.database_drop_in(unit)], changed)
        for endpoint in server_endpoints(self._layout):
            wait_until_answering(endpoint)

    def _start_backups(self) -> None:
        if self._answers.backups.host is not None:
            make_transfer_key(self._layout)
        if self._answers.backups.key is None:
            run_program(["systemctl", "disable", "--quiet", "--now", BACKUP_TIMER])
        else:
            run_program(["systemctl", "enable", "--quiet", BACKUP_TIMER])
            run_program(["systemctl", "restart", BACKUP_TIMER])


def make_folders() -> None:
    """Make the users and folders of a server."""
    run_program(["systemd-sysusers", _CONFIGURATION])
    run_program(["systemd-tmpfiles", "--create", _CONFIGURATION])


def server_endpoints(layout: ServerLayout) -> list[ServerEndpoint]:
    """Return the endpoints at which both servers are asked whether they work."""
    source_log, gateway_log = (layout.logs / f"{name}.log" for name in ("source", "gateway"))
    return [
        ServerEndpoint(SOURCE_UNIT, layout.source_socket, "/", source_log, circuits=True),
        ServerEndpoint(GATEWAY_UNIT, layout.gateway_socket, "/v1/roster", gateway_log),
    ]


def require_able() -> None:
    """Raise `InstallError` unless this process may set up this machine."""
    require_root()
    if not Path("/run/systemd/system").is_dir():
        raise InstallError(_NO_SYSTEMD.told())


def require_same_server(layout: ServerLayout, present: ServerAnswers, answers: ServerAnswers) -> None:
    """Raise `AnswerError` for answers under which the server would not find what it holds any more."""
    if not _has_run(layout):
        return
    if present.office_fingerprint != answers.office_fingerprint:
        raise AnswerError(_OTHER_OFFICE.told(present=present.office_fingerprint))
    if present.postgresql != answers.postgresql:
        raise AnswerError(_OTHER_DATABASE.told())


def _has_run(layout: ServerLayout) -> bool:
    """Return whether the gateway has left something there: before it there is nothing to lose."""
    return layout.gateway_state.exists() and any(layout.gateway_state.iterdir())


def _require_not_locked_out(answers: ServerAnswers) -> None:
    connection = os.environ.get("SSH_CONNECTION", "").split()
    if not connection:
        return
    address = ip_address(connection[0].partition("%")[0])
    if not any(address in network for network in answers.openings.ssh_from):
        raise AnswerError(_LOCKED_OUT.told(address=address))


def _apply(files: Iterable[SystemFile | AbsentFile]) -> set[Path]:
    changed = set[Path]()
    for file in files:
        if file.differs():
            file.apply()
            changed.add(file.path)
    return changed


def _start(unit: str, settings: Sequence[Path], changed: set[Path]) -> None:
    """Start a unit; restart one with newer files of settings, even if an earlier run wrote them and broke off."""
    if succeeds(["systemctl", "is-active", "--quiet", unit]) and changed.isdisjoint(settings):
        shown = run_program(
            ["systemctl", "show", "--timestamp=unix", "--property=ExecMainStartTimestamp", unit]
        )
        began = int(shown.strip().rpartition("@")[2])
        if all(int(path.stat().st_mtime) <= began for path in settings if path.exists()):
            return
    run_program(["systemctl", "restart", unit])
