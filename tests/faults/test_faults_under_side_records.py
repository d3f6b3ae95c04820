"""A gpg that hangs under what pages can do without: the private record and the texts. A page waits for one of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.gpg import process
from journalist_interface.reply_templates import ReplyTemplate
from journalist_interface.sealed_records.office_texts import TextsProblem
from journalist_interface.sealed_records.private_entries import PrivateEntries
from journalist_interface.sealed_records.private_records import PrivateNotice
from tests.faults.mounts import hanging_gpg, hanging_runs
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.workstation import gateway_process
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.own_namespaces import own_mounts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
GREETING = ReplyTemplate(use="reply", title="Salam kami", text="Salam dari [nama kantor].")


@pytest.fixture
def office(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    made = TestOffice(tmp_path / "office", office_keys)
    with own_mounts():
        yield made
    made.close()


@pytest.fixture
def people(office: TestOffice) -> Iterator[HeadlessWorkstations]:
    with gateway_process(office) as gateway, HeadlessWorkstations(office, gateway) as made:
        yield made


def test_one_wait_for_a_gpg_that_hangs_serves_the_private_record_and_the_texts_for_a_minute(
    office: TestOffice, people: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, sari = office.report().case, people.of("sari").officer
    sari.private.change(lambda entries: entries.labelled(case, ["penting"]))
    sari.texts.change(lambda texts: (*texts, GREETING))
    sari = people.anew("sari").officer
    with hanging_gpg(office.folder), monkeypatch.context() as patience:
        patience.setattr(process, "PATIENCE", 1.0)
        assert sari.private.entries() == PrivateEntries()
        once = hanging_runs(office.folder)
        assert once > 0
        assert sari.texts.current().problem is TextsProblem.UNKNOWN
        assert sari.texts.refresh().problem is TextsProblem.UNKNOWN
        sari.private.note_opened(case, 1)
        office.move(seconds=40)
        assert sari.private.labels_of(case) == ()
        assert sari.private.take_notices() == [PrivateNotice.UNKNOWN]
        assert hanging_runs(office.folder) == once
    office.move(seconds=30)
    assert sari.private.labels_of(case) == ("penting",)
    in_use = sari.texts.current()
    assert (in_use.problem, GREETING in in_use.file.templates) == (None, True)
