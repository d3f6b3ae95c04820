"""What an administrator wrote into a machine's root before its first boot: its name, its network, its mirror."""

import io
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_NETWORK = """
[Match]
Name=host0

[Network]
Address={address}/24
LinkLocalAddressing=no
IPv6AcceptRA=no
"""


@dataclass(frozen=True)
class Neighbour:
    """A machine at the bridge, as the others know it."""

    name: str
    address: str

    @property
    def number(self) -> str:
        """Its number at the bridge."""
        return self.address.rpartition(".")[2]


def first_files(own: Neighbour, all_of_them: Iterable[Neighbour], keyring: bytes) -> dict[str, bytes]:
    """Return the texts of files by their paths."""
    hosts = ["127.0.0.1 localhost", *(f"{one.address} {one.name}" for one in all_of_them), ""]
    source = "deb [signed-by=/etc/apt/keyrings/mirror.gpg] http://mirror ./\n"
    return {
        "etc/hostname": f"{own.name}\n".encode(),
        "etc/hosts": "\n".join(hosts).encode(),
        "etc/systemd/network/10-host0.network": _NETWORK.format(address=own.address).encode(),
        "etc/apt/keyrings/mirror.gpg": keyring,
        "etc/apt/sources.list": source.encode(),
    }


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a tar archive of files that root owns and all may read."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
