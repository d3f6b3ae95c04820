"""The office of the mutations: a case in which everything has happened, another that no trial touches, and who reads.

Each row says a word of its own (`word`), by which pages are searched for it.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from journalist_interface.actions import destruction, identity_disclosure, identity_requests, replies
from journalist_interface.actions.work import Work
from journalist_interface.forms.incoming import IncomingFile
from journalist_interface.reply_templates import ReplyTemplate
from source_interface.services import SourceServices
from source_interface.submissions.withdrawals import SentFileState
from store.cases.chain import case_state
from store.domain.deadlines import MOST_EXTENSION_DAYS
from store.domain.event import Check
from store.domain.reply import ReplyAttachment
from store.domain.roster import Person
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import perform, send_reply
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import gateway_process
from tests.mutations.case_rows import CaseRows
from tests.mutations.colleague import Colleague
from tests.mutations.packet_mutators import encrypted_beforehand
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

PEOPLE: Final = ("sari", "budi", "wati", "joko", "agus", "dewi", "lina", "rina")
OFFICERS: Final = ("sari", "budi", "wati")
WORD: Final = re.compile(r"kenari(?:utuh)?-[a-z]+")


def word(row: str, *, whole: bool = False) -> str:
    """Return what the row of this name says; `whole` in the case that no trial touches."""
    return f"kenari{'utuh' if whole else ''}-{row}"


@dataclass(frozen=True)
class Story:
    """A case and the places of its rows in the conversation and in the chain, by name."""

    case: GenuineCase
    entries: dict[str, int]
    events: dict[str, int]
    blobs: dict[str, str] = field(default_factory=dict)
    files: dict[str, ReplyAttachment] = field(default_factory=dict)


@dataclass
class Scene:
    """Everything that a mutation is tried on; `ended` is an archived case for what comes after that."""

    office: TestOffice
    people: dict[str, Colleague]
    box: Box
    story: Story
    whole: Story
    rows: CaseRows
    ended: GenuineCase
    mailboxes: dict[str, Reporter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.listed = self.office.roster.people

    @property
    def case(self) -> str:
        """The case whose rows are mutated."""
        return self.story.case.case

    @property
    def reporter(self) -> GenuineCase:
        """Its reporter's side."""
        return self.story.case

    @property
    def source(self) -> SourceServices:
        """Return what the reporter's pages work with."""
        return self.box.services()

    @property
    def cases(self) -> tuple[str, str]:
        """Both cases."""
        return self.case, self.whole.case.case

    def renew(self) -> None:
        """Put every row and the roster back, and let every workstation begin anew with the disk that it had."""
        self.rows.put_back()
        self.list_people(self.listed)
        self.forget()

    def forget(self, *people: str) -> None:
        """Let these workstations begin anew, or all."""
        for name in people or PEOPLE:
            self.people[name].renew(self.cases)

    def list_people(self, people: tuple[Person, ...]) -> None:
        """Publish a roster with these people, unless it has them already."""
        if self.office.roster.people != people:
            self.office.publish(people=people)

    def recipients(self, *people: str) -> list[Path]:
        """The certificates of these people."""
        current = self.office.keeper().current()
        found = [person for person in (current.roster.person(name) for name in people) if person is not None]
        return current.recipients(found)


@contextmanager
def scene(folder: Path, keys: OfficeKeys) -> Iterator[Scene]:
    """An office in which the story has been played."""
    with ExitStack() as stack:
        office = TestOffice(folder / "office", keys)
        stack.callback(office.close)
        office.with_everybody()
        gateway = stack.enter_context(gateway_process(office))
        people = {name: stack.enter_context(Colleague(office, gateway, name)) for name in PEOPLE}
        box = Box(office)
        stack.callback(box.close)
        app = box.app()
        story, whole = _played(office, people, whole=False), _played(office, people, whole=True)
        rows = CaseRows.taken(office, story.case.case)
        made = Scene(office, people, box, story, whole, rows, _archived(office, people["sari"]))
        for told in (story, whole):
            reporter = Reporter(app.test_client())
            assert reporter.sign_in(told.case.code).status_code == 303
            made.mailboxes[told.case.case] = reporter
        _read_by_all(made)
        yield made


def _read_by_all(made: Scene) -> None:
    for colleague in made.people.values():
        for address in ("/id/cases", *(f"/id/cases/{case}" for case in made.cases)):
            colleague.get(address)
        colleague.remember()


