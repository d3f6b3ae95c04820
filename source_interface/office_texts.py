"""What an office says in its own words, in both languages: how to reach it, and who protects those who report.

[texts.contacts]                 # beside the request for the outcome
id = "Telepon 021 555 0100, hari kerja 08.00 sampai 16.00"
en = "Telephone 021 555 0100, working days 08:00 to 16:00"

[texts.protection]               # the office's own, beside what the law gives
[texts.law]                      # in place of what stands here about LPSK and the police
"""

from typing import Annotated, Final

from msgspec import Meta

from store.contract.configuration import Settings
from store.contract.languages import Language

MAX_CHARACTERS: Final = 4_000

_Words = Annotated[str, Meta(min_length=1, max_length=MAX_CHARACTERS)]


class LocalText(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in Indonesian and English. A blank line begins a paragraph; at most 4,000 characters each."""

    id: _Words
    en: _Words

    def paragraphs(self, language: Language) -> list[str]:
        """The text in this language, paragraph by paragraph."""
        text = self.id if language == "id" else self.en
        return [words for part in text.split("\n\n") if (words := part.strip())]


_LAW: Final = LocalText(
    id=(
        "Jika Anda dalam bahaya sekarang, hubungi polisi di nomor 110.\n\n"
        "LPSK (Lembaga Perlindungan Saksi dan Korban) adalah lembaga negara yang melindungi saksi, korban, dan "
        "pelapor. Dasarnya UU 31/2014. Anda dapat meminta perlindungan langsung kepada LPSK: telepon 148 atau "
        "www.lpsk.go.id."
    ),
    en=(
        "If you are in danger now, call the police: 110.\n\n"
        "LPSK, the Witness and Victim Protection Agency, is the state agency that protects witnesses, victims and "
        "those who report. Its basis is Law 31/2014. You can ask it for protection yourself: telephone 148 or "
        "www.lpsk.go.id."
    ),
)


class OfficeTexts(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tables below `[texts]`; each may be absent."""

    contacts: LocalText | None = None
    protection: LocalText | None = None
    law: LocalText = _LAW
