"""An export takes long to make: a colleague who goes on writing keeps nobody from it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import Babel

from journalist_interface.dossier.making import make_export
from journalist_interface.dossier.wanted import WantedExport
from journalist_interface.verification.decision_basis import SeenUpTo
from store.domain.exports import ExportRecord
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import sign as sign_destruction
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
PURPOSE = "Surat Pengadilan Negeri 12/Pid/2026"


def exported_beside(
    hostile: HostileGateway, exporter: HeadlessWorkstation, case: GenuineCase, write: Callable[[], object]
) -> tuple[int, ExportRecord]:
    """Somebody writes once the files are made and before the export is recorded; the event, and what it says."""
    written: list[object] = []

    def lie(handler: Handler) -> None:
        if not written:
            written.append(write())
        answer = handler.forward()
        handler.send(answer.status_code, answer.content, Content_Type="application/json")

    app = Flask(__name__)
    app.url_build_error_handlers.append(lambda _error, _endpoint, _values: "/")  # no file has links
    Babel(app)
    work = exporter.work(case.case)
    with hostile.lying("POST", f"/v1/cases/{case.case}/events", lie), app.test_request_context():
        made = make_export(work, WantedExport("dossier", PURPOSE), SeenUpTo.of(work.file), None)
    assert written
    read = exporter.work(case.case).file.chain.event(made.event)
    assert read is not None
    content = read.content
    assert content is not None
    assert content.export is not None
    return made.event, content.export


def test_an_export_is_made_once_though_a_colleague_writes_meanwhile(
    busy_office: TestOffice,
    hostile: HostileGateway,
    behind: HeadlessWorkstations,
    workstations: HeadlessWorkstations,
) -> None:
    """A note each minute kept a case of long texts from being exported at all."""
    case, budi = busy_office.report("Isi laporan"), workstations.of("budi")
    perform(budi.work(case.case), "note", text="Catatan pertama")

    event, record = exported_beside(
        hostile,
        behind.of("sari"),
        case,
        lambda: perform(budi.work(case.case), "note", text="Catatan kedua"),
    )
    assert (event, record.events) == (3, 1)


def test_an_export_is_made_anew_if_a_message_was_destroyed_meanwhile(
    busy_office: TestOffice,
    hostile: HostileGateway,
    behind: HeadlessWorkstations,
    workstations: HeadlessWorkstations,
) -> None:
    case, budi = busy_office.report("Isi laporan"), workstations.of("budi")
    place = case.says("Data orang ketiga")
    work = budi.work(case.case)
    perform(work, "propose-part", place=str(place), reason="Data orang ketiga", leader="dewi")

    event, record = exported_beside(
        hostile, behind.of("sari"), case, lambda: sign_destruction(workstations.of("dewi"), case.case)
    )
    assert (event, record.events) == (3, 2)
