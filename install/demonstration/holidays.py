"""The demo's file of holidays: written once, with an explanation in it, and then left for its user to edit."""

from pathlib import Path
from typing import Final

from install.demonstration.folder import DemoFolder

HOLIDAYS_FILE: Final = "hari-libur.txt"
_TEXT: Final = """\
# Hari libur dan hari kerja kantor ini. Boleh diubah kapan saja: langsung berlaku, tanpa memulai ulang.
# Sabtu, Minggu, dan hari libur nasional sudah dihitung. Tulis di sini yang lain, satu hari satu baris:
#
#     2026-12-24 libur Cuti bersama Natal          (hari ini menjadi hari libur)
#     2026-12-28 kerja Pengganti 24 Desember       (hari ini menjadi hari kerja)
#
# Cuti bersama tidak dihitung dengan sendirinya. Tanggal hari raya Islam tahun depan adalah perkiraan:
# jika pemerintah menetapkan tanggal lain, tulis tanggal itu "libur" dan tanggal perkiraannya "kerja".
#
# Holidays and working days of this office. Change them at any time: they count at once, nothing is restarted.
# Saturdays, Sundays and national holidays are counted already. Write here what differs, one day a line:
# the date, "libur" (a holiday) or "kerja" (a working day), and a reason, as in the two examples above.

2026-12-24 libur Cuti bersama Natal
"""


def holidays_file(folder: DemoFolder) -> Path:
    """Return the file that the servers and all workstations of the demo read."""
    return folder.root / HOLIDAYS_FILE


def write_holidays(folder: DemoFolder) -> None:
    """Write the file unless it exists, since it may have been edited."""
    path = holidays_file(folder)
    if not path.exists():
        path.write_text(_TEXT, "utf-8")
        path.chmod(0o600)
