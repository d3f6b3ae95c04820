"""A case through the whole procedure, by the people who have a part in it, each at their own workstation."""

import msgspec
import pytest
from sqlalchemy import update

from crypto import signing
from crypto.gpg.errors import NotForThisKeyError
from crypto.signing import pack, unpack
from journalist_interface.actions import bulk, invitation
from journalist_interface.actions.grants import admit
from journalist_interface.actions.work import (
    ExcludedPersonError,
    SteppedBackError,
    UnknownColleagueError,
    WrongRoleError,
    eligible_people,
    eligible_person,
)
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.verification.case_file import BadRow, FromOffice
from store.domain.event import CaseRole, Check, EventKind, Paper
from store.domain.labels import Label
from store.domain.outcomes import OUT_OF_SCOPE
from store.domain.procedure.errors import (
    ChecklistError,
    DeclarationError,
    NoSuchMoveError,
    NoticeError,
    NotYoursError,
    ReasonError,
)
from store.domain.stages import Stage
from store.model import Statistic
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, ask, perform
from tests.journalist_interface.staged_cases import (
    BRIEF,
    accept,
    assigned,
    reviewed,
    said,
    state_of,
    statistics_of,
    statistics_record_of,
)
from tests.journalist_interface.store_rows import encrypted_to, envelope_of, put_envelope
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)


def to_the_team(case: GenuineCase, workstations: HeadlessWorkstations) -> None:
    """Question and answer, review, and a team that has declared."""
    sari, budi, name = workstations.of("sari"), workstations.of("budi"), case.case
    perform(sari.work(name), "acknowledge")
    with pytest.raises(ChecklistError):
        perform(sari.work(name), "review", checks=(Check.CLARITY,))
    ask(sari.work(name), "Kapan kejadiannya?", sari.upload(name, "contoh.txt", b"x"))
    asked = budi.work(name).file
    [reply] = [entry.reply for entry in asked.entries.values() if isinstance(entry, FromOffice)]
    assert (reply.text, reply.notice and reply.notice.kind) == ("Kapan kejadiannya?", "question")
    assert state_of(asked).until == (reply.notice and reply.notice.until)
    case.says("Bulan lalu")
    assert state_of(sari.work(name).file).stage is Stage.VERIFICATION
    perform(budi.work(name), "classify", category="fraud")
    perform(sari.work(name), "review", checks=tuple(Check))
    perform(sari.work(name), "review-sheet", text="Lembar telaah")
    perform(sari.work(name), "assign", lead="joko", members=("agus",), brief=BRIEF)
    for member in (workstations.of("joko"), workstations.of("agus")):
        with pytest.raises(CaseNotFoundError):
            member.work(name)
        accept(member, name)


def to_leadership(name: str, workstations: HeadlessWorkstations) -> None:
    """The team's work, and its report."""
    joko, agus, dewi = (workstations.of(name) for name in ("joko", "agus", "dewi"))
    with pytest.raises(NotYoursError):
        perform(agus.work(name), "start")
    perform(joko.work(name), "start")
    perform(agus.work(name), "note", text="Catatan kunjungan")
    perform(
        joko.work(name), "findings", text="Laporan hasil", files=joko.upload(name, "hasil.pdf", b"isi hasil")
    )
    with pytest.raises(CaseNotFoundError):
        dewi.work(name)
    perform(joko.work(name), "submit", leader="dewi")


def to_conclusion(name: str, workstations: HeadlessWorkstations) -> None:
    """Back to the team once, then the deliberation and its end."""
    sari, joko, dewi = (workstations.of(name) for name in ("sari", "joko", "dewi"))
    perform(dewi.work(name), "return", reason="Belum lengkap")
    perform(joko.work(name), "findings", text="Laporan hasil kedua")
    perform(joko.work(name), "submit", leader="dewi")
    perform(dewi.work(name), "deliberate")
    perform(workstations.of("budi").work(name), "minutes", text="Notula", present=("budi", "dewi", "joko"))
    perform(
        sari.work(name),
        "conclude",
        conclusion="Simpulan",
        recommendation="Rekomendasi",
        outcome="partly-proven",
    )
    perform(dewi.work(name), "approve")


