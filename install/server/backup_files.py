"""The files that follow from the answers about backups: the key, the hour, and the host that they are carried to."""

from typing import Final

from install.server.answers import BackupAnswers, BackupHost
from install.server.files import AbsentFile, SystemFile
from install.server.layout import ServerLayout
from store.domain.clock import OFFICE_ZONE

_HOUR: Final = """\
# Written by `kentongan init`.
[Timer]
OnCalendar=
OnCalendar=*-*-* {hour:02}:00:00 {zone}
"""
_HOST: Final = """\
# Written by `kentongan init`.
[Service]
IPAddressAllow={address}
Environment=BACKUP_HOST={account}@{place}
"""


def backup_files(
    layout: ServerLayout, backups: BackupAnswers, certificate: bytes | None
) -> list[SystemFile | AbsentFile]:
    """Return the files of these answers; what another answer left behind is absent."""
    hour = _HOUR.format(hour=backups.hour, zone=OFFICE_ZONE)
    key = (
        AbsentFile(layout.backup_certificate)
        if certificate is None
        else SystemFile(layout.backup_certificate, certificate)
    )
    return [key, SystemFile(layout.backup_hour, hour.encode()), *_host_files(layout, backups.host)]


def _host_files(layout: ServerLayout, host: BackupHost | None) -> list[SystemFile | AbsentFile]:
    if host is None:
        return [AbsentFile(layout.transfer_host), AbsentFile(layout.known_hosts)]
    address, account = host.destination.address, host.destination.account
    place = f"[{address}]" if address.version == 6 else address
    unit = _HOST.format(address=address, account=account, place=place)
    return [
        SystemFile(layout.known_hosts, f"{address} {host.key}\n".encode()),
        SystemFile(layout.transfer_host, unit.encode()),
    ]
