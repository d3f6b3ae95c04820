"""The pages for what is not HTTP at all: no app has seen it, so they stand here as they are, in both languages."""

from typing import Final

from store.contract.serving import bad_http
from store.contract.serving.bad_http import FixedAnswer

_PAGE: Final = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · Kentongan</title>
<link rel="stylesheet" href="/static/officer.css">
</head>
<body>
<header>
<p class="office"><strong>Kentongan</strong></p>
</header>
<main class="narrow">
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
    "Permintaan tidak dipahami",
    "Kembali dan coba lagi.",
    "The request was not understood",
    "Go back and try again.",
)
BROKEN: Final = _page(
    "Terjadi kesalahan di sini",
    "Coba lagi. Bila terulang, ceritakan langkah Anda kepada administrator sistem.",
    "Something went wrong here",
    "Try again. If it happens again, tell the administrator what you did.",
)


def install() -> None:
    """Let gunicorn answer with these pages, in this process alone."""
    bad_http.install(UNREADABLE, BROKEN)