def test_a_case_goes_through_every_stage_by_six_people(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report("Pengadaan laptop")
    case.attaches(b"isi bukti" * 1_000, "bukti.pdf")
    sari, agus, dewi, name = (
        workstations.of("sari"),
        workstations.of("agus"),
        workstations.of("dewi"),
        case.case,
    )
    to_the_team(case, workstations)
    read = agus.work(name).file
    assert {"Pengadaan laptop", "Bulan lalu", "Kapan kejadiannya?", "Lembar telaah"} <= set(said(read))
    assert read.chain.classification().category == "fraud"
    [blob] = read.given.blobs.keys
    with agus.services.client.blob(agus.officer.token, name, blob, 100_000) as ciphertext:
        plain = b"".join(agus.officer.key.decrypt_stream(ciphertext, *read.given.blobs.of(blob)))
    assert plain.startswith(b"isi bukti")

    to_leadership(name, workstations)
    [findings] = dewi.work(name).file.chain.papers(Paper.FINDINGS)
    assert findings.content is not None
    assert [attachment.name for attachment in findings.content.attachments] == ["hasil.pdf"]
    assert {"Pengadaan laptop", "Catatan kunjungan", "Laporan hasil"} <= set(said(dewi.work(name).file))

    to_conclusion(name, workstations)
    assert state_of(agus.work(name).file).stage is Stage.CONCLUDED
    record = statistics_record_of(dewi, name)
    assert (record.outcome, record.category, record.anonymous) == ("partly-proven", "fraud", True)
    assert [step.stage for step in record.stages][-2:] == [Stage.DELIBERATION, Stage.CONCLUDED]
    perform(dewi.work(name), "reopen", reason="Ada bukti baru")
    assert statistics_record_of(dewi, name).outcome is None
    perform(sari.work(name), "archive", reason="duplicate", text="Sudah pernah dilaporkan")
    assert statistics_record_of(dewi, name).archive_reason == "duplicate"
    for person in ("sari", "budi", "joko", "agus", "dewi"):
        workstations.of(person).forget(name)
        file = workstations.of(person).work(name).file
        assert state_of(file).stage is Stage.ARCHIVED
        assert not any(event.remarks for event in file.events)


def test_an_archived_report_tells_its_reason_and_can_come_back(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, sari = busy_office.report(), workstations.of("sari")
    with pytest.raises(NoSuchMoveError):
        perform(sari.work(case.case), "archive", reason="unclear", text="Tidak jelas")
    perform(sari.work(case.case), "acknowledge")
    with pytest.raises(NoticeError):
        perform(sari.work(case.case), "archive", reason="unclear", text=" ")
    perform(
        sari.work(case.case),
        "archive",
        reason=OUT_OF_SCOPE,
        text="Bukan wewenang kami",
        referred="Ombudsman",
        remark="untuk rekan",
    )
    file = workstations.of("budi").work(case.case).file
    [reply] = [entry.reply for entry in file.entries.values() if isinstance(entry, FromOffice)]
    assert reply.notice is not None
    assert (reply.notice.reason, reply.notice.referred) == (OUT_OF_SCOPE, "Ombudsman")
    assert "untuk rekan" in said(file)
    with pytest.raises(ReasonError):
        perform(sari.work(case.case), "unarchive", reason="")
    perform(sari.work(case.case), "unarchive", reason="Ada informasi baru")
    assert state_of(sari.work(case.case).file).stage is Stage.VERIFICATION


def test_what_the_reporter_seeks_is_seen_to(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, sari = busy_office.report(), workstations.of("sari")
    case.seeks("threat")
    work = sari.work(case.case)
    assert work.file.row.needs_attention
    assert state_of(work.file).attention_request is not None
    perform(work, "acknowledge")
    assert statistics_record_of(workstations.of("dewi"), case.case).threat
    perform(work, "attend", answered=("threat",), remark="Sudah dihubungi")
    assert not sari.work(case.case).file.row.needs_attention


def test_a_dismissed_member_gets_nothing_that_comes_later(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, sari, agus = assigned(busy_office, workstations), workstations.of("sari"), workstations.of("agus")
    agus.work(case.case)
    perform(sari.work(case.case), "dismiss", person="agus", reason="Selesai")
    with pytest.raises(CaseNotFoundError):
        agus.work(case.case)
    perform(sari.work(case.case), "note", text="Sesudahnya")
    later = [read for read in sari.work(case.case).file.events if read.event.paper is Paper.NOTE]
    rows = sari.services.client.events(sari.officer.token, case.case).events
    sealed = next(row.content for row in rows if row.sequence == later[-1].sequence)
    assert sealed is not None
    with pytest.raises(NotForThisKeyError):
        agus.officer.key.decrypt(sealed)


def test_a_colleague_whom_the_reporter_excluded_cannot_be_let_in(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    sari = workstations.of("sari")
    case = reviewed(busy_office, sari, excluded=["auditor", "petugas-2", "kepala"])
    work = sari.work(case.case)
    with pytest.raises(ExcludedPersonError):
        perform(work, "assign", lead="joko", members=("agus",), brief="Tentang")
    with pytest.raises(ExcludedPersonError):
        perform(work, "bring-in", person="budi")
    with pytest.raises(ExcludedPersonError):
        perform(work, "without-team", reason="Tidak perlu", leader="dewi")
    with pytest.raises(WrongRoleError):
        perform(work, "bring-in", person="agus")
    with pytest.raises(UnknownColleagueError):
        perform(work, "bring-in", person="tono")
    assert "dewi" not in {
        person.id for person in eligible_people(work.current, work.excluded, CaseRole.LEADERSHIP)
    }
    perform(sari.work(case.case), "without-team", reason="Tidak perlu tim", leader="lina")
    assert state_of(sari.work(case.case).file).leaders == {"lina"}
    assert state_of(workstations.of("lina").work(case.case).file).stage is Stage.DELIBERATION
    with pytest.raises(CaseNotFoundError):
        workstations.of("budi").work(case.case)


def test_no_member_starts_before_everybody_declared_and_who_declines_is_off(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = assigned(busy_office, workstations, declare=False)
    joko, agus = workstations.of("joko"), workstations.of("agus")
    accept(joko, case.case)
    with pytest.raises(DeclarationError):
        perform(joko.work(case.case), "start")
    found = invitation.invitation(agus.services, agus.officer, case.case)
    invitation.decline(agus.services, agus.officer, found, "Terlapor kerabat saya")
    perform(joko.work(case.case), "start")
    assert "Terlapor kerabat saya" in said(workstations.of("sari").work(case.case).file)


def test_a_message_that_comes_while_a_colleague_is_let_in_is_granted_too(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    sari = workstations.of("sari")
    case = reviewed(busy_office, sari)
    work = sari.work(case.case)
    case.says("Di tengah jalan")
    perform(work, "assign", lead="joko", members=(), brief=BRIEF)
    accept(workstations.of("joko"), case.case)
    assert "Di tengah jalan" in said(workstations.of("joko").work(case.case).file)


def test_two_who_decide_at_once_get_one_decision_and_one_refusal(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = busy_office.report()
    sari, budi = workstations.of("sari").work(case.case), workstations.of("budi").work(case.case)
    perform(sari, "acknowledge")
    with pytest.raises(NoSuchMoveError):
        perform(budi, "acknowledge")
    perform(sari, "classify", category="fraud")
    perform(budi, "note", text="Tetap boleh")
    assert [read.event.kind for read in workstations.of("sari").work(case.case).file.events] == [
        EventKind.MOVE, EventKind.TAKE, EventKind.CLASSIFY, EventKind.PAPER,
    ]  # fmt: skip


def test_an_officer_steps_back_but_not_into_the_case_by_a_hand_over(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, sari, budi = busy_office.report(), workstations.of("sari"), workstations.of("budi")
    perform(sari.work(case.case), "take")
    perform(budi.work(case.case), "step-back", reason="Kenal terlapor")
    with pytest.raises(CaseNotFoundError):
        budi.work(case.case)
    wati = workstations.of("wati")
    [done] = bulk.hand_over(wati.services, wati.officer, [case.case], "sari", "budi")
    assert isinstance(done.error, SteppedBackError)


def test_everything_in_the_store_of_an_event_is_padded(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, sari = busy_office.report(), workstations.of("sari")
    perform(sari.work(case.case), "acknowledge")
    for text in ("pendek", "agak panjang " * 100):
        perform(sari.work(case.case), "note", text=text)
    rows = sari.services.client.events(sari.officer.token, case.case).events
    sizes = [len(sari.officer.key.decrypt(row.content)) for row in rows if row.content is not None]
    assert sizes == [4096, 4096]
    row = workstations.of("dewi").services.client.statistics(workstations.of("dewi").officer.token).records
    record = next(line.record for line in row if line.case == case.case)
    assert unpack(workstations.of("dewi").officer.key.decrypt(record)).text


def test_a_statistics_record_that_no_officer_signed_does_not_count(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, sari, dewi = busy_office.report(), workstations.of("sari"), workstations.of("dewi")
    perform(sari.work(case.case), "acknowledge")
    genuine = statistics_record_of(dewi, case.case)
    text = signing.compose(Label.STATISTICS, msgspec.structs.replace(genuine, author="budi", threat=True))
    forged = encrypted_to(busy_office, "dewi", pack(text, sari.officer.key.sign(text)))
    with busy_office.database.write() as session:
        session.execute(update(Statistic).where(Statistic.case == case.case).values(record=forged))
    found = {counted.case: counted.record for counted in statistics_of(dewi)}
    assert found[case.case] is None


def test_a_grant_holds_no_key_to_what_belongs_to_another_case(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """A store could lay a message of a case that the new reader may not see in a place of one that they may."""
    case, other, sari = busy_office.report(), busy_office.report("Kasus lain"), workstations.of("sari")
    put_envelope(busy_office, case.case, 2, envelope_of(busy_office, other.case, 1))
    case.says("Tambahan")
    work = sari.work(case.case)
    assert isinstance(work.file.entries[2], BadRow)
    grant = admit(
        work, eligible_person(work.current, work.excluded, "joko", CaseRole.MEMBER), CaseRole.MEMBER
    )
    assert grant.content is not None
    assert grant.content.keys is not None
    assert [key.sequence for key in grant.content.keys.entries] == [1, 3]
