"""Texts of the office: how to reach it, its procedure, and protection for reporters.

    [texts.contacts]                 # beside the request for the outcome
    id = "Telepon 021 555 0100, hari kerja 08.00 sampai 16.00"
    en = "Telephone 021 555 0100, working days 08:00 to 16:00"
    [texts.sop]                      # the page on how a report is handled, below the stages
    [texts.protection]               # the office's protection, beside what the law gives
    [texts.law]                      # replaces the built-in text about LPSK and the police

Each is in Indonesian and English, and in the further languages of the installation. English stands in for a missing
one.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from source_interface.i18n.languages import DEFAULT
from store.web.configuration import Settings

MAX_CHARACTERS: Final = 20_000
_NEEDED: Final = (DEFAULT, "en")

LocalText = dict[str, Annotated[str, Meta(min_length=1, max_length=MAX_CHARACTERS)]]
"""A text by language. A blank line begins a paragraph; at most 20,000 characters each."""


def paragraphs(text: LocalText, language: str) -> list[str]:
    """Return the text in this language as a list of paragraphs."""
    return [words for part in text.get(language, text["en"]).split("\n\n") if (words := part.strip())]


_LAW: Final[LocalText] = {
    "id": (
        "Jika Anda dalam bahaya sekarang, hubungi polisi di nomor 110.\n\n"
        "LPSK (Lembaga Perlindungan Saksi dan Korban) adalah lembaga negara yang melindungi saksi, korban, dan "
        "pelapor. Dasarnya UU 31/2014. Anda dapat meminta perlindungan langsung kepada LPSK: telepon 148 atau "
        "www.lpsk.go.id."
    ),
    "en": (
        "If you are in danger now, call the police: 110.\n\n"
        "LPSK, the Witness and Victim Protection Agency, is the state agency that protects witnesses, victims and "
        "those who report. Its basis is Law 31/2014. You can ask it for protection yourself: telephone 148 or "
        "www.lpsk.go.id."
    ),
}


class OfficeTexts(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tables below `[texts]`; each may be absent."""

    contacts: LocalText | None = None
    sop: LocalText | None = None
    protection: LocalText | None = None
    law: LocalText = msgspec.field(default_factory=lambda: dict(_LAW))

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            text = getattr(self, name)
            if text is not None and not text.keys() >= set(_NEEDED):
                raise ValueError(f"`texts.{name}` needs `id` and `en`")
