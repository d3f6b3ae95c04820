"""A store with two whole cases, made by people at their workstations, and copies of it to do harm to."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec

from crypto import signing
from install.audit.findings import Finding
from install.audit.heads import Head
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from journalist_interface.actions import identity_disclosure, identity_requests
from store.domain.event import Check, Event, SignedEvent
from store.domain.labels import Label
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.staged_cases import BRIEF, accept
from tests.office import TestOffice
from tests.server_configuration import server_configuration

Harm = Callable[[sqlite3.Connection], object]


@dataclass(frozen=True)
class Audited:
    """The office, its people, and two cases: one that went to a team, one that just began."""

    office: TestOffice
    workstations: HeadlessWorkstations
    case: GenuineCase
    other: GenuineCase

    def configuration(self, folder: Path, harm: Harm | None = None) -> Path:
        """A gateway's configuration whose database is a copy, to which this harm was done."""
        copy = folder / "store.sqlite3"
        copy.unlink(missing_ok=True)
        source = sqlite3.connect(self.office.folder / "database" / "store.sqlite3")
        target = sqlite3.connect(copy)
        source.backup(target)
        source.close()
        if harm is not None:
            harm(target)
        target.commit()
        target.close()
        store = msgspec.structs.replace(self.office.config.store, database=f"sqlite:///{copy}")
        path = folder / "gateway.toml"
        path.write_text(server_configuration(msgspec.structs.replace(self.office.config, store=store)))
        return path

    def found(self, folder: Path, harm: Harm, *heads: Head) -> list[tuple[str, int | None, str]]:
        """Return what the audit names after this harm: case, event, problem."""
        with open_inputs(self.configuration(folder, harm)) as inputs:
            return [_short(finding) for finding in verify(inputs, heads).findings]

    def signed_by(self, person: str, event: Event) -> SignedEvent:
        """An event as this person's key would sign it, whatever the procedure says."""
        text = signing.compose(Label.EVENT, event)
        return SignedEvent(text, self.office.keys.holder(person).sign(text, self.office.clock.today()))


Row = tuple[bytes, bytes, bytes | None]
Rows = list[Row]


def rows_of(database: sqlite3.Connection, case: str) -> Rows:
    query = 'SELECT statement, signature, content FROM event WHERE "case" = ? ORDER BY sequence'
    return database.execute(query, [case]).fetchall()


def write_rows(database: sqlite3.Connection, case: str, rows: Rows) -> None:
    """These rows, numbered anew: what an attacker does who has the database."""
    database.execute('DELETE FROM event WHERE "case" = ?', [case])
    for number, row in enumerate(rows, 1):
        database.execute(
            'INSERT INTO event ("case", sequence, statement, signature, content) VALUES (?, ?, ?, ?, ?)',
            [case, number, *row],
        )


def recount(database: sqlite3.Connection, case: str) -> None:
    """Let the store's own note of the chain's end agree with the rows."""
    rows = rows_of(database, case)
    head = SignedEvent(rows[-1][0], rows[-1][1]).digest
    database.execute('UPDATE standing SET events = ?, head = ? WHERE "case" = ?', [len(rows), head, case])


def sql(statement: str, *values: object) -> Harm:
    return lambda database: database.execute(statement, values)


def places(found: list[tuple[str, int | None, str]], case: str) -> list[tuple[int | None, str]]:
    assert all(finding[0] == case for finding in found), found
    return [(number, problem) for _, number, problem in found]


def _short(finding: Finding) -> tuple[str, int | None, str]:
    return finding.case, finding.number, finding.irregularity.name


def make(office: TestOffice, workstations: HeadlessWorkstations) -> Audited:
    """The story: a question and its answer, a team, an identity refused, one more case with a note."""
    sari = workstations.of("sari")
    case = office.report("Isi laporan", name="Nama Pelapor")
    perform(sari.work(case.case), "acknowledge")
    until = office.clock.today() + timedelta(days=5)
    perform(sari.work(case.case), "question", text="Kapan tepatnya?", until=until)
    case.says("Hari Senin")
    perform(sari.work(case.case), "review", checks=tuple(Check))
    perform(sari.work(case.case), "review-sheet", text="Lembar telaah")
    perform(sari.work(case.case), "assign", lead="joko", members=("agus",), brief=BRIEF)
    for name in ("joko", "agus"):
        accept(workstations.of(name), case.case)
    perform(sari.work(case.case), "ask-identity", reason="Perlu dihubungi")
    rina = workstations.of("rina")
    [asked] = identity_requests.requests(rina.services, rina.officer)
    assert isinstance(asked, identity_requests.ProvenRequest)
    identity_disclosure.refuse(rina.services, rina.officer, asked, "Belum perlu")
    case.seeks("threat")
    other = office.report("Laporan lain")
    perform(sari.work(other.case), "acknowledge")
    perform(sari.work(other.case), "note", text="Catatan")
    return Audited(office, workstations, case, other)
