"""Pages for requests that never reach the app: what is not HTTP, and connections that the loop turns away."""

from http import HTTPStatus
from typing import Final

from store.server.fixed_page import FixedPages

_PAGES: Final = FixedPages("/static/style.css")

UNREADABLE: Final = _PAGES.page(
    "Permintaan ini tidak dapat dibaca",
    'Silakan mulai lagi dari <a href="/id/">halaman depan</a>.',
    "This request could not be understood",
    'Please start again from the <a href="/en/">first page</a>.',
)
BROKEN: Final = _PAGES.page(
    "Terjadi gangguan di sini",
    'Gangguan ini bukan kesalahan Anda. Silakan coba lagi dari <a href="/id/">halaman depan</a>.',
    "Something went wrong here",
    'The fault is ours. Please try again from the <a href="/en/">first page</a>.',
)
CROWDED: Final = _PAGES.page(
    "Mohon tunggu sebentar",
    "Terlalu banyak sambungan datang lewat sirkuit Tor ini. Tunggu satu menit, atau pilih “Sirkuit Tor Baru untuk "
    "Situs Ini” pada menu Tor Browser, lalu kirim sekali lagi.",
    "Please wait a moment",
    "Too many connections came over this Tor circuit. Wait a minute, or choose “New Tor circuit for this site” in "
    "the menu of Tor Browser, and send it again.",
)


def refusal(status: int) -> bytes:
    """Return the connection loop's whole answer."""
    page = CROWDED if status == HTTPStatus.TOO_MANY_REQUESTS else UNREADABLE
    return page.whole(status, HTTPStatus(status).phrase)
