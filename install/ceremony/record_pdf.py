"""The printed record: Indonesian first, then English, each with the fingerprints to tick off and lines to sign."""

import io
from typing import Final

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from crypto.gpg.certificate import grouped
from install.ceremony import record as words
from install.ceremony.record import CeremonyRecord
from install.errors import InstallError
from install.language import Sentence
from install.pdf_sheet import (
    BOLD,
    HEIGHT,
    INK,
    MARGIN,
    MUTED,
    TEXT,
    TYPED,
    WIDTH,
    PdfSheet,
    plain_canvas,
    unprintable,
)
from store.web.languages import Language

_LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
_FOOT: Final = 18 * mm
_BOX: Final = 4 * mm
_GROUPS_A_LINE: Final = 5
_FIELD: Final = 12 * mm  # room to write by hand
_GAP: Final = 10 * mm
_UNPRINTABLE: Final = Sentence(
    "Berita acara tidak dapat mencetak huruf {letter} dalam {text}. Ketik dengan huruf Latin.",
    "The record cannot print the letter {letter} in {text}. Type it in Latin letters.",
)


class UnprintableRecordError(InstallError):
    """The record cannot print a name."""


def require_printable(text: str) -> None:
    """Raise `UnprintableRecordError` for a text with a letter that the record's fonts lack."""
    letter = unprintable(text)
    if letter is not None:
        raise UnprintableRecordError(_UNPRINTABLE.told(letter=letter, text=text))


def record_pdf(record: CeremonyRecord) -> bytes:
    """Return the record as PDF; raise `UnprintableRecordError` for a name or place that it cannot print."""
    for text in (record.office, record.zone, *record.present, *record.copies, *record.connections):
        require_printable(text)
    written = io.BytesIO()
    canvas = plain_canvas(written, words.TITLE.id, record.office, "id")
    for language in _LANGUAGES:
        _RecordSheet(canvas, language, record.office_key).fill(record)
    canvas.save()
    return written.getvalue()


class _RecordSheet(PdfSheet):
    """The pages of one language; a new one begins where the next part has no room."""

    def __init__(self, canvas: Canvas, language: Language, office_key: str) -> None:
        super().__init__(canvas)
        self._office_key: Final = office_key
        self._language: Final = language
        self._page = 1

    def fill(self, record: CeremonyRecord) -> None:
        """Draw all parts."""
        self.paragraph(record.office, BOLD, 12, MUTED)
        self.rule()
        self.y -= 4 * mm
        self.paragraph(self._said(words.TITLE), BOLD, 20)
        self.paragraph(record.when(self._language), TEXT, 10.5)
        self._fingerprint(words.OFFICE_KEY, record.office_key)
        if record.backup_key is not None:
            self._fingerprint(words.BACKUP_KEY, record.backup_key)
        self.paragraph(self._said(words.COMPARE), TEXT, 9, MUTED)
        self._heading(words.CHECKS)
        for check in record.checks(self._language):
            self._room(16 * mm)
            self.canvas.setFillColor(INK)
            self.canvas.setFont(TEXT, 10.5)
            self.canvas.drawString(MARGIN, self.y - 10.5, "–")
            self.paragraph(check, TEXT, 10.5, left=MARGIN + 5 * mm)
        self._heading(words.BY_HAND)
        kept = [self._said(words.KEPT).format(copy=place) for place in record.copies]
        self._fields([*kept, self._said(words.PASSPHRASES)])
        self._heading(words.SIGNATURES)
        self._fields([self._said(words.SIGNED).format(name=name) for name in record.present])
        self._end_page()

    def _said(self, sentence: Sentence) -> str:
        return sentence.in_language(self._language)

    def _heading(self, sentence: Sentence) -> None:
        self._room(24 * mm)
        self.y -= 3 * mm
        self.paragraph(self._said(sentence), BOLD, 12)

    def _fingerprint(self, title: Sentence, fingerprint: str) -> None:
        """Draw a fingerprint in two lines of five groups, a box to tick below each."""
        self._heading(title)
        groups = grouped(fingerprint).split()
        for start in range(0, len(groups), _GROUPS_A_LINE):
            self._room(20 * mm)
            for column, group in enumerate(groups[start : start + _GROUPS_A_LINE]):
                x = MARGIN + column * (WIDTH - 2 * MARGIN) / _GROUPS_A_LINE
                self.canvas.setFillColor(INK)
                self.canvas.setFont(TYPED, 18)
                self.canvas.drawString(x, self.y - 16, group)
                self.canvas.setStrokeColor(MUTED)
                self.canvas.rect(x, self.y - 16 - 2 * mm - _BOX, _BOX, _BOX, stroke=1, fill=0)
            self.y -= 16 + _BOX + 4 * mm

    def _fields(self, labels: list[str]) -> None:
        """Draw lines to write on, two beside each other, each below its label."""
        width = (WIDTH - 2 * MARGIN - _GAP) / 2
        for pair in (labels[start : start + 2] for start in range(0, len(labels), 2)):
            split = [simpleSplit(label, TEXT, 9, width) for label in pair]
            height = max(map(len, split)) * 11 + _FIELD
            self._room(height)
            self.canvas.setFillColor(MUTED)
            self.canvas.setFont(TEXT, 9)
            for column, lines in enumerate(split):
                x = MARGIN + column * (width + _GAP)
                for number, line in enumerate(lines):
                    self.canvas.drawString(x, self.y - 9 - 11 * number, line)
                self.canvas.line(x, self.y - height + 3 * mm, x + width, self.y - height + 3 * mm)
            self.y -= height

    def _room(self, height: float) -> None:
        """Begin a new page unless this much is left on the present one."""
        if self.y - height < _FOOT:
            self._end_page()
            self._page += 1
            self.y = HEIGHT - MARGIN

    def _end_page(self) -> None:
        self.canvas.setFillColor(MUTED)
        self.canvas.setFont(TEXT, 8.5)
        page = self._said(words.PAGE).format(page=self._page)
        said = f"{self._said(words.TITLE)} · {grouped(self._office_key)} · {page}"  # binds the pages together
        self.canvas.drawString(MARGIN, MARGIN / 2, said)
        self.canvas.showPage()
