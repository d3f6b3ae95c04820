"""Texts written by the story's people: made up, and the same story in both languages."""

from typing import Final, NamedTuple

from store.web.languages import Language


class Text(NamedTuple):
    """A text in both languages."""

    id: str
    en: str

    def within(self, language: Language) -> str:
        """Return the text in this language."""
        return self.id if language == "id" else self.en


REPORT: Final = {
    "What happened?": Text(
        "Perjalanan dinas dibayar dua kali. Kuitansi dengan nomor yang sama dipakai untuk dua kegiatan.",
        "Official journeys are paid twice. Receipts with the same number are used for two activities.",
    ),
    "Who is involved?": Text(
        "Bendahara bagian umum dan seorang pejabat pembuat komitmen.",
        "The treasurer of general affairs and a commitment officer.",
    ),
    "When did it happen?": Text(
        "Setiap akhir bulan, sejak awal tahun anggaran ini.",
        "At the end of every month, since this budget year began.",
    ),
    "How was it done?": Text(
        "Nomor kuitansi diketik ulang dan tanggalnya diganti, lalu berkas diajukan kembali.",
        "The number of the receipt is typed again and the date changed; then the file is handed in once more.",
    ),
    "Where did it happen?": Text("Di bagian umum, lantai dua.", "In general affairs, on the second floor."),
}
EVIDENCE: Final = Text("daftar kuitansi.txt", "list of receipts.txt")
NUMBERS: Final = Text(
    "Kuitansi 0117 dan 0118, masing-masing dua kali.", "Receipts 0117 and 0118, each twice."
)
NAME: Final = Text("Pelapor Contoh", "Example Reporter")
CONTACT: Final = Text(
    "Telepon 021 555 0199, setelah pukul 18.00", "Telephone 021 555 0199, after 6 in the evening"
)
STANDING: Final = Text("Pegawai bagian umum", "Employee of general affairs")

