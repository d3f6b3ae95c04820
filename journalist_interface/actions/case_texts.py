"""The office's texts for a message in one case: placeholders that the case answers are filled in.

A placeholder is written in one of both languages, and its day or stage is given in that language: a text for reporters
who write English stays English on an Indonesian page. What the case does not answer is left for the officer.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from flask_babel import force_locale, format_date, gettext

from journalist_interface.actions.work import Work
from journalist_interface.reply_templates import TemplateFile, filled_in
from journalist_interface.verification.case_file import FromReporter
from store.domain.stages import WORDS

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "id": {
        "office": "nama kantor",
        "unit": "nama unit",
        "today": "hari ini",
        "received": "tanggal laporan",
        "answer": "tanggal jawaban paling lambat",
        "stage": "tahapan",
    },
    "en": {
        "office": "name of the office",
        "unit": "name of the unit",
        "today": "today",
        "received": "day of the report",
        "answer": "last day for an answer",
        "stage": "stage",
    },
}


def texts_of_case(work: Work) -> TemplateFile:
    """Return the office's texts as they begin a message in this case."""
    return filled_in(work.services.templates, dict(_values(work)))


def _values(work: Work) -> Iterator[tuple[str, str]]:
    """Yield each placeholder with what stands in its place."""
    office, first = work.current.roster.office, work.file.entries.get(1)
    for language, names in _NAMES.items():
        with force_locale(language):
            yield names["office"], office.name
            yield names["unit"], office.unit
            yield names["today"], _day(work.today)
            yield names["answer"], _day(work.services.deadlines.answer_by(work.today))
            if isinstance(first, FromReporter):
                yield names["received"], _day(first.envelope.day)
            if work.file.state is not None:
                yield names["stage"], gettext(WORDS[work.file.state.stage].name)


def _day(day: date) -> str:
    return str(format_date(day, "long"))