def _played(office: TestOffice, people: dict[str, Colleague], *, whole: bool) -> Story:
    """Both cases go the same way; in the one that no trial touches the identity was disclosed."""

    def says(row: str) -> str:
        return word(row, whole=whole)

    case = office.report(says("laporan"), name=says("nama"), opens=True)
    sari, budi = (_Worker(people[name], case) for name in ("sari", "budi"))
    story = Story(case, {"report": 1}, {})
    story.blobs["file"] = case.attaches(
        f"{says('berkas')}\n".encode() * 40_000, f"{says('namaberkas')}.pdf"
    ).name
    story.entries["file"] = case.last_sequence
    inner = encrypted_beforehand(office, says("dalam").encode())
    story.entries["inner"] = case.says(f"{says('bungkus')}\n{inner.decode()}")
    story.blobs["inner-file"] = case.attaches(
        encrypted_beforehand(office, says("berkasdalam").encode()), f"{says('namadalam')}.txt.asc"
    ).name
    story.entries["inner-file"] = case.last_sequence
    case.attaches(b"bukti", f"{says('namatarik')}.txt")
    story.entries["withdrawn"] = case.last_sequence
    assert case.withdraws(case.last_sequence) is SentFileState.WITHDRAWN
    story.entries["withdrawal"] = case.last_sequence
    perform(sari.work, "acknowledge")
    perform(sari.work, "classify", category="corruption", remark=says("golongan"))
    story.events["classify"] = sari.last_event
    story.files["reply"] = sari.upload(f"{says('namabalasan')}.txt", says("berkasbalasan"))
    work = sari.work
    with work.file.lock:
        send_reply(work, says("balasan"), (story.files["reply"],))
    story.entries["reply"] = case.last_sequence
    story.files["note"] = budi.upload(f"{says('namacatatan')}.txt", says("berkascatatan"))
    perform(budi.work, "note", text=says("catatan"), files=(story.files["note"],))
    story.events["note"] = budi.last_event
    until = office.clock.today() + timedelta(days=14)
    perform(sari.work, "ask-consent", office=says("lembaga"), text=says("izin"), until=until)
    story.entries["consent"] = case.consents(case.last_sequence, agreed=True)
    story.entries["destroyed"] = case.says(says("musnah"))
    perform(sari.work, "propose-part", place=str(case.last_sequence), reason=says("sebab"), leader="dewi")
    _signed_away(people["dewi"], case.case)
    story.entries["threat"] = case.seeks("threat")
    perform(sari.work, "review", checks=tuple(Check))
    until = office.clock.today() + timedelta(days=MOST_EXTENSION_DAYS)
    perform(sari.work, "extend", reason=says("perpanjangan"), until=until)
    story.events["extend"] = sari.last_event
    _assigned(sari, says("telaah"), says("tugas"))
    _declared(people["joko"], case.case)
    perform(sari.work, "ask-identity", reason=says("alasan"))
    story.events["ask"] = sari.last_event
    if whole:
        _disclosed(people["rina"], case.case)
    if not whole:
        people["sari"].officer.private.change(lambda kept: kept.labelled(case.case, [says("label")]))
        text = ReplyTemplate(use="reply", title=says("teks"), text="Salam")
        people["sari"].officer.texts.change(lambda texts: (*texts, text))
    story.entries["message"] = case.says(says("pesan"))
    story.events["last"] = case_state(office.database, case.case).sequence
    return story


class _Worker:
    """A person who works on the case."""

    def __init__(self, colleague: Colleague, case: GenuineCase) -> None:
        self._colleague = colleague
        self._case = case.case
        self._office = colleague.office

    @property
    def work(self) -> Work:
        services, officer = self._colleague.place.cases, self._colleague.officer
        services.rosters.refresh()
        return Work(services, officer, officer.case(self._case))

    @property
    def last_event(self) -> int:
        return case_state(self._office.database, self._case).sequence

    def upload(self, name: str, text: str) -> ReplyAttachment:
        file = IncomingFile(name, iter([f"{text}\n".encode() * 100]))
        [found] = replies.upload_all(self.work, [file])
        return found


def _archived(office: TestOffice, sari: Colleague) -> GenuineCase:
    case = office.report("Laporan yang usang")
    worker = _Worker(sari, case)
    perform(worker.work, "acknowledge")
    perform(worker.work, "archive", text="Diarsipkan", reason="unclear")
    return case


def _assigned(officer: "_Worker", sheet: str, brief: str) -> None:
    perform(officer.work, "review-sheet", text=sheet)
    perform(officer.work, "assign", lead="joko", members=("agus",), brief=brief)


def _disclosed(custodian: Colleague, case: str) -> None:
    services, officer = custodian.place.cases, custodian.officer
    [asked] = [request for request in identity_requests.requests(services, officer) if request.case == case]
    assert isinstance(asked, identity_requests.ProvenRequest)
    identity_disclosure.disclose(services, officer, asked)


def _signed_away(leader: Colleague, case: str) -> None:
    """Let the leader sign the destruction that was proposed."""
    services, officer = leader.place.cases, leader.officer
    services.rosters.refresh()
    destruction.sign(services, officer, destruction.proposal(services, officer, case))


def _declared(colleague: Colleague, case: str) -> None:
    page = colleague.get(f"/id/cases/{case}")
    assert isinstance(page, OfficerPage)
    assert colleague.post(page.form("/declare")).status == 200
