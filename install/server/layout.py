"""The paths of the server's parts, and the system's names of its users, groups and units.

Both servers have a user of their own. They share the store's folder by a group whose only members they are. Every path
starts at a root, so that a test, or an installer for another disk, can name one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE_USER: Final = "kentongan-source"
GATEWAY_USER: Final = "kentongan-gateway"
BACKUP_USER: Final = "kentongan-backup"
STORE_GROUP: Final = "kentongan-store"
TOR_USER: Final = "debian-tor"

SOURCE_UNIT: Final = "kentongan-source.service"
GATEWAY_UNIT: Final = "kentongan-gateway.service"
SOURCE_SOCKET_UNIT: Final = "kentongan-source.socket"
GATEWAY_SOCKET_UNIT: Final = "kentongan-gateway.socket"
BACKUP_UNIT: Final = "kentongan-backup.service"
BACKUP_TIMER: Final = "kentongan-backup.timer"
TRANSFER_UNIT: Final = "kentongan-backup-transfer.service"
RECOVERY_UNIT: Final = "recover-kentongan.service"
TOR_UNIT: Final = "tor@default.service"
FIREWALL_UNIT: Final = "nftables.service"

DOCTOR_SOCKET: Final = "kentongan-doctor"


@dataclass(frozen=True, slots=True)
class ServerLayout:
    """The server's paths below `root`, which is `/` on a running server."""

    root: Path = Path("/")

    @property
    def configuration(self) -> Path:
        """The folder of both configurations and of the roster, root's alone to write."""
        return self.root / "etc/kentongan"

    @property
    def source_config(self) -> Path:
        """The configuration of the source interface, readable for its user."""
        return self.configuration / "source.toml"

    @property
    def gateway_config(self) -> Path:
        """The configuration of the gateway, readable for its user."""
        return self.configuration / "gateway.toml"

    @property
    def answers(self) -> Path:
        """The administrator's answers to `kentongan init`."""
        return self.configuration / "server.toml"

    @property
    def holidays(self) -> Path:
        """The office's file of holidays, which both servers read."""
        return self.configuration / "holidays.txt"

    @property
    def roster(self) -> Path:
        """The folder of the signed roster and of the office's certificate."""
        return self.configuration / "roster"

    @property
    def state(self) -> Path:
        """The folder of everything that the servers keep."""
        return self.root / "var/lib/kentongan"

    @property
    def store(self) -> Path:
        """The folder of the store's database, shared by both servers."""
        return self.state / "store"

    @property
    def blobs(self) -> Path:
        """The folder of the attachments' ciphertext, shared by both servers."""
        return self.store / "blobs"

    @property
    def source_state(self) -> Path:
        """The source interface's memory of the roster."""
        return self.state / "source"

    @property
    def gateway_state(self) -> Path:
        """The gateway's memory of the roster, and the accounts."""
        return self.state / "gateway"

    @property
    def gate(self) -> Path:
        """The folder that both servers read, and in which root shuts them while they are upgraded."""
        return self.state / "gate"

    @property
    def upgrade(self) -> Path:
        """The folder of an upgrade that has not ended, which only root enters."""
        return self.state / "upgrade"

    @property
    def passed_over(self) -> Path:
        """The settings of apt about a version that did not work here."""
        return self.root / "etc/apt/preferences.d/kentongan-server.pref"

    @property
    def backups(self) -> Path:
        """The repository of encrypted backups: the gateway's to write, for the user that carries them away to read."""
        return self.state / "backups"

    @property
    def backup_certificate(self) -> Path:
        """The certificate of the office's backup key, whose secret half is never on the server."""
        return self.configuration / "backup.gpg"

    @property
    def backup_check(self) -> Path:
        """The office's note that backups were opened where their key lives."""
        return self.configuration / "backup-check.json"

    @property
    def backup_hour(self) -> Path:
        """The hour of the backup, for its timer."""
        return self.root / f"etc/systemd/system/{BACKUP_TIMER}.d/hour.conf"

    @property
    def transfer(self) -> Path:
        """The folder of what carrying backups away needs: the ssh key, and the public key of the host."""
        return self.configuration / "transfer"

    @property
    def transfer_key(self) -> Path:
        """The ssh key by which the backup host knows this server; its public half lies beside it."""
        return self.transfer / "ssh-key"

    @property
    def known_hosts(self) -> Path:
        """The address of the backup host and its public ssh key."""
        return self.transfer / "known_hosts"

    @property
    def transfer_host(self) -> Path:
        """The account and the address of the backup host, for the unit that carries backups there."""
        return self.root / f"etc/systemd/system/{TRANSFER_UNIT}.d/host.conf"

    @property
    def transfer_state(self) -> Path:
        """The folder whose one file was written when backups were last carried away."""
        return self.state / "transfer"

    @property
    def transferred(self) -> Path:
        """The file that was written when backups were last carried away."""
        return self.transfer_state / "last-success"

    @property
    def logs(self) -> Path:
        """The folder of both servers' logs, whose lines carry the day alone."""
        return self.root / "var/log/kentongan"

    @property
    def source_socket(self) -> Path:
        """The socket behind the reporters' onion service."""
        return self.root / "run/kentongan-source/source.sock"

    @property
    def gateway_socket(self) -> Path:
        """The socket behind the officers' onion service."""
        return self.root / "run/kentongan-gateway/gateway.sock"

    @property
    def tor_sockets(self) -> Path:
        """The folder in which Tor opens its control socket, and another one while doctor asks."""
        return self.root / "run/tor"

    @property
    def doctor_socket(self) -> Path:
        """The socket through which doctor visits both onion services."""
        return self.tor_sockets / DOCTOR_SOCKET

    @property
    def torrc(self) -> Path:
        """Tor's configuration, which is Kentongan's alone on this machine."""
        return self.root / "etc/tor/torrc"

    @property
    def source_onion(self) -> Path:
        """Tor's folder of the reporters' onion service."""
        return self.root / "var/lib/tor/kentongan-source"

    @property
    def gateway_onion(self) -> Path:
        """Tor's folder of the officers' onion service."""
        return self.root / "var/lib/tor/kentongan-gateway"

    @property
    def firewall(self) -> Path:
        """The rules that nftables loads at boot."""
        return self.root / "etc/nftables.conf"

    @property
    def time_sources(self) -> Path:
        """The addresses from which systemd sets the clock."""
        return self.root / "etc/systemd/timesyncd.conf.d/kentongan.conf"

    @property
    def apparmor(self) -> Path:
        """The folder of AppArmor's profiles."""
        return self.root / "etc/apparmor.d"

    @property
    def database_profile(self) -> Path:
        """The additions to the profiles of the units that reach a database on another machine."""
        return self.apparmor / "local/kentongan-database"

    def database_drop_in(self, unit: str) -> Path:
        """Return the settings with which this unit reaches a database on another machine."""
        return self.root / f"etc/systemd/system/{unit}.d/database.conf"

    @property
    def loaded_profiles(self) -> Path:
        """The kernel's list of the profiles that it knows; it is there where the kernel has AppArmor."""
        return self.root / "sys/kernel/security/apparmor/profiles"

    @property
    def apparmor_profile(self) -> Path:
        """Debian's AppArmor profile of Tor."""
        return self.apparmor / "system_tor"

    @property
    def apparmor_local(self) -> Path:
        """The additions of this machine to that profile."""
        return self.apparmor / "local/system_tor"

    @property
    def gateway_clients(self) -> Path:
        """The public keys of the workstations that Tor lets through to the gateway."""
        return self.gateway_onion / "authorized_clients"
