"""The words of the page and of the poster, and what they say about one office."""

from dataclasses import dataclass
from typing import Final

import segno

from install.language import Sentence

TITLE: Final = Sentence("Laporkan dugaan pelanggaran dengan aman", "Report an alleged violation safely")
LEAD: Final = Sentence(
    "Kotak laporan ini tidak meminta nama dan tidak membuat akun. Laporan Anda dienkripsi untuk petugas yang "
    "menanganinya, dan Anda dapat mengecualikan siapa pun di antara mereka.",
    "This drop box asks for no name and makes no account. Your report is encrypted to the officers who handle it, and "
    "you can exclude any of them.",
)
BEFORE: Final = Sentence("Sebelum mulai", "Before you begin")
CAUTIONS: Final = (
    Sentence(
        "Jangan pakai komputer, ponsel, Wi-Fi, atau printer milik kantor.",
        "Do not use a computer, a phone, Wi-Fi or a printer of the office.",
    ),
    Sentence(
        "Pakai perangkat Anda sendiri, di tempat yang layarnya tidak terlihat orang lain.",
        "Use your own device, where others cannot see its screen.",
    ),
    Sentence(
        "Jangan ceritakan kepada siapa pun bahwa Anda akan melapor.",
        "Tell no one that you are going to report.",
    ),
    Sentence(
        "Foto alamat ini dapat tersalin ke awan. Salinlah ke kertas, atau hapus fotonya sesudah dipakai.",
        "A photo of this address may be copied to the cloud. Write it on paper, or delete the photo after use.",
    ),
)
HERE: Final = Sentence(
    "Halaman ini terbuka di peramban biasa, jadi penyedia internet dan pengelola situs dapat melihat kunjungan Anda. "
    "Bacalah dari rumah. Alamat laporannya sendiri hanya untuk Tor Browser.",
    "This page opens in any browser, so your provider and the web site’s keepers can see your visit. Read it at home. "
    "The address for reports is for Tor Browser alone.",
)
HOW: Final = Sentence("Cara melapor", "How to report")
OPEN_ADDRESS: Final = Sentence(
    "Buka alamat ini. Bandingkan setiap hurufnya: alamat yang mirip bisa milik orang lain.",
    "Open this address. Compare each letter: an address that looks alike can be another’s.",
)
"""The step at which the address stands."""
STEPS: Final = (
    Sentence(
        "Pasang Tor Browser. Komputer: www.torproject.org. Android: Google Play atau F-Droid, buatan The Tor Project. "
        "iPhone: Onion Browser dari App Store.",
        "Install Tor Browser. Computer: www.torproject.org. Android: Google Play or F-Droid, by The Tor Project. "
        "iPhone: Onion Browser from the App Store.",
    ),
    Sentence(
        "Buka Tor Browser, tekan “Hubungkan”, lalu pilih tingkat keamanan “Paling aman” (Safest).",
        "Open Tor Browser, press “Connect”, then choose the security level “Safest”.",
    ),
    OPEN_ADDRESS,
    Sentence(
        "Tulis laporan Anda, lalu catat kode rahasianya di kertas. Dengan kode itu Anda membaca jawaban petugas. Kode "
        "yang hilang tidak dapat dipulihkan.",
        "Write your report, then note the secret code on paper. With it you read the officers’ answers. A lost code "
        "cannot be restored.",
    ),
)
CODE: Final = Sentence("Alamat yang sama sebagai kode QR", "The same address as a QR code")
CONTACTS: Final = Sentence("Cara lain menghubungi kami", "Other ways to reach us")
DANGER: Final = Sentence(
    "Jika Anda dalam bahaya sekarang, hubungi polisi di nomor 110. LPSK melindungi saksi dan pelapor: telepon 148.",
    "If you are in danger now, call the police: 110. LPSK protects witnesses and those who report: telephone 148.",
)
OTHER_LANGUAGE: Final = Sentence("English", "Indonesia")
POSTER: Final = Sentence("Poster untuk dicetak (PDF)", "Poster to print (PDF)")


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """The facts that an office publishes: its name and unit, the onion address, and its contacts, by language."""

    office: str
    unit: str
    onion: str
    contacts: Sentence | None = None

    @property
    def address(self) -> str:
        """The address as a reporter types it."""
        return f"http://{self.onion}"

    def code(self) -> segno.QRCode:
        """Return the address as a QR code that is read with a seventh of it covered."""
        return segno.make_qr(self.address, error="m")
