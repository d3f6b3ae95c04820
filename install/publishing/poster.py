"""The poster: one A4 page as PDF, the same bytes for the same words, and no date or name of a program in it."""

import io
from collections.abc import Iterable
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from install.errors import InstallError
from install.language import Sentence
from install.publishing import notice as words
from install.publishing.notice import PublicNotice
from store.web.languages import Language

_WIDTH, _HEIGHT = A4
_MARGIN: Final = 20 * mm
_CODE: Final = 62 * mm
_GAP: Final = 10 * mm
_TEXT, _BOLD, _TYPED = "Helvetica", "Helvetica-Bold", "Courier-Bold"
_INK, _MUTED = HexColor("#1a1c1e"), HexColor("#454b50")
_ENCODING: Final = "cp1252"  # of the fonts that each reader of PDF has
_UNPRINTABLE: Final = Sentence(
    "Poster tidak dapat mencetak huruf {letter} dalam {text}. Sebutkan nama kantor dengan huruf Latin di roster.",
    "The poster cannot print the letter {letter} in {text}. Name the office in Latin letters in the roster.",
)
_TOO_LONG: Final = Sentence(
    "Nama kantor dan unitnya terlalu panjang untuk satu halaman poster.",
    "The names of the office and its unit are too long for the one page of a poster.",
)
_LETTERS_A_LINE: Final = 16


class PosterError(InstallError):
    """The poster cannot be made of these words."""


def poster(notice: PublicNotice, language: Language, accent: str) -> bytes:
    """Return the poster in this language; raise `PosterError` if a name is too long, or has letters its fonts lack."""
    for text in (notice.office, notice.unit):
        _require_printable(text)
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=True, lang=language)
    canvas.setTitle(words.TITLE.in_language(language))
    canvas.setAuthor(notice.office)
    canvas.setProducer("")
    canvas.setCreator("")
    sheet = _Sheet(canvas, HexColor(accent))
    sheet.heading(notice, words.TITLE.in_language(language))
    sheet.steps(step.in_language(language) for step in words.STEPS)
    sheet.address(notice)
    sheet.cautions(
        words.BEFORE.in_language(language), [caution.in_language(language) for caution in words.CAUTIONS]
    )
    canvas.showPage()
    canvas.save()
    return written.getvalue()


class _Sheet:
    """The page from the top down; `y` is where the next line stands."""

    def __init__(self, canvas: Canvas, accent: Color) -> None:
        self._canvas = canvas
        self._accent = accent
        self._y = _HEIGHT - _MARGIN

    def heading(self, notice: PublicNotice, title: str) -> None:
        """Draw the office above a rule, and the title."""
        self._paragraph(notice.office, _BOLD, 15, _INK)
        self._paragraph(notice.unit, _TEXT, 12, _MUTED)
        self._canvas.setStrokeColor(self._accent)
        self._canvas.setLineWidth(2)
        self._canvas.line(_MARGIN, self._y, _WIDTH - _MARGIN, self._y)
        self._y -= 14 * mm
        self._paragraph(title, _BOLD, 32, self._accent)
        self._y -= 2 * mm

    def steps(self, texts: Iterable[str]) -> None:
        """Draw the numbered steps."""
        for number, text in enumerate(texts, start=1):
            self._canvas.setFillColor(self._accent)
            self._canvas.setFont(_BOLD, 15)
            self._canvas.drawString(_MARGIN, self._y - 15, str(number))
            self._paragraph(text, _TEXT, 14, _INK, left=_MARGIN + _GAP)
            self._y -= 2.5 * mm

    def address(self, notice: PublicNotice) -> None:
        """Draw the QR code, and beside it the address in lines that can be compared letter by letter."""
        top = self._y - 3 * mm
        _draw_code(self._canvas, notice, _MARGIN, top - _CODE)
        self._canvas.setFillColor(_INK)
        self._canvas.setFont(_TYPED, 19)
        lines = _in_lines(notice)
        y = top - (_CODE - len(lines) * 11 * mm) / 2 - 7 * mm
        for line in lines:
            self._canvas.drawString(_MARGIN + _CODE + _GAP, y, line)
            y -= 11 * mm
        self._y = top - _CODE - 6 * mm

    def cautions(self, heading: str, texts: list[str]) -> None:
        """Draw what to mind, below a rule."""
        self._canvas.setStrokeColor(_MUTED)
        self._canvas.setLineWidth(0.5)
        self._canvas.line(_MARGIN, self._y, _WIDTH - _MARGIN, self._y)
        self._y -= 4 * mm
        self._paragraph(heading, _BOLD, 14, _INK)
        for text in texts:
            self._canvas.setFillColor(_INK)
            self._canvas.setFont(_TEXT, 12)
            self._canvas.drawString(_MARGIN, self._y - 12, "–")
            self._paragraph(text, _TEXT, 12, _INK, left=_MARGIN + 5 * mm)
        if self._y < _MARGIN / 2:
            raise PosterError(_TOO_LONG.told())

    def _paragraph(self, text: str, font: str, size: float, colour: Color, left: float = _MARGIN) -> None:
        self._canvas.setFillColor(colour)
        self._canvas.setFont(font, size)
        for line in simpleSplit(text, font, size, _WIDTH - _MARGIN - left):
            self._canvas.drawString(left, self._y - size, line)
            self._y -= 1.3 * size
        self._y -= 1 * mm


def _in_lines(notice: PublicNotice) -> list[str]:
    name = notice.onion.removesuffix(".onion")
    pieces = [name[start : start + _LETTERS_A_LINE] for start in range(0, len(name), _LETTERS_A_LINE)]
    return ["http://", *pieces[:-1], f"{pieces[-1]}.onion"]


def _draw_code(canvas: Canvas, notice: PublicNotice, x: float, y: float) -> None:
    rows = list(notice.code().matrix_iter(border=0))
    side = _CODE / len(rows)
    canvas.setFillColor(HexColor("#000000"))
    for row, modules in enumerate(rows):
        for column, dark in enumerate(modules):
            if dark:
                canvas.rect(x + column * side, y + _CODE - (row + 1) * side, side, side, stroke=0, fill=1)


def _require_printable(text: str) -> None:
    for letter in text:
        try:
            letter.encode(_ENCODING)
        except UnicodeEncodeError:
            raise PosterError(_UNPRINTABLE.told(letter=letter, text=text)) from None
