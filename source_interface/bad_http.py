"""The pages for what never reaches the app: what is not HTTP at all, and connections that the front does not let in."""

from http import HTTPStatus
from typing import Final

from store.contract.serving import bad_http
from store.contract.serving.bad_http import FixedAnswer

_PAGE: Final = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/static/style.css">
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<div lang="en">
<h2>{title_en}</h2>
<p>{text_en}</p>
</div>
</main>
</body>
</html>
"""


def _page(title: str, text: str, title_en: str, text_en: str) -> FixedAnswer:
    page = _PAGE.format(title=title, text=text, title_en=title_en, text_en=text_en)
    return FixedAnswer(page.encode(), "text/html; charset=utf-8")


UNREADABLE: Final = _page(
    "Permintaan ini tidak dapat dibaca",
    'Silakan mulai lagi dari <a href="/id/">halaman depan</a>.',
    "This request could not be understood",
    'Please start again from the <a href="/en/">first page</a>.',
)
BROKEN: Final = _page(
    "Terjadi kesalahan di sini",
    'Kesalahan ada pada kami. Silakan coba lagi dari <a href="/id/">halaman depan</a>.',
    "Something went wrong here",
    'The fault is ours. Please try again from the <a href="/en/">first page</a>.',
)
CROWDED: Final = _page(
    "Mohon tunggu sebentar",
    "Terlalu banyak sambungan datang lewat sirkuit Tor ini. Tunggu satu menit, atau pilih “Sirkuit Tor Baru untuk "
    "Situs Ini” pada menu Tor Browser, lalu kirim sekali lagi.",
    "Please wait a moment",
    "Too many connections came over this Tor circuit. Wait a minute, or choose “New Tor circuit for this site” in "
    "the menu of Tor Browser, and send it again.",
)


def install() -> None:
    """Let gunicorn answer with these pages, in this process alone."""
    bad_http.install(UNREADABLE, BROKEN)


def refusal(status: int) -> bytes:
    """The front's answer, whole."""
    page = CROWDED if status == HTTPStatus.TOO_MANY_REQUESTS else UNREADABLE
    return page.whole(status, HTTPStatus(status).phrase)
