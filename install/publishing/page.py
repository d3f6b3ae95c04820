"""The page for the office's web site: one file a language, without scripts, and nothing from elsewhere."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from install.publishing import notice as words
from install.publishing.notice import PublicNotice
from store.web.languages import Language

PAGES: Final[dict[Language, str]] = {"id": "index.html", "en": "english.html"}
POSTERS: Final[dict[Language, str]] = {"id": "poster.pdf", "en": "poster-english.pdf"}
_OTHER: Final[dict[Language, Language]] = {"id": "en", "en": "id"}
_ENVIRONMENT: Final = Environment(
    autoescape=True,
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(notice: PublicNotice, language: Language, css: str) -> str:
    """Return the page in this language, with this style sheet in it."""
    other = _OTHER[language]
    return _ENVIRONMENT.get_template("page.html").render(
        notice=notice,
        words=words,
        language=language,
        other_language=other,
        other_page=PAGES[other],
        poster=POSTERS[language],
        css=Markup(css),  # noqa: S704 - the reporters' own sheet, checked when it was made
        code=Markup(_picture(notice)),  # noqa: S704 - drawn here
    )


def _picture(notice: PublicNotice) -> str:
    """Return the QR code as a picture in the page."""
    return notice.code().svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