QUESTION: Final = Text(
    "Terima kasih atas laporan Anda. Untuk bulan apa saja kuitansi itu dipakai dua kali?",
    "Thank you for your report. In which months were these receipts used twice?",
)
ANSWER: Final = Text(
    "Untuk bulan Januari dan Maret. Di bulan Februari saya tidak melihatnya.",
    "In January and March. In February I did not see it.",
)
LABEL: Final = Text("Perjalanan dinas", "Official journeys")
NOTE: Final = Text(
    "Mohon bandingkan nomor kuitansi dengan daftar bulan Maret.",
    "Please compare the numbers of the receipts with the list of March.",
)
REMINDER: Final = Text("Tanyakan daftar bulan Maret", "Ask for the list of March")
TEMPLATE_TITLE: Final = Text("Sedang diperiksa", "Being examined")
TEMPLATE: Final = Text(
    "Laporan Anda berada pada tahap [tahapan]. Kami kabari lagi.",
    "Your report is in the stage [stage]. We will write again.",
)
FILLED: Final = Text(
    "Laporan Anda berada pada tahap Verifikasi.", "Your report is in the stage Verification."
)
WEAK_REASON: Final = Text("Untuk melengkapi berkas perkara.", "To complete the file.")
REFUSAL: Final = Text(
    "Melengkapi berkas bukan alasan yang cukup. Tanyakan dulu lewat percakapan.",
    "To complete a file is not reason enough. Ask in the conversation first.",
)
GOOD_REASON: Final = Text(
    "Dua kuitansi hanya dapat dipastikan dengan pelapor hadir. Ia bersedia lewat percakapan.",
    "Two receipts can only be confirmed with the reporter present, who has agreed to it in the conversation.",
)
SHEET: Final = Text(
    "Dugaan pembayaran ganda perjalanan dinas. Nomor kuitansi jelas, waktunya jelas, dan ada berkas yang dapat "
    "diperiksa. Disarankan audit oleh tim.",
    "Alleged double payment of official journeys. The numbers and the time are clear, and there are files that can "
    "be examined. An audit by a team is advised.",
)
BRIEF: Final = Text(
    "Pembayaran ganda perjalanan dinas di bagian umum. Terlapor: bendahara dan seorang pejabat pembuat komitmen.",
    "Double payment of journeys in general affairs. Reported are the treasurer and a commitment officer.",
)
FIRST_FINDINGS: Final = Text(
    "Kuitansi 0117 dibayar dua kali. Kuitansi 0118 belum diperiksa.",
    "Receipt 0117 was paid twice. Receipt 0118 was not examined yet.",
)
RETURNED: Final = Text(
    "Kuitansi 0118 harus diperiksa sebelum dibahas.", "Receipt 0118 must be examined before the deliberation."
)
FINDINGS: Final = Text(
    "Kuitansi 0117 dan 0118 dibayar dua kali. Selisihnya dua perjalanan. Untuk bulan Februari tidak ditemukan.",
    "Receipts 0117 and 0118 were paid twice: two journeys too many. For February nothing was found.",
)
FINDINGS_FILE: Final = Text("hasil pemeriksaan.txt", "results of the audit.txt")
MINUTES: Final = Text(
    "Temuan dibacakan. Semua sepakat bahwa dua pembayaran terbukti, dan bulan Februari tidak.",
    "The findings were read. All agreed that two payments are proven, and nothing for February.",
)
CONCLUSION: Final = Text(
    "Dugaan terbukti untuk dua pembayaran.", "The allegation is proven for two payments."
)
RECOMMENDATION: Final = Text(
    "Pengembalian ke kas negara, dan pemeriksaan nomor kuitansi secara otomatis.",
    "Repayment to the treasury, and an automatic check of receipt numbers.",
)
WANTED: Final = Text("Apakah uangnya dikembalikan?", "Was the money paid back?")
TOLD: Final = Text(
    "Dugaan Anda terbukti untuk dua pembayaran. Pengembalian ke kas negara sedang berjalan.",
    "What you reported is proven for two payments. The repayment to the treasury is under way.",
)
THIRD_PERSON: Final = Text(
    "Anak kasir itu, Bunga, dirawat karena sakit.", "The cashier's child, Bunga, is in hospital."
)
NOT_CONCERNED: Final = Text(
    "Data kesehatan anak yang tidak ada hubungannya dengan laporan.",
    "A child's health, which has nothing to do with the report.",
)
IN_COURT: Final = Text("Dipakai dalam perkara di pengadilan", "Needed in a case before the court")
COURT: Final = Text("Surat pengadilan nomor 7 tahun 2026", "The court's letter no. 7 of 2026")
REOPENED: Final = Text(
    "Ada kuitansi ketiga dengan nomor yang sama.", "There is a third receipt with the same number."
)

SECOND: Final = {
    "What happened?": Text(
        "Sampah proyek dibuang ke sungai di belakang pasar.",
        "Waste of a project is dumped into the river behind the market.",
    ),
    "Who is involved?": Text("Pelaksana proyek pasar.", "The builder of the market."),
    "When did it happen?": Text("Setiap malam minggu ini.", "Every night of this week."),
    "How was it done?": Text("Dengan truk tanpa pelat nomor.", "With a lorry without number plates."),
}
REFERRED: Final = Text("Dinas Lingkungan Hidup", "The environmental agency")
NOTICE: Final = Text(
    "Terima kasih atas laporan Anda. Urusan ini ditangani Dinas Lingkungan Hidup, dan kami sudah meneruskannya.",
    "Thank you for your report. The environmental agency handles this matter, and we have passed it on.",
)

THIRD: Final = {
    "What happened?": Text(
        "Seorang petugas menceritakan isi laporan kepada orang lain.",
        "An officer tells others what is in the reports.",
    ),
    "Who is involved?": Text("Petugas pengelola WBS yang kedua.", "The second case officer."),
    "When did it happen?": Text("Minggu lalu, di kantin.", "Last week, in the canteen."),
    "How was it done?": Text("Isinya dibacakan dari catatan.", "By reading from notes."),
}
THREAT: Final = Text(
    "Saya diminta mengaku bahwa saya yang melapor.", "I am told to admit that I am the one who reported."
)
SHORT_SHEET: Final = Text(
    "Dugaan pembocoran laporan oleh seorang petugas. Perlu tim tanpa petugas tersebut.",
    "An officer is alleged to leak reports. A team without that officer is needed.",
)
