"""A grant opens the files of its own case, whatever the store lays in their places."""

import os
from pathlib import Path

import pytest
from sqlalchemy import update

import crypto.gpg.process
from crypto.gpg.decrypt import HEAD_BYTES
from journalist_interface.actions import bulk
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft
from journalist_interface.actions.submit import submit
from journalist_interface.session.attachments import of_reporter
from journalist_interface.verification.case_file import BadRow
from store.domain.event import NO_EVENT, BlobKey, CaseRole, Content, EventKind, Keys, PlaceKey
from store.domain.procedure.errors import AlreadyDoneError
from store.model import Blob
from tests.genuine_case import GenuineCase
from tests.hostile_packets import LITERAL, encrypted_raw, packet, silent_packets
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.staged_cases import BRIEF, accept, reviewed, said
from tests.office import TestOffice


def file_of(office: TestOffice, name: str) -> Path:
    return next(path for path in (office.folder / "blobs").rglob("*") if path.is_file() and name in path.name)


def put_file(office: TestOffice, name: str, data: bytes) -> None:
    """Lay something else in its place, as an attacker with the disk could."""
    target = file_of(office, name)
    target.chmod(0o640)
    target.write_bytes(data)


def grant_to(
    person: str, content: Content, role: CaseRole = CaseRole.OFFICER, keys: str = NO_EVENT
) -> DecisionDraft:
    return DecisionDraft((EventDraft(EventKind.ADMIT, content, person=person, role=role, keys=keys),))


def granted(case: GenuineCase, workstations: HeadlessWorkstations) -> HeadlessWorkstation:
    """Bring joko in, who leads and has declared."""
    sari, joko = workstations.of("sari"), workstations.of("joko")
    perform(sari.work(case.case), "assign", lead="joko", members=(), brief=BRIEF)
    accept(joko, case.case)
    return joko


