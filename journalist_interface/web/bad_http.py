"""The pages for what is not HTTP at all: no app has seen it, so they are fixed texts in both languages."""

from http import HTTPStatus
from typing import Final

from store.server.fixed_page import FixedPages

_PAGES: Final = FixedPages(
    "/static/officer.css",
    title_end=" · Kentongan",
    head='<header>\n<p class="office"><strong>Kentongan</strong></p>\n</header>\n',
    main_attributes=' class="narrow"',
)

UNREADABLE: Final = _PAGES.page(
    "Permintaan tidak dipahami",
    "Kembali dan coba lagi.",
    "The request was not understood",
    "Go back and try again.",
)
BROKEN: Final = _PAGES.page(
    "Terjadi gangguan di sini",
    "Coba lagi. Jika terulang, ceritakan langkah Anda kepada administrator sistem.",
    "Something went wrong here",
    "Try again. If it happens again, tell the administrator what you did.",
)


def refusal(status: int) -> bytes:
    """Return the whole answer to a request that the connection loop does not let in."""
    return UNREADABLE.whole(status, HTTPStatus(status).phrase)
