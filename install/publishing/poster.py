"""The poster: one A4 page as PDF, the same bytes for the same words, and no date or name of a program in it."""

import io
from collections.abc import Iterable
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from install.errors import InstallError
from install.language import Sentence
from install.pdf_sheet import BOLD, INK, MARGIN, MUTED, TEXT, TYPED, PdfSheet, plain_canvas, unprintable
from install.publishing import notice as words
from install.publishing.notice import PublicNotice
from store.web.languages import Language

_CODE: Final = 62 * mm
_GAP: Final = 10 * mm
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
    canvas = plain_canvas(written, words.TITLE.in_language(language), notice.office, language)
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


class _Sheet(PdfSheet):
    """The poster's page."""

    def __init__(self, canvas: Canvas, accent: Color) -> None:
        super().__init__(canvas)
        self._accent = accent

    def heading(self, notice: PublicNotice, title: str) -> None:
        """Draw the office above a rule, and the title."""
        self.paragraph(notice.office, BOLD, 15, INK)
        self.paragraph(notice.unit, TEXT, 12, MUTED)
        self.rule(self._accent, 2)
        self.y -= 14 * mm
        self.paragraph(title, BOLD, 32, self._accent)
        self.y -= 2 * mm

    def steps(self, texts: Iterable[str]) -> None:
        """Draw the numbered steps."""
        for number, text in enumerate(texts, start=1):
            self.canvas.setFillColor(self._accent)
            self.canvas.setFont(BOLD, 15)
            self.canvas.drawString(MARGIN, self.y - 15, str(number))
            self.paragraph(text, TEXT, 14, INK, left=MARGIN + _GAP)
            self.y -= 2.5 * mm

    def address(self, notice: PublicNotice) -> None:
        """Draw the QR code, and beside it the address in lines that can be compared letter by letter."""
        top = self.y - 3 * mm
        _draw_code(self.canvas, notice, MARGIN, top - _CODE)
        self.canvas.setFillColor(INK)
        self.canvas.setFont(TYPED, 19)
        lines = _in_lines(notice)
        y = top - (_CODE - len(lines) * 11 * mm) / 2 - 7 * mm
        for line in lines:
            self.canvas.drawString(MARGIN + _CODE + _GAP, y, line)
            y -= 11 * mm
        self.y = top - _CODE - 6 * mm

    def cautions(self, heading: str, texts: list[str]) -> None:
        """Draw what to mind, below a rule."""
        self.rule()
        self.y -= 4 * mm
        self.paragraph(heading, BOLD, 14, INK)
        for text in texts:
            self.canvas.setFillColor(INK)
            self.canvas.setFont(TEXT, 12)
            self.canvas.drawString(MARGIN, self.y - 12, "–")
            self.paragraph(text, TEXT, 12, INK, left=MARGIN + 5 * mm)
        if self.y < MARGIN / 2:
            raise PosterError(_TOO_LONG.told())


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
    letter = unprintable(text)
    if letter is not None:
        raise PosterError(_UNPRINTABLE.told(letter=letter, text=text))
