"""A case in words, in both languages at once, as the template takes it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from journalist_interface.actions.work import Work
from journalist_interface.dossier.evidence_pictures import EvidencePictures
from journalist_interface.dossier.passages import Passages, Words
from journalist_interface.dossier.printable import printable
from journalist_interface.dossier.sections import Sections
from journalist_interface.dossier.wanted import WantedExport
from journalist_interface.dossier.words import Json, day_row, in_both, paired, row, row_in_both
from journalist_interface.presenters.case_people import identity_rows
from journalist_interface.presenters.labels import category_name, relation_name, stage_name
from store.domain.register_number import register_number


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A document of one case: `data` for the template, every passage, whether left out or not, and its pictures."""

    data: Json
    passages: Passages
    pictures: tuple[bytes, ...] = ()


def compose_document(work: Work, wanted: WantedExport, *, archive_apart: bool = False) -> CaseDocument:
    """Return the document of a case as this workstation verified it; the caller holds the case's lock.

    An archive that is too large lies apart instead of in the file.
    """
    passages = Passages(wanted.left_out)
    # No one searches a picture for what is left out of a version for outside.
    pictures = EvidencePictures(None if wanted.outside else work.officer.previews)
    office, today = work.services.rosters.current().roster.office, work.today
    outside = in_both(lambda: _("Version for outside: passages or files may have been left out"))
    data: Json = {
        "title": title_of(wanted),
        "office": printable(office.name, one_line=True),
        "unit": printable(office.unit, one_line=True),
        "register": register_number(work.file.case),
        "date": (today.year, today.month, today.day),
        "mark": outside if wanted.outside else None,
        "volume": None,
        "archive": None if archive_apart else _archive(work, wanted),
        "words": {
            "page": in_both(lambda: _("Page")),
            "left_out": in_both(lambda: _("left out of this version")),
            "columns": (in_both(lambda: _("Item")), in_both(lambda: _("Content"))),
        },
        "notes": list(_notes(wanted, archive_apart=archive_apart)),
        "cover": list(_cover(work, wanted, passages)),
        "sections": list(_sections(Sections(work, passages, pictures), wanted)),
    }
    return CaseDocument(data, passages, tuple(pictures.data))


def title_of(wanted: WantedExport) -> Words:
    """Return the title of this form."""
    match wanted.form:
        case "transcript":
            return in_both(lambda: _("Transcript of the conversation"))
        case "referral":
            return in_both(lambda: _("Referral of a report"))
        case "dossier":
            return in_both(lambda: _("Dossier of a case"))


def _archive(work: Work, wanted: WantedExport) -> Json | None:
    if not wanted.has_archive:
        return None
    about = in_both(lambda: _("Signed texts, signatures and keys of this case, and how to check them"))
    note = in_both(
        lambda: _(
            "An archive is attached to this file. It has the signed originals and says how to check them "
            "without the program that made it."
        )
    )
    return {"name": f"{register_number(work.file.case)}.tar.gz", "description": about, "note": note}


def _notes(wanted: WantedExport, *, archive_apart: bool) -> Iterator[Words]:
    yield in_both(lambda: _("What is reported is alleged. Only the outcome says what was established."))
    if wanted.outside:
        yield in_both(
            lambda: _(
                "This version was composed for people outside the office. What was left out is marked in its "
                "place. It carries no signed originals."
            )
        )
    if archive_apart:
        yield in_both(
            lambda: _(
                "An archive belongs to this file, which is too large to be attached. It has the signed originals "
                "and says how to check them without the program that made it."
            )
        )
    yield in_both(
        lambda: _("Characters that the fonts of this file lack, or that are invisible, are written as [U+…].")
    )


def _cover(work: Work, wanted: WantedExport, passages: Passages) -> Iterator[Json]:
    file, report = work.file, work.file.report
    yield row(lambda: _("Register number"), register_number(file.case))
    if wanted.form == "referral":
        yield row(lambda: _("Referred to"), wanted.to)
    yield row(lambda: _("Purpose of this file"), *wanted.purpose.split("\n"))
    yield day_row(lambda: _("Received"), file.received)
    yield row_in_both(lambda: _("Stage"), lambda: stage_name(work.state.stage))
    yield row_in_both(lambda: _("Kind of violation"), lambda: category_name(file.category))
    if report is not None:
        yield _relation(report.relation, passages)
        yield row_in_both(
            lambda: _("Reporter"),
            lambda: _reporter(anonymous=report.anonymous, named=wanted.identity is not None),
        )
    yield from _identity(wanted)
    yield row(lambda: _("Made by"), _maker(work))
    yield day_row(lambda: _("Made on"), work.today)
    yield row_in_both(
        lambda: _("State of the case"),
        lambda: _(
            "decisions up to no. %(events)s, messages up to no. %(messages)s",
            events=len(file.events),
            messages=file.last,
        ),
    )


def _reporter(*, anonymous: bool, named: bool) -> str:
    if anonymous:
        return _("Anonymous")
    return _("Identified") if named else _("Identified: this file does not hold the identity")


def _identity(wanted: WantedExport) -> Iterator[Json]:
    """Yield what the reporter wrote about themselves, in a referral to which they agreed."""
    identity = wanted.identity
    if identity is None:
        return
    for (label, value), (label_en, _value) in paired(lambda: identity_rows(identity)):
        yield {"label": (label, label_en), "text": [printable(value, one_line=True) or "–"]}
    yield row_in_both(
        lambda: _("Consent"),
        lambda: _("The reporter agreed in the conversation that this office is told the identity."),
    )


def _relation(code: str | None, passages: Passages) -> Json:
    """Return the row of what the reporter is to the office, which narrows down who that is."""
    label = in_both(lambda: _("Relation to the office"))
    said = passages.words("relation", _("Relation to the office"), in_both(lambda: relation_name(code)))
    return {"label": label, "text": [None] if said is None else list(dict.fromkeys(said))}


def _maker(work: Work) -> str:
    person = work.officer.person
    position = work.services.rosters.current().roster.position(person.position)
    return f"{person.name}, {position.title} / {position.title_en}"


def _sections(made: Sections, wanted: WantedExport) -> Iterator[Json]:
    if wanted.form == "transcript":
        yield made.conversation()
        return
    yield from (made.report(), made.conversation(), made.decisions(), made.papers(), made.evidence())
