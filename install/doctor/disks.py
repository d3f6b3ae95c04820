"""The disks: room for reports, nothing readable left on them, and no time of reading."""

from pathlib import Path
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import source_config
from install.doctor.host import Host
from install.language import Sentence

_LEAST_RESERVE: Final = 256 * 1024**2
_MIB: Final = 1024**2

_FULL: Final = Sentence(
    "Disk {path} hanya memiliki {free} MiB; mulai {reserve} MiB lampiran ditolak, dan yang baru tidak masuk cadangan.",
    "The disk of {path} has {free} MiB left; at {reserve} MiB attachments are refused, and left out of backups.",
)
_SMALL_RESERVE: Final = Sentence(
    "`reserve_bytes` menyisakan {reserve} MiB untuk teks laporan; paling sedikit {least} MiB.",
    "`reserve_bytes` keeps {reserve} MiB for the texts of reports; it takes {least} MiB at least.",
)
_OPEN_SWAP: Final = Sentence("Swap ini tidak terenkripsi: {places}.", "This swap is not encrypted: {places}.")
_READ_TIMES: Final = Sentence(
    "Disk {path} mencatat kapan sebuah berkas dibaca.", "The disk of {path} notes when a file was read."
)


def _look_at_room(host: Host) -> Fault | None:
    reserve = source_config(host).store.reserve_bytes
    path = host.layout.blobs
    free = host.room(path).free
    if free >= 2 * reserve:
        return None
    return Fault(
        _FULL.told(path=path, free=free // _MIB, reserve=reserve // _MIB), f"df --human-readable {path}"
    )


def _look_at_reserve(host: Host) -> Fault | None:
    reserve = source_config(host).store.reserve_bytes
    if reserve >= _LEAST_RESERVE:
        return None
    return Fault(_SMALL_RESERVE.told(reserve=reserve // _MIB, least=_LEAST_RESERVE // _MIB), "kentongan init")


def _look_at_swap(host: Host) -> Fault | None:
    places = [line.split()[0] for line in host.read(host.layout.root / "proc/swaps").splitlines()[1:]]
    plain = [place for place in places if not _is_unreadable(host, place)]
    if not plain:
        return None
    return Fault(_OPEN_SWAP.told(places=", ".join(plain)), " && ".join(f"swapoff {place}" for place in plain))


def _is_unreadable(host: Host, place: str) -> bool:
    """Return whether swap lies in memory, or below it on the way to the disk is encryption."""
    if Path(place).name.startswith("zram"):
        return True
    device = place
    if not place.startswith("/dev/"):
        device = host.run("findmnt", "--noheadings", "--output", "SOURCE", "--target", place).text.strip()
    layers = host.run("lsblk", "--noheadings", "--inverse", "--output", "TYPE", device).text
    return "crypt" in layers.split()


def _look_at_read_times(host: Host) -> Fault | None:
    path = host.layout.blobs
    options = host.run("findmnt", "--noheadings", "--output", "OPTIONS", "--target", str(path)).text
    if "noatime" in options.strip().split(","):
        return None
    mount = host.run("findmnt", "--noheadings", "--output", "TARGET", "--target", str(path)).text.strip()
    return Fault(_READ_TIMES.told(path=path), f"mount -o remount,noatime {mount}  # /etc/fstab: noatime")


DISKS: Final = (
    HostCheck(
        "disk-room",
        Sentence("Disk penyimpanan memiliki ruang", "The store's disk has room"),
        Sentence(
            "Pada disk yang penuh, pelapor tidak dapat mengirim lampiran.",
            "On a full disk reporters cannot send attachments.",
        ),
        _look_at_room,
    ),
    HostCheck(
        "disk-reserve",
        Sentence("Ruang disisakan untuk teks laporan", "Room is kept for the texts of reports"),
        Sentence(
            "Tanpa cadangan ini, lampiran satu orang dapat menutup jalan bagi semua laporan.",
            "Without it one person's attachments shut out everyone's reports.",
        ),
        _look_at_reserve,
    ),
    HostCheck(
        "swap",
        Sentence("Tidak ada swap, atau swap terenkripsi", "There is no swap, or it is encrypted"),
        Sentence(
            "Laporan berada di memori selagi diterima; swap yang terbuka menuliskannya ke disk.",
            "A report is in memory while it arrives; open swap writes it to the disk.",
        ),
        _look_at_swap,
    ),
    HostCheck(
        "read-times",
        Sentence("Disk tidak mencatat waktu baca", "The disk notes no times of reading"),
        Sentence(
            "Waktu baca menunjukkan kapan seseorang membuka kotak suratnya.",
            "Times of reading tell when a person opened their mailbox.",
        ),
        _look_at_read_times,
    ),
)
