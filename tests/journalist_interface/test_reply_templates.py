"""The texts that messages start from are the office's own: its file, or the one that comes with Kentongan."""

from pathlib import Path

import pytest

from journalist_interface.reply_templates import (
    CONCLUSION,
    DEFAULT,
    TemplateFile,
    filled,
    read_templates,
    reply_texts,
)
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import Chain, ReadEvent
from journalist_interface.verification.problems import EventRemark
from store.api.messages import CaseRow
from store.domain.event import CaseRole, Content, Event, EventKind, Paper
from store.domain.outcomes import ARCHIVE_REASON_CODES
from store.web.configuration import ConfigurationError
from tests.journalist_interface.workstation import workstation_process
from tests.office import TestOffice
from tests.store.domain.procedure.ready_case import CASE, DAY, ready

OWN = """
[[templates]]
use = "reply"
title = "Salam kantor"
text = "Salam dari kantor kami"
"""


def test_every_reason_for_archiving_has_a_text_and_every_use_has_one() -> None:
    known = read_templates(None)
    assert {template.reason for template in known.of("archive").values()} == set(ARCHIVE_REASON_CODES)
    assert known.of("reply")
    assert known.of("question")
    assert known.of(None) == {}


def test_no_text_of_ours_asks_for_an_identity_card_or_calls_a_person_a_perpetrator() -> None:
    words = DEFAULT.read_text().lower()
    for word in ("ktp", "kartu identitas", "pelaku", "kata sandi", "!"):
        assert word not in words, word


def test_a_conclusion_by_a_colleague_without_the_right_to_write_it_is_no_text_for_the_reporter() -> None:
    """With the store, whom the reporter excluded can write one; the papers show it with what is wrong."""
    paper = Event(CASE, 50, "0" * 64, "sari", CaseRole.OFFICER, EventKind.PAPER, DAY, paper=Paper.CONCLUSION)
    written = [
        ReadEvent(paper, "1" * 64, Content("Terbukti")),
        ReadEvent(paper, "2" * 64, Content("Tidak terbukti"), (EventRemark.EXCLUDED_ACTOR,)),
    ]
    row = CaseRow(
        CASE, "concluded", DAY, DAY, 0, 1, CaseRole.OFFICER, True, None, None, False, False, 50, "2" * 64
    )
    file = CaseFile(CASE, row, DAY, chain=Chain(ready("concluded"), written))
    assert reply_texts(file, TemplateFile())[CONCLUSION].text == "Terbukti"


@pytest.mark.parametrize(
    "wrong",
    [
        'use = "letter"\ntitle = "a"\ntext = "b"',
        'use = "reply"\ntitle = ""\ntext = "b"',
        'use = "reply"\ntitle = "a"',
        'use = "archive"\nreason = "because"\ntitle = "a"\ntext = "b"',
        'use = "reply"\ntitle = "a"\ntext = "b"\ncolour = "red"',
        "use = ",
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "pesan.toml"
    file.write_text(f"[[templates]]\n{wrong}\n")
    with pytest.raises(ConfigurationError, match=r"pesan\.toml"):
        read_templates(file)


def test_what_was_typed_stays_and_a_text_that_was_only_chosen_is_exchanged() -> None:
    known = read_templates(None)
    first, second, *_ = (template.text for template in known.of("reply").values())
    assert filled("", first, known) == first.strip()
    assert filled(first.strip().replace("\n", "\r\n"), second, known) == second.strip()
    assert filled("Sudah saya tulis", first, known) == f"Sudah saya tulis\n\n{first.strip()}"


def test_an_office_writes_its_own_texts(office: TestOffice, gateway: str) -> None:
    file = office.folder / "pesan.toml"
    file.write_text(OWN)
    case = office.report().case
    with (
        workstation_process(office, gateway, reply_templates=str(file)) as station,
        station.signed_in() as sari,
    ):
        form = sari.case(case).form("/reply")
        assert len(form.choices["template"]) == 1
        again = sari.post(form, {"fill": "1"}, []).form("/reply")
    assert again.fields["text"] == "Salam dari kantor kami"