@pytest.mark.timeout(300)
def test_no_grant_holds_the_key_of_another_cases_file_that_a_store_exchanged(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    other = busy_office.report("Kasus lain")
    secret = other.attaches(b"rahasia kasus lain" * 100, "lain.pdf")
    case = reviewed(busy_office, workstations.of("sari"))
    exchanged = case.attaches(b"isi bukti" * 200, "bukti.pdf")
    genuine = case.attaches(b"bukti kedua" * 200, "kedua.pdf")
    put_file(busy_office, exchanged.name, file_of(busy_office, secret.name).read_bytes())

    joko = granted(case, workstations)

    assert set(joko.work(case.case).file.given.blobs.keys) == {genuine.name}


@pytest.mark.timeout(300)
def test_a_key_that_a_grant_named_is_not_granted_on_unproved(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """A colleague's grant names the key of another case's file, which would go on to whom that case excludes."""
    sari, budi = workstations.of("sari"), workstations.of("budi")
    other = busy_office.report("Kasus lain")
    secret = other.attaches(b"rahasia kasus lain" * 100, "lain.pdf")
    foreign = sari.officer.key.session_key(file_of(busy_office, secret.name).read_bytes())
    case = reviewed(busy_office, sari)
    genuine = case.attaches(b"isi bukti" * 200, "bukti.pdf")
    planted = Content(keys=Keys(blobs=(BlobKey(genuine.name, foreign.text),)))

    submit(budi.work(case.case), lambda _point: grant_to("sari", planted))
    perform(sari.work(case.case), "assign", lead="joko", members=(), brief=BRIEF)
    joko = workstations.of("joko")
    accept(joko, case.case)

    given = joko.work(case.case).file.given.blobs
    assert set(given.keys) == {genuine.name}
    assert foreign not in given.of(genuine.name)


@pytest.mark.timeout(300)
def test_a_file_that_the_store_lost_keeps_no_colleague_out(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case = reviewed(busy_office, workstations.of("sari"))
    lost = case.attaches(b"hilang" * 200, "hilang.pdf")
    kept = case.attaches(b"masih ada" * 200, "ada.pdf")
    file_of(busy_office, lost.name).unlink()

    assert set(granted(case, workstations).work(case.case).file.given.blobs.keys) == {kept.name}


@pytest.mark.timeout(300)
def test_a_file_that_was_cut_or_that_holds_gpg_keeps_no_colleague_out(
    busy_office: TestOffice, workstations: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto.gpg.process, "PATIENCE", 3.0)
    case = reviewed(busy_office, workstations.of("sari"))
    cut = case.attaches(b"terpotong" * 200, "terpotong.pdf")
    slow = case.attaches(os.urandom(300_000), "lambat.bin")
    kept = case.attaches(b"masih ada" * 200, "ada.pdf")
    literal = packet(
        LITERAL, b"b\x00" + bytes(4) + os.urandom(2 * HEAD_BYTES)
    )  # what tells the key is harmless
    message = encrypted_raw(literal + silent_packets(), case.recipients(), busy_office.clock.today())
    put_file(busy_office, cut.name, file_of(busy_office, cut.name).read_bytes()[:-1])
    put_file(busy_office, slow.name, message)
    with busy_office.database.write() as session:
        session.execute(update(Blob).where(Blob.name == slow.name).values(size=len(message)))

    assert set(granted(case, workstations).work(case.case).file.given.blobs.keys) == {kept.name}
    assert workstations.of("sari").work(case.case).file.stuck_blobs == {slow.name}


@pytest.mark.timeout(300)
def test_a_colleague_in_bad_faith_closes_nothing_by_granting_wrong_keys(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """To sari, who has her own key, nor to joko, who reads by what sari gave him: before or after the wrong ones."""
    case = reviewed(busy_office, workstations.of("sari"))
    name = case.attaches(b"isi bukti" * 200, "bukti.pdf").name
    wrong = "9:" + "AB" * 32
    places = tuple(PlaceKey(number, wrong) for number in range(1, 9))
    keys = Content(keys=Keys(places, places, (BlobKey(name, wrong),)))
    budi = workstations.of("budi")
    perform(workstations.of("sari").work(case.case), "assign", lead="joko", members=(), brief=BRIEF)
    submit(budi.work(case.case), lambda _point: grant_to("joko", keys, CaseRole.LEAD))
    joko = workstations.of("joko")
    accept(joko, case.case)
    submit(budi.work(case.case), lambda _point: grant_to("sari", keys, CaseRole.OFFICER))
    submit(budi.work(case.case), lambda _point: grant_to("joko", keys, CaseRole.LEAD, "1" * 64))

    for reader in (workstations.of("sari"), joko):
        reader.forget(case.case)
        file = reader.work(case.case).file
        assert not [entry for entry in file.entries.values() if isinstance(entry, BadRow)]
        assert {"Isi laporan", "Lembar telaah"} <= set(said(file))
        [number] = [at for at in file.entries if (file.reporter_attachment(at)) is not None]
        sent = file.reporter_attachment(number)
        assert sent is not None
        given = file.given.blobs
        assert given.of(name)
        plain = of_reporter(reader.services, reader.officer, case.case, sent, given)
        assert b"".join(plain) == b"isi bukti" * 200


def test_the_same_keys_to_the_same_certificate_are_told_to_be_given_already(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """By the workstation, before anything is signed; and a handing over goes on without them."""
    case = busy_office.report("Isi laporan").case
    sari = workstations.of("sari")
    perform(sari.work(case), "take")
    assert perform(sari.work(case), "renew", person="budi") == 2
    with pytest.raises(AlreadyDoneError):
        perform(sari.work(case), "renew", person="budi")
    [step] = bulk.hand_over(sari.services, sari.officer, [case], "sari", "budi")
    assert step.error is None
    assert [read.event.kind for read in sari.work(case).file.events][1:] == [
        EventKind.ADMIT,
        EventKind.TAKE,
    ]
    perform(sari.work(case), "note", text="Catatan baru")
    perform(sari.work(case), "renew", person="budi")
