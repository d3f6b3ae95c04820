"""The sections of a document: report, conversation, decisions, papers, and the list of evidence."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from flask_babel import gettext as _

from journalist_interface.actions.work import Work
from journalist_interface.dossier.evidence_pictures import NONE as NO_PICTURES
from journalist_interface.dossier.evidence_pictures import EvidencePictures
from journalist_interface.dossier.passages import Passages, Words
from journalist_interface.dossier.words import EntryAuthor, Json, heading, in_both, item, paired, section
from journalist_interface.presenters.case_papers import working_papers
from journalist_interface.presenters.case_words import answers, conversation
from journalist_interface.presenters.history import HistoryLine, history
from journalist_interface.presenters.labels import day, file_size
from journalist_interface.session.previews import PreviewKey
from journalist_interface.verification.case_attachments import AttachmentOrigin, case_attachments
from journalist_interface.verification.case_file import FromOffice, FromReporter, Shown
from journalist_interface.verification.chain import OBJECTIONS, ReadEvent
from store.domain.envelope import Attachment
from store.domain.event import CaseRole, EventKind
from store.domain.procedure.permissions import declined
from store.domain.reply import ReplyAttachment

_FOR_FEW: Final = frozenset({EventKind.ADMIT, EventKind.ASK, EventKind.DISCLOSE, EventKind.REFUSE})
"""Events whose words are not for all who read the case."""


def for_all_readers(events: Iterable[ReadEvent]) -> Iterator[ReadEvent]:
    """Yield the events whose words are for all readers of the case, as far as this person can read them."""
    known = list(events)
    few = declined(read.event for read in known)
    for read in known:
        if read.content is not None and read.event.kind not in _FOR_FEW and read.sequence not in few:
            yield read


class Sections:
    """The sections of one case; the passages of each are cut and, if left out, replaced as it is made."""

    def __init__(self, work: Work, passages: Passages, pictures: EvidencePictures) -> None:
        self._work = work
        self._file = work.file
        self._roster = work.services.rosters.current().roster
        self._passages = passages
        self._pictures = pictures

    def report(self) -> Json:
        """Return the answers to the six questions."""
        report, rows = self._file.report, []
        if report is not None:
            here = answers(report)
            for number, ((label, text), (label_en, _text)) in enumerate(paired(lambda: answers(report))):
                said = self._passages.paragraphs(f"report.{number}", here[number][0], text)
                rows.append({"label": (label, label_en), "text": said or ["–"]})
        return section(lambda: _("Report"), rows=rows)

    def conversation(self) -> Json:
        """Return every place of the conversation."""
        turns = paired(lambda: conversation(self._file, self._roster))
        items = []
        for entry, (turn, english) in zip(self._file.shown(), turns, strict=True):
            place = _("Conversation, no. %(number)s", number=turn.number)
            notes = ((turn.remark, english.remark), (turn.problem, english.problem))
            items.append(
                item(
                    heading(turn.number, (turn.author, english.author), turn.day),
                    notes=[note for note in notes if any(note)],
                    text=self._passages.paragraphs(f"entry.{turn.number}", place, turn.text),
                    files=[
                        self._file_line(f"file.entry.{turn.number}.{index}", place, file, turn.day)
                        for index, file in enumerate(_files_of(entry))
                    ],
                    author=_author_of(entry, (turn.author, english.author), turn.number),
                )
            )
        return section(lambda: _("Conversation"), items=items)

    def decisions(self) -> Json:
        """Return the history, each decision with its signer's key and its mark in the chain."""
        readable = {read.sequence for read in for_all_readers(self._file.events)}
        lines = paired(lambda: history(self._file, self._roster))
        items = []
        for read, (line, english) in zip(self._file.events, reversed(lines), strict=True):
            may = read.sequence in readable
            place = _("Decision no. %(number)s", number=read.sequence)
            notes: list[Words | None] = [(line.what, english.what)]
            if may:
                notes += self._details(f"detail.{read.sequence}", place, (line.details, english.details))
            notes += _doubt(read)
            items.append(
                item(
                    heading(str(read.sequence), (_who(line), _who(english)), read.day),
                    notes=notes,
                    text=self._passages.paragraphs(
                        f"decision.{read.sequence}", place, line.said if may else ""
                    ),
                    marks=self._marks(read),
                    author=EntryAuthor(read.event.actor, (line.who, english.who), str(read.sequence)),
                )
            )
        about = in_both(
            lambda: _(
                "Each decision is signed by the key whose fingerprint stands below it, and bound to the "
                "one before by its SHA-256 mark."
            )
        )
        return section(lambda: _("Decisions"), notes=[about], items=items)

    def papers(self) -> Json:
        """Return the working papers, the oldest first."""
        sheets = paired(lambda: working_papers(self._file, self._roster))
        items = []
        for read, (sheet, english) in zip(self._file.chain.papers(), reversed(sheets), strict=True):
            place = _("Working paper, decision no. %(number)s", number=read.sequence)
            names = ", ".join(sheet.present)
            present = [_present(names)] if names else []
            content = read.content
            unread = [in_both(lambda: _("This paper is not encrypted to the person who made this file."))]
            items.append(
                item(
                    heading(str(read.sequence), (sheet.kind, english.kind), read.day),
                    notes=[
                        (f"{sheet.author} ({sheet.part})", f"{english.author} ({english.part})"),
                        *present,
                        *self._details(
                            f"paper-detail.{read.sequence}", place, (sheet.details, english.details)
                        ),
                        *([] if sheet.readable else unread),
                    ],
                    text=self._passages.paragraphs(f"paper.{read.sequence}", place, sheet.text),
                    files=[
                        self._file_line(f"file.paper.{read.sequence}.{number}", place, file, read.day)
                        for number, file in enumerate(() if content is None else content.attachments)
                    ],
                    author=EntryAuthor(read.event.actor, (sheet.author, english.author), str(read.sequence)),
                )
            )
        return section(lambda: _("Working papers"), items=items)

    def evidence(self) -> Json:
        """Return the reporter's files once more, as a list."""
        about = in_both(
            lambda: _(
                "The reporter's files, as the office holds them. Where the channel removed data from a photo "
                "as it arrived, its line says so, and the sum is that of the photo without them. To check a "
                "file, compare its SHA-256 sum with the one here."
            )
        )
        files = []
        for found in case_attachments(self._file):
            if found.origin is AttachmentOrigin.MESSAGE:
                line = self._line(f"file.entry.{found.sequence}.0", found.content, found.day)
                key = PreviewKey.of(self._file.case, found)
                shown = {} if line["name"] is None else self._pictures.of(key, line["name"])
                files.append(line | shown)
        return section(lambda: _("Evidence"), notes=[about], files=files)

    def _details(
        self, name: str, place: str, said: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> list[Words | None]:
        """Return what was chosen, line by line: a risk to the reporter can tell an outsider who that is."""
        pairs = zip(*said, strict=True)
        return [self._passages.words(f"{name}.{number}", place, pair) for number, pair in enumerate(pairs)]

    def _marks(self, read: ReadEvent) -> list[str]:
        event, signed = read.event, self._file.chain.signed[read.sequence - 1]
        if event.part is CaseRole.REPORTER:
            signer = f"Ed25519 {self._work.introduction.voice_key.hex()}"
        else:
            current = self._work.services.rosters.current()
            signer = "OpenPGP " + current.signing_fingerprint(event.actor, signed.signature)
        return [signer, f"SHA-256 {read.digest}"]

    def _file_line(self, name: str, place: str, file: Attachment | ReplyAttachment, on: date | None) -> Json:
        self._passages.file(name, place, file.name)
        return self._line(name, file, on)

    def _line(self, name: str, file: Attachment | ReplyAttachment, on: date | None) -> Json:
        """Return the line of a file; of one that is left out nothing stays, not even its sum."""
        if self._passages.is_left_out(name):
            return {"name": None, "about": ("", ""), "sha256": ""} | NO_PICTURES
        shown = self._passages.shown_file(file.name)
        about = in_both(
            lambda: (
                _("%(size)s (%(bytes)s bytes)", size=file_size(file.size), bytes=file.size)
                + ("" if on is None else f" · {day(on)}")
                + (f" · {_cleaning()}" if isinstance(file, Attachment) and file.cleaned is True else "")
            )
        )
        return {"name": shown, "about": about, "sha256": file.sha256} | NO_PICTURES


def _files_of(entry: Shown) -> tuple[Attachment | ReplyAttachment, ...]:
    if isinstance(entry, FromReporter) and entry.envelope.attachment is not None:
        return (entry.envelope.attachment,)
    return entry.reply.attachments if isinstance(entry, FromOffice) else ()


def _author_of(entry: Shown, name: Words, number: str) -> EntryAuthor | None:
    return EntryAuthor(entry.author, name, number) if isinstance(entry, FromReporter | FromOffice) else None


def _cleaning() -> str:
    return _("When it arrived, the channel removed place, camera and author data from this photo.")


def _present(names: str) -> Words:
    label, english = in_both(lambda: _("Present:"))
    return f"{label} {names}", f"{english} {names}"


def _who(line: HistoryLine) -> str:
    return f"{line.who} ({line.part})" if line.part else line.who


def _doubt(read: ReadEvent) -> list[Words]:
    """Say that an event does not count. The reason is left out: it may tell whom the reporter excluded."""
    if not OBJECTIONS & set(read.remarks):
        return []
    return [
        in_both(lambda: _("The office's program has an objection to this decision: it brings no one in."))
    ]
