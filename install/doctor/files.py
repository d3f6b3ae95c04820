"""The owners, groups and modes of files and folders: who may read and write what."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.host import FileState, Host
from install.language import Sentence
from install.server.layout import (
    BACKUP_USER,
    GATEWAY_SOCKET_UNIT,
    GATEWAY_USER,
    SOURCE_SOCKET_UNIT,
    SOURCE_USER,
    STORE_GROUP,
    TOR_UNIT,
    TOR_USER,
    ServerLayout,
)
from store.web.roster_keeper import OFFICE_CERTIFICATE, SIGNATURE_FILE, STATEMENT_FILE

_FOLDERS: Final = "systemd-tmpfiles --create kentongan.conf"
_ALL_BITS: Final = 0o7777
_RIGHTS: Final = 0o777  # Debian's Tor hands its group on to folders, which changes nothing

_PROMISE: Final = Sentence(
    "{path} milik {user}:{group}, mode {mode:o}", "{path} belongs to {user}:{group}, mode {mode:o}"
)
_ABSENT: Final = Sentence("{path} tidak ada.", "{path} does not exist.")
_WRONG: Final = Sentence(
    "{path} milik {user}:{group} dengan mode {mode:o}, seharusnya {wanted}.",
    "{path} belongs to {user}:{group} and has mode {mode:o}; it should be {wanted}.",
)

_SETTINGS: Final = Sentence(
    "Siapa yang menulis di sini menentukan apa yang dilakukan server; konfigurasi dapat memuat kata sandi.",
    "Whoever writes here decides what the servers do; a configuration may hold a password.",
)
_ROSTER: Final = Sentence(
    "Kedua server membaca roster dari sini, dan tidak boleh menggantinya.",
    "Both servers read the roster here, and must not exchange it.",
)
_STORE: Final = Sentence(
    "Kedua server menulis di sini, dan tidak ada orang lain yang boleh membaca.",
    "Both servers write here, and nobody else may read it.",
)
_GATE: Final = Sentence(
    "Selama pembaruan, root menutup kedua server dari sini; tidak ada orang lain yang boleh membukanya.",
    "During an upgrade root shuts both servers from here; nobody else may open them.",
)
_OWN: Final = Sentence(
    "Ini milik satu server saja; server yang lain tidak boleh membacanya.",
    "This is one server's alone; the other must not read it.",
)
_COPIES: Final = Sentence(
    "Cadangan memuat semua yang dimiliki server, juga faktor kedua petugas.",
    "A backup holds all that the servers have, and the officers' second factors.",
)
_CARRIER: Final = Sentence(
    "Siapa yang membaca kunci ssh ini dapat menghapus cadangan di mesin lain.",
    "Whoever reads this ssh key can delete the backups on the other machine.",
)
_LOGS: Final = Sentence(
    "Catatan kesalahan hanya untuk administrator.", "What went wrong is for administrators alone."
)
_SOCKET: Final = Sentence(
    "Hanya Tor yang boleh menghubungi server; program lain dapat mengaku sebagai Tor.",
    "Only Tor may reach the server; another program could pose as Tor.",
)
_ONION: Final = Sentence(
    "Siapa yang membaca kunci ini dapat berdiri di alamat kantor.",
    "Whoever reads these keys can stand at the office's address.",
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A path with its owner, group and mode; `make` is the command that makes it, `bits` are those that count."""

    name: str
    path: Callable[[ServerLayout], Path]
    owner: tuple[str, str]
    mode: int
    why: Sentence
    make: str = _FOLDERS
    bits: int = _ALL_BITS

    def look(self, host: Host) -> Fault | None:
        """Return what is wrong with it."""
        path = self.path(host.layout)
        found = host.state(path)
        if found is None:
            return Fault(_ABSENT.told(path=path), self.make)
        user, group = self.owner
        if (found.user, found.group, found.mode & self.bits) == (user, group, self.mode):
            return None
        return Fault(self._wrong(path, found), f"chown {user}:{group} {path} && chmod {self.mode:o} {path}")

    def check(self) -> HostCheck:
        """Return the check of this path."""
        user, group = self.owner
        values = {"path": self.path(ServerLayout()), "user": user, "group": group, "mode": self.mode}
        return HostCheck(
            self.name, Sentence(*(text.format(**values) for text in _PROMISE)), self.why, self.look
        )

    def _wrong(self, path: Path, found: FileState) -> str:
        wanted = f"{':'.join(self.owner)} {self.mode:o}"
        return _WRONG.told(path=path, user=found.user, group=found.group, mode=found.mode, wanted=wanted)


