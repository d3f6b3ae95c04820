"""A decision is about what its maker saw: what came since is shown first, and the next press decides."""

from collections.abc import Iterator

import pytest

from journalist_interface.actions import bulk
from journalist_interface.actions.archiving import AttentionRequestedError, archive_in_bulk
from journalist_interface.actions.decision_draft import Answers
from journalist_interface.actions.submit import submit
from store.domain.event import EventKind
from store.domain.outcomes import OUTCOMES
from store.domain.stages import Stage
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway
from tests.journalist_interface.listed_cases import choose, settled
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.staged_cases import assigned, reviewed, state_of
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
PROVEN, UNPROVEN = OUTCOMES[0].code, OUTCOMES[-1].code
WENT_ON = "Ada perkembangan dalam laporan ini sejak halaman ini ditampilkan."
NOTICE = "Pemberitahuan yang panjang untuk pelapor"


def deliberated(office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    """A case whose conclusion waits for approval."""
    sari = workstations.of("sari")
    case = reviewed(office, sari)
    perform(sari.work(case.case), "without-team", reason="Tidak perlu tim", leader="dewi")
    perform(sari.work(case.case), "minutes", text="Notula", present=("sari", "dewi"))
    perform(
        sari.work(case.case),
        "conclude",
        conclusion="Simpulan semula",
        recommendation="Sanksi berat",
        outcome=PROVEN,
    )
    return case


def verified(office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    case = office.report()
    perform(workstations.of("budi").work(case.case), "acknowledge")
    return case


def stage_of(workstations: HeadlessWorkstations, case: GenuineCase) -> Stage:
    return state_of(workstations.of("budi").work(case.case).file).stage


def test_a_leader_approves_only_the_conclusion_that_was_shown(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari, dewi = deliberated(busy_office, workstations), workstations.of("sari"), browsers.of("dewi")
    page = action_page(dewi, case.case, "approve")
    assert "Simpulan semula" in page.text
    assert "Sanksi berat" in page.text
    perform(
        sari.work(case.case),
        "conclude",
        conclusion="Simpulan lain",
        recommendation="Ditutup saja",
        outcome=UNPROVEN,
    )

    refused = dewi.post(page.form("/do/approve"))
    assert (refused.status, WENT_ON in refused.text) == (409, True)
    assert stage_of(workstations, case) is Stage.DELIBERATION
    assert "Sari Wulandari menulis: Simpulan" in refused.text.partition("Baru sejak")[2]
    assert "Ditutup saja" in refused.text
    approved = dewi.post(refused.form("/do/approve"))
    assert "Tahap: Selesai" in approved.text
    assert stage_of(workstations, case) is Stage.CONCLUDED


def test_a_leader_answers_the_findings_only_with_what_colleagues_added(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, dewi = assigned(busy_office, workstations), browsers.of("dewi")
    joko = workstations.of("joko")
    perform(joko.work(case.case), "start")
    perform(joko.work(case.case), "findings", text="Hasil pemeriksaan")
    perform(joko.work(case.case), "submit", leader="dewi")
    forms = []
    for action, field in (("deliberate", "remark"), ("return", "reason")):
        page = action_page(dewi, case.case, action)
        assert "Hasil pemeriksaan" in page.text
        perform(joko.work(case.case), "note", text=f"Saksi mencabut keterangan {action}")
        refused = dewi.post(page.form(f"/do/{action}"), {field: "Tulisan pimpinan"})
        assert (refused.status, WENT_ON in refused.text) == (409, True)
        assert f"Saksi mencabut keterangan {action}" in refused.text.partition("Baru sejak")[2]
        forms.append(refused.form(f"/do/{action}"))
        assert forms[-1].fields[field] == "Tulisan pimpinan"
        assert stage_of(workstations, case) is Stage.LEADERSHIP
    dewi.post(forms[-1])
    assert stage_of(workstations, case) is Stage.INVESTIGATION


def test_what_the_reporter_seeks_meanwhile_is_not_marked_as_attended(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    case.seeks("outcome")
    page = action_page(sari, case.case, "attend")
    case.seeks("threat")

    refused = sari.post(page.form("/do/attend"), {"answered": ["outcome"], "remark": "Sudah dijawab"})
    assert (refused.status, WENT_ON in refused.text) == (409, True)
    assert "Pelapor menyampaikan adanya ancaman atau tekanan" in refused.text.partition("Baru sejak")[2]
    assert refused.form("/do/attend").fields["remark"] == "Sudah dijawab"
    work = workstations.of("budi").work(case.case)
    assert state_of(work.file).attention_request is not None
    assert work.file.row.needs_attention
    half = sari.post(refused.form("/do/attend"))
    assert (half.status, "Centang semua permintaan pelapor." in half.text) == (409, True)
    assert half.form("/do/attend").chosen["answered"] == ["outcome"]
    assert workstations.of("budi").work(case.case).file.row.needs_attention
    sari.post(half.form("/do/attend"), {"answered": ["threat", "outcome"]})
    assert not workstations.of("budi").work(case.case).file.row.needs_attention


def test_a_report_is_archived_only_with_what_its_reporter_wrote_last(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    page = action_page(sari, case.case, "archive")
    case.says("Saya punya rekaman")
    typed = {"reason": "unclear", "text": NOTICE, "remark": "Untuk rekan"}
    refused = sari.post(page.form("/do/archive"), typed, [("surat.pdf", b"isi")])
    assert (refused.status, WENT_ON in refused.text) == (409, True)
    assert "Saya punya rekaman" in refused.text.partition("Baru sejak")[2]
    assert refused.form("/do/archive").fields.items() >= typed.items()
    assert stage_of(workstations, case) is Stage.VERIFICATION
    sari.post(refused.form("/do/archive"), {}, [("surat.pdf", b"isi")])
    assert stage_of(workstations, case) is Stage.ARCHIVED


def test_a_form_that_says_nothing_of_what_was_shown_decides_nothing(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    typed = {"reason": "unclear", "text": NOTICE, "seen": ""}
    refused = sari.post(action_page(sari, case.case, "archive").form("/do/archive"), typed, [])
    assert (refused.status, WENT_ON in refused.text) == (409, True)
    assert stage_of(workstations, case) is Stage.VERIFICATION


def test_a_note_of_a_colleague_stops_no_action_that_does_not_depend_on_it(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    pages: dict[str, OfficerPage] = {
        action: action_page(sari, case.case, action) for action in ("note", "question", "hand-to")
    }
    perform(workstations.of("budi").work(case.case), "note", text="Catatan rekan")
    done = [
        sari.post(pages["note"].form("/do/note"), {"text": "Catatan saya"}, []),
        sari.post(pages["hand-to"].form("/do/hand-to"), {"person": "wati"}),
        sari.post(pages["question"].form("/do/question"), {"text": "Kapan itu terjadi?"}, []),
    ]
    assert [page.status for page in done] == [200, 200, 200]
    assert stage_of(workstations, case) is Stage.CLARIFICATION


def test_own_actions_in_another_window_stop_nothing(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    page = action_page(sari, case.case, "archive")
    note = action_page(sari, case.case, "note")
    sari.post(note.form("/do/note"), {"text": "Catatan saya sendiri"}, [])
    sari.post(page.form("/do/archive"), {"reason": "unclear", "text": NOTICE}, [])
    assert stage_of(workstations, case) is Stage.ARCHIVED


def test_several_are_archived_without_the_one_that_went_on(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    still, moved = busy_office.report(), busy_office.report()
    sari = browsers.of("sari")
    for case in (still, moved):
        sari.case(case.case)
    cases = [still.case, moved.case]
    form = choose(sari, cases).form("/cases/archive")
    moved.says("Saya punya rekaman")
    done = settled(sari, sari.post(form, {"case": cases, "reason": "unclear", "text": NOTICE}))
    assert WENT_ON in done.text
    assert stage_of(workstations, still) is Stage.ARCHIVED
    assert stage_of(workstations, moved) is Stage.RECEIVED


def test_a_case_that_a_colleague_works_on_or_whose_reporter_wrote_more_is_not_archived_unread(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """That a list has a case as just received is the gateway's word, and may be of this morning."""
    new, taken, told = busy_office.report(), busy_office.report(), busy_office.report()
    sari = browsers.of("sari")
    cases = [new.case, taken.case, told.case]
    form = choose(sari, cases).form("/cases/archive")
    perform(workstations.of("budi").work(taken.case), "acknowledge")
    told.says("Saya punya rekaman")
    done = settled(sari, sari.post(form, {"case": cases, "reason": "unclear", "text": NOTICE}))
    assert WENT_ON in done.text
    assert [stage_of(workstations, case) for case in (new, taken, told)] == [
        Stage.ARCHIVED,
        Stage.VERIFICATION,
        Stage.RECEIVED,
    ]


@pytest.fixture
def late_threat(office: TestOffice, gateway: str) -> Iterator[tuple[HeadlessWorkstations, GenuineCase]]:
    """A workstation whose decisions are overtaken by a reporter who tells of a threat."""
    case = office.report()
    told: list[bool] = []

    def overtaken(handler: Handler) -> None:
        if handler.path.endswith("/events") and not told:
            told.append(True)
            case.seeks("threat")
        answer = handler.forward()
        handler.send(answer.status_code, answer.content)

    with HostileGateway(gateway) as between, HeadlessWorkstations(office, between.address) as late:
        late.of("sari").work(case.case)
        with between.lying("POST", f"/v1/cases/{case.case}/events", overtaken):
            yield late, case
            assert told


def test_a_threat_that_overtakes_an_archiving_of_several_stops_it(
    late_threat: tuple[HeadlessWorkstations, GenuineCase],
) -> None:
    late, case = late_threat
    sari = late.of("sari")
    answers = Answers(reason="unclear", text=NOTICE)
    [step] = bulk.in_each(
        sari.services,
        sari.officer,
        [case.case],
        lambda work: submit(work, lambda point: archive_in_bulk(point, answers)),
    )
    assert isinstance(step.error, AttentionRequestedError)
    file = sari.work(case.case).file
    assert state_of(file).attention_request is not None
    assert [read.event.kind for read in file.events] == [EventKind.REQUEST_ATTENTION]
