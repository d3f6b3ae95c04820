"""The record of a ceremony as data: who was there, when, which keys were made, and what was checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from install.language import Sentence
from store.web.languages import Language

TITLE: Final = Sentence("Berita acara pembuatan kunci kantor", "Record of the making of the office key")
WHEN: Final = Sentence(
    "Dimulai {began}, selesai {ended} ({zone}), menurut jam mesin itu.",
    "Begun {began}, ended {ended} ({zone}), by the clock of the machine.",
)
OFFICE_KEY: Final = Sentence("Sidik jari kunci kantor", "Fingerprint of the office key")
BACKUP_KEY: Final = Sentence("Sidik jari kunci cadangan", "Fingerprint of the backup key")
COMPARE: Final = Sentence(
    "Seorang membacakan dari layar, kelompok demi kelompok; yang lain memberi tanda di bawah setiap kelompok.",
    "One person reads aloud from the screen, group by group; another ticks the box below each group.",
)
CHECKS: Final = Sentence("Yang diperiksa", "What was checked")
BY_HAND: Final = Sentence("Diisi dengan tangan", "To be filled in by hand")
KEPT: Final = Sentence("{copy} disimpan di", "{copy} is kept at")
PASSPHRASES: Final = Sentence(
    "Frasa sandi disimpan (bukan bersama salinan) di", "The passphrases are kept (apart from the copies) at"
)
SIGNATURES: Final = Sentence("Yang hadir", "Present")
SIGNED: Final = Sentence("{name}, tanda tangan", "{name}, signature")
PAGE: Final = Sentence("halaman {page}", "page {page}")

_NO_NETWORK: Final = Sentence(
    "Tidak ada sambungan jaringan atau radio yang menyala pada mesin itu.",
    "No network link and no radio of the machine was on.",
)
_NETWORK: Final = Sentence(
    "TERSAMBUNG, dan diteruskan dengan sengaja: {names}.",
    "CONNECTED, and gone on with knowingly: {names}.",
)
_CLOCK: Final = Sentence(
    "Jam mesin dibandingkan oleh yang hadir.", "The people present compared the clock of the machine."
)
_NO_CLOCK: Final = Sentence(
    "Jam mesin TIDAK dibandingkan: perintah dijalankan tanpa pertanyaan.",
    "The clock was NOT compared: the command ran without questions.",
)
_DRAWN: Final = Sentence(
    "Frasa sandi kunci kantor diundi oleh mesin dan diketik kembali.",
    "The passphrase of the office key was drawn by the machine and typed back.",
)
_TYPED: Final = Sentence(
    "Frasa sandi kunci kantor dipilih oleh yang hadir.",
    "The passphrase of the office key was chosen by the people present.",
)
_MADE: Final = Sentence(
    "Kunci kantor dibuat (Ed25519, tanpa akhir masa berlaku); tanda tangan percobaannya benar.",
    "The office key was made (Ed25519, without an expiry); its trial signature is good.",
)
_BACKUP_MADE: Final = Sentence(
    "Kunci cadangan dibuat; kunci rahasianya membuka pesan percobaan.",
    "The backup key was made; its secret half opened a trial message.",
)
_NO_BACKUP: Final = Sentence("TIDAK ada kunci cadangan yang dibuat.", "NO backup key was made.")
_COPIED: Final = Sentence(
    "Salinan di {place}: ditulis, dibaca kembali, sama dengan aslinya, dan yang terbaca menandatangani serta membuka.",
    "Copy at {place}: written, read back, the same as the original; what was read signs and opens.",
)
_ONE_MEDIUM: Final = Sentence(
    "TIDAK diperiksa apakah salinan-salinan itu berada di media yang berbeda.",
    "It was NOT checked that the copies are on different media.",
)
_APART: Final = Sentence(
    "Asli dan salinan-salinannya berada di media yang berbeda.",
    "The original and its copies are on different media.",
)


@dataclass(frozen=True, slots=True)
class CeremonyRecord:
    """All that the record says. Fingerprints are full, `copies` the places of the copies as they were named."""

    office: str
    began: datetime
    ended: datetime
    zone: str
    present: tuple[str, ...]
    office_key: str
    backup_key: str | None
    copies: tuple[str, ...]
    connections: tuple[str, ...]
    clock_compared: bool
    passphrase_drawn: bool
    media_apart: bool

    def when(self, language: Language) -> str:
        """Return when it was."""
        began, ended = (f"{at:%Y-%m-%d %H.%M}" for at in (self.began, self.ended))
        return WHEN.in_language(language).format(began=began, ended=ended, zone=self.zone)

    def checks(self, language: Language) -> list[str]:
        """Return what was checked, and in capitals what was not."""
        return [sentence.in_language(language).format(**values) for sentence, values in self._checks()]

    def _checks(self) -> Iterator[tuple[Sentence, dict[str, str]]]:
        if self.connections:
            yield _NETWORK, {"names": ", ".join(self.connections)}
        else:
            yield _NO_NETWORK, {}
        yield _CLOCK if self.clock_compared else _NO_CLOCK, {}
        yield _DRAWN if self.passphrase_drawn else _TYPED, {}
        yield _MADE, {}
        yield _NO_BACKUP if self.backup_key is None else _BACKUP_MADE, {}
        for place in self.copies:
            yield _COPIED, {"place": place}
        yield _APART if self.media_apart else _ONE_MEDIUM, {}