_ROOT: Final = ("root", "root")
_SOURCE: Final = (SOURCE_USER, SOURCE_USER)
_GATEWAY: Final = (GATEWAY_USER, GATEWAY_USER)
_SHARED: Final = ("root", STORE_GROUP)
_TOR: Final = (TOR_USER, TOR_USER)
_INIT: Final = "kentongan init"
_START: Final = "systemctl restart"


_WANTED: Final = (
    _Wanted("configuration", lambda at: at.configuration, _ROOT, 0o755, _SETTINGS),
    _Wanted("source-config", lambda at: at.source_config, ("root", SOURCE_USER), 0o640, _SETTINGS, _INIT),
    _Wanted("gateway-config", lambda at: at.gateway_config, ("root", GATEWAY_USER), 0o640, _SETTINGS, _INIT),
    _Wanted("answers", lambda at: at.answers, _ROOT, 0o600, _SETTINGS, _INIT),
    _Wanted("holidays-file", lambda at: at.holidays, _ROOT, 0o644, _SETTINGS, _INIT),
    _Wanted("roster-folder", lambda at: at.roster, _ROOT, 0o755, _ROSTER),
    _Wanted("roster-file", lambda at: at.roster / STATEMENT_FILE, _ROOT, 0o644, _ROSTER, _INIT),
    _Wanted("roster-signature-file", lambda at: at.roster / SIGNATURE_FILE, _ROOT, 0o644, _ROSTER, _INIT),
    _Wanted("office-certificate", lambda at: at.roster / OFFICE_CERTIFICATE, _ROOT, 0o644, _ROSTER, _INIT),
    _Wanted("state", lambda at: at.state, _ROOT, 0o755, _STORE),
    _Wanted("gate", lambda at: at.gate, _ROOT, 0o755, _GATE),
    _Wanted("store", lambda at: at.store, _SHARED, 0o2770, _STORE),
    _Wanted("blobs", lambda at: at.blobs, _SHARED, 0o2770, _STORE),
    _Wanted("source-state", lambda at: at.source_state, _SOURCE, 0o700, _OWN),
    _Wanted("gateway-state", lambda at: at.gateway_state, _GATEWAY, 0o700, _OWN),
    _Wanted("backups", lambda at: at.backups, (GATEWAY_USER, BACKUP_USER), 0o2750, _COPIES),
    _Wanted("transfer", lambda at: at.transfer, _ROOT, 0o700, _CARRIER),
    _Wanted("transfer-state", lambda at: at.transfer_state, (BACKUP_USER, BACKUP_USER), 0o700, _CARRIER),
    _Wanted("logs", lambda at: at.logs, ("root", "adm"), 0o750, _LOGS),
    _Wanted(
        "source-socket",
        lambda at: at.source_socket,
        (SOURCE_USER, TOR_USER),
        0o660,
        _SOCKET,
        f"{_START} {SOURCE_SOCKET_UNIT}",
    ),
    _Wanted(
        "gateway-socket",
        lambda at: at.gateway_socket,
        (GATEWAY_USER, TOR_USER),
        0o660,
        _SOCKET,
        f"{_START} {GATEWAY_SOCKET_UNIT}",
    ),
    _Wanted("source-onion", lambda at: at.source_onion, _TOR, 0o700, _ONION, f"{_START} {TOR_UNIT}", _RIGHTS),
    _Wanted(
        "gateway-onion", lambda at: at.gateway_onion, _TOR, 0o700, _ONION, f"{_START} {TOR_UNIT}", _RIGHTS
    ),
)

BACKUP_FILES: Final = (
    _Wanted("backup-certificate", lambda at: at.backup_certificate, _ROOT, 0o644, _SETTINGS, _INIT).check(),
)
"""For a server that makes backups."""
TRANSFER_FILES: Final = (
    _Wanted("transfer-key", lambda at: at.transfer_key, _ROOT, 0o600, _CARRIER, _INIT).check(),
)
"""For a server that carries them to another machine."""
FILES: Final = tuple(wanted.check() for wanted in _WANTED)
