"""A printed A4 page from the top down, in the fonts that each reader of PDF has; nothing in a text is markup."""

from typing import IO, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN: Final = 20 * mm
TEXT, BOLD, TYPED = "Helvetica", "Helvetica-Bold", "Courier-Bold"
INK, MUTED = HexColor("#1a1c1e"), HexColor("#454b50")
_ENCODING: Final = "cp1252"


def unprintable(text: str) -> str | None:
    """Return the first letter of a text that the fonts lack, None if they have all."""
    for letter in text:
        try:
            letter.encode(_ENCODING)
        except UnicodeEncodeError:
            return letter
    return None


class PdfSheet:
    """A page that fills from the top; `y` is where the next line stands."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas: Final = canvas
        self.y = HEIGHT - MARGIN

    def paragraph(self, text: str, font: str, size: float, colour: Color = INK, left: float = MARGIN) -> None:
        """Draw a text in as many lines as it needs."""
        self.canvas.setFillColor(colour)
        self.canvas.setFont(font, size)
        for line in simpleSplit(text, font, size, WIDTH - MARGIN - left):
            self.canvas.drawString(left, self.y - size, line)
            self.y -= 1.3 * size
        self.y -= 1 * mm

    def rule(self, colour: Color = MUTED, width: float = 0.5) -> None:
        """Draw a line across the page."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(MARGIN, self.y, WIDTH - MARGIN, self.y)


def plain_canvas(written: IO[bytes], title: str, author: str, language: str) -> Canvas:
    """Return a canvas whose file tells neither when nor with what it was made."""
    canvas = Canvas(written, pagesize=A4, invariant=True, lang=language)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setProducer("")
    canvas.setCreator("")
    return canvas
