"""The office's file of holidays as it begins: an explanation in both languages, and no day."""

from typing import Final

HOLIDAYS_TEXT: Final = """\
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
"""
