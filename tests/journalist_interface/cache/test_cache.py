"""The index on the workstation: each envelope is decrypted once and not again, and nothing else changes by it."""

import dataclasses
import hashlib
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from crypto.gpg.encrypt import encrypt_bytes
from crypto.padding import bucket, pad
from crypto.signing import compose, pack
from journalist_interface.cache.case_cache import CacheNotice, CaseCache
from journalist_interface.cache.open_cache import KEY_FILE, CacheKey, make_key, open_cache, open_key
from journalist_interface.cache.verification_cache import VerificationCache, certificates_of
from journalist_interface.session.sign_in import sign_in
from journalist_interface.verification.case_file import BadRow, CaseFile, FromOffice
from journalist_interface.verification.problems import RowProblem
from store.domain.errors import AuthorError
from store.domain.event import chain_digest
from store.domain.labels import Label
from tests.genuine_case import GenuineCase
from tests.hostile_packets import encrypted_raw, silent_packets
from tests.journalist_interface.headless_workstation import (
    HeadlessWorkstation,
    HeadlessWorkstations,
    perform,
    send_reply,
)
from tests.journalist_interface.staged_cases import said, state_of
from tests.journalist_interface.store_rows import envelope_of, put_envelope
from tests.journalist_interface.test_traces import forms_of, found_in
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

WORDS = ("RahasiaLaporan", "RahasiaPesan", "RahasiaBalasan", "RahasiaCatatan")


@pytest.fixture(scope="module")
def workstation(busy_office: TestOffice, busy_gateway: str) -> Iterator[HeadlessWorkstation]:
    """Sari at a workstation of her own, at which she signs in again and again."""
    with HeadlessWorkstations(busy_office, busy_gateway, "index") as made:
        yield made.of("sari")


@pytest.fixture
def case(busy_office: TestOffice, workstation: HeadlessWorkstation) -> GenuineCase:
    """A case with messages, a reply and a paper, which sari has opened."""
    again(workstation)
    made = busy_office.report("RahasiaLaporan")
    made.says("RahasiaPesan")
    perform(workstation.work(made.case), "acknowledge")
    work = workstation.work(made.case)
    send_reply(work, "RahasiaBalasan")
    perform(workstation.work(made.case), "note", text="RahasiaCatatan")
    return made


def again(workstation: HeadlessWorkstation) -> None:
    """Sign out and in at the same workstation."""
    workstation.officer.close()
    passphrase = workstation.office.keys.holder(workstation.person).passphrase
    workstation.officer = sign_in(
        workstation.station.sign_in,
        workstation.person,
        passphrase,
        workstation.office.fresh_code(workstation.person),
    )


def files(workstation: HeadlessWorkstation) -> Path:
    return workstation.station.config.state / "index" / workstation.person


def file_of(workstation: HeadlessWorkstation, case: GenuineCase) -> Path:
    return files(workstation) / f"{case.case}.idx"


def recalled(workstation: HeadlessWorkstation, case: GenuineCase) -> CaseFile:
    found = workstation.officer.at_hand(case.case)
    assert found is not None
    return found


def test_what_was_opened_before_is_read_without_the_key(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    again(workstation)
    workstation.officer.key.lock()
    file = workstation.work(case.case).file
    assert said(file) == list(WORDS)
    assert len(state_of(file).days) == 2
    assert file.problems == set()
    assert all(file.entry_key(number) is not None for number in (1, 2, 3))


def test_what_was_proved_before_is_believed_without_gnupg(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    again(workstation)
    certificates = workstation.station.config.state / "roster" / "certificates"
    with taken_away(certificates):
        file = workstation.work(case.case).file
        assert said(file) == list(WORDS)
        state_of(file)


def test_a_case_is_known_without_asking_the_store(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    again(workstation)
    workstation.officer.key.lock()
    file = recalled(workstation, case)
    assert said(file) == list(WORDS)
    assert state_of(file).stage == "verification"
    assert workstation.officer.at_hand("0" * 32) is None


def test_only_what_is_new_is_decrypted(workstation: HeadlessWorkstation, case: GenuineCase) -> None:
    again(workstation)
    before = set(workstation.officer.case(case.case).cache.opened)
    workstation.officer.close()
    case.says("Pesan baru")
    again(workstation)
    file = workstation.work(case.case).file
    assert len(set(file.cache.opened) - before) == 1
    assert "Pesan baru" in said(file)
    again(workstation)
    assert "Pesan baru" in said(recalled(workstation, case))


def test_an_exchanged_ciphertext_is_judged_anew(
    busy_office: TestOffice, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    genuine = envelope_of(busy_office, case.case, 2)
    put_envelope(busy_office, case.case, 2, envelope_of(busy_office, case.case, 1))
    again(workstation)
    assert isinstance(workstation.work(case.case).file.entries[2], BadRow)
    put_envelope(busy_office, case.case, 2, genuine)


@pytest.mark.usefixtures("case")
def test_nothing_readable_lies_in_the_index_and_its_sizes_tell_nothing(
    workstation: HeadlessWorkstation,
) -> None:
    words = [form for word in WORDS for form in forms_of(word)]
    assert found_in([files(workstation)], words) == []
    assert stat.S_IMODE(files(workstation).stat().st_mode) == 0o700
    for path in files(workstation).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        if path.suffix == ".idx":
            size = path.stat().st_size - 40  # nonce and tag
            assert size == bucket(size)


@pytest.mark.usefixtures("impatient_gpg")
def test_what_gnupg_failed_over_is_not_in_the_index_and_is_tried_in_the_next_session(
    workstation: HeadlessWorkstation, busy_office: TestOffice, case: GenuineCase
) -> None:
    """A busy machine may have been the reason."""
    before = CaseRows.taken(busy_office, case.case)
    poison = encrypted_raw(silent_packets(), case.recipients(), case.services.clock.today())
    put_envelope(busy_office, case.case, 4, poison, "budi")
    assert len(workstation.work(case.case).file.cache.failures) == 1
    again(workstation)
    assert len(recalled(workstation, case).cache.failures) == 0
    file = workstation.work(case.case).file
    assert len(file.cache.failures) == 1
    assert isinstance(bad := file.entries[4], BadRow)
    assert bad.problem is RowProblem.UNPROCESSABLE
    before.put_back()  # it would take seconds of each later session of anybody


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "of another case"])
def test_a_damaged_file_is_thrown_away_with_a_notice(
    busy_office: TestOffice, workstation: HeadlessWorkstation, case: GenuineCase, damage: str
) -> None:
    path = file_of(workstation, case)
    data = bytearray(path.read_bytes())
    match damage:
        case "empty":
            data.clear()
        case "cut":
            del data[-1]
        case "flipped":
            data[100] ^= 1
        case _:
            other = busy_office.report("Perkara lain")
            workstation.officer.case(other.case)
            data[:] = file_of(workstation, other).read_bytes()
    path.write_bytes(data)
    again(workstation)
    assert workstation.officer.at_hand(case.case) is None
    assert workstation.officer.case_cache.take_notices() == [CacheNotice.DAMAGED]
    assert not path.exists()
    assert said(workstation.work(case.case).file) == list(WORDS)
    assert path.exists()
    assert workstation.officer.case_cache.take_notices() == []


def test_an_older_file_put_back_only_costs_time(workstation: HeadlessWorkstation, case: GenuineCase) -> None:
    old = file_of(workstation, case).read_bytes()
    case.says("Pesan baru")
    workstation.officer.case(case.case)
    file_of(workstation, case).write_bytes(old)
    again(workstation)
    assert "Pesan baru" in said(workstation.work(case.case).file)


def test_a_key_that_a_stranger_planted_is_not_used(
    busy_office: TestOffice, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    """Any person can encrypt to sari; an index under a planted key could say anything."""
    current, today = workstation.services.rosters.current(), busy_office.clock.today()
    planted = CacheKey("sari", today, tuple(certificates_of(current, "sari")), b"k" * 32)
    text = compose(Label.INDEX, planted)
    forged = pack(text, busy_office.keys.holder("budi").sign(text, today))
    (files(workstation) / KEY_FILE).write_bytes(
        encrypt_bytes(forged, current.recipients([workstation.officer.person]), today)
    )
    again(workstation)
    assert workstation.officer.case_cache.take_notices() == [CacheNotice.ANEW]
    assert workstation.officer.at_hand(case.case) is None
    assert workstation.officer.case_cache.cases() == set()
    again(workstation)
    assert workstation.officer.case_cache.take_notices() == []


def test_after_a_new_certificate_the_index_is_begun_anew(
    workstation: HeadlessWorkstation, tmp_path: Path
) -> None:
    officer, current = workstation.officer, workstation.services.rosters.current()
    today = workstation.office.clock.today()
    made = make_key(tmp_path, officer.person, officer.key, current, today)
    assert open_key(tmp_path, officer.person, officer.key, current) == made
    [own] = officer.person.certificates
    renewed = msgspec.structs.replace(
        officer.person, certificates=(own, msgspec.structs.replace(own, data=own.data + b"x"))
    )
    others = [person for person in current.roster.people if person.id != "sari"]
    roster = msgspec.structs.replace(current.roster, people=(*others, renewed))
    newer = dataclasses.replace(current, roster=roster)
    assert open_key(tmp_path, renewed, officer.key, newer) is None


def test_a_signature_is_believed_only_while_its_signer_has_the_same_certificates_and_was_there(
    workstation: HeadlessWorkstation, busy_office: TestOffice
) -> None:
    current, today = workstation.services.rosters.current(), busy_office.clock.today()
    name, cache = chain_digest(b"text", b"signature"), VerificationCache()
    with pytest.raises(AuthorError):
        cache.verify(current, "budi", b"text", b"signature", today)
    cache.proven[name] = certificates_of(current, "budi")
    cache.verify(current, "budi", b"text", b"signature", today)
    for person in ("sari", "tono", "unknown"):  # tono has left
        with pytest.raises(AuthorError):
            cache.verify(current, person, b"text", b"signature", today + timedelta(days=366))
    cache.proven[name] = frozenset({hashlib.sha256(b"a certificate that was replaced").hexdigest()})
    with pytest.raises(AuthorError):
        cache.verify(current, "budi", b"text", b"signature", today)


def test_without_a_place_on_the_disk_everything_works_without_an_index(
    workstation: HeadlessWorkstation, tmp_path: Path
) -> None:
    (tmp_path / "index").write_text("a file where the folder should be")
    officer, current = workstation.officer, workstation.services.rosters.current()
    index = open_cache(tmp_path, officer.person, officer.key, current, workstation.office.clock.today())
    assert index.take_notices() == [CacheNotice.UNUSABLE]
    assert index.load("0" * 32) is None
    assert index.cases() == set()


def test_a_file_that_the_disk_refuses_is_not_called_damaged_and_stays(tmp_path: Path) -> None:
    index, case = CaseCache(tmp_path, b"k" * 32), "0" * 32
    (tmp_path / f"{case}.idx").mkdir()
    assert index.load(case) is None
    assert index.take_notices() == [CacheNotice.UNUSABLE]
    assert (tmp_path / f"{case}.idx").exists()


def test_a_full_disk_is_told_of_once(
    tmp_path: Path, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    kept = CaseCache(files(workstation), None)
    assert kept.load(case.case) is None
    index = CaseCache(tmp_path / "gone", b"k" * 32)
    loaded = workstation.officer.case_cache.load(case.case)
    assert loaded is not None
    index.save(loaded)
    index.save(loaded)
    assert index.take_notices() == [CacheNotice.UNUSABLE]
    index.save(loaded)
    assert index.take_notices() == []


def test_who_steps_back_keeps_nothing_of_the_case(
    busy_office: TestOffice, workstation: HeadlessWorkstation
) -> None:
    made = busy_office.report("Perkara yang dilepas")
    assert workstation.work(made.case).file.report is not None
    path = file_of(workstation, made)
    assert path.exists()
    perform(workstation.work(made.case), "step-back", reason="Kenal terlapor")
    assert not path.exists()


def test_who_moves_into_an_excluded_post_recalls_nothing(office: TestOffice, gateway: str) -> None:
    made = office.report("Laporan tentang kepala", ["kepala"])
    with HeadlessWorkstations(office, gateway) as workstations:
        sari = workstations.of("sari")
        sari.officer.case(made.case)
        office.publish(people=office.people_with("sari", position="kepala"))
        sari.services.rosters.refresh()
        again(sari)
        assert sari.officer.at_hand(made.case) is None


def test_replies_of_who_moves_into_an_excluded_post_are_not_believed_from_the_index(
    office: TestOffice, gateway: str
) -> None:
    made = office.report("Laporan tentang kepala", ["kepala"])
    with HeadlessWorkstations(office, gateway) as workstations:
        budi, sari = workstations.of("budi"), workstations.of("sari")
        work = budi.work(made.case)
        send_reply(work, "Balasan Budi")
        assert isinstance(sari.work(made.case).file.entries[2], FromOffice)
        office.publish(people=office.people_with("budi", position="kepala"))
        again(sari)
        assert set(recalled(sari, made).entries) == {1}


@contextmanager
def taken_away(folder: Path) -> Iterator[None]:
    """A folder that is elsewhere meanwhile, so that GnuPG finds no certificate."""
    elsewhere = folder.with_name("elsewhere")
    folder.rename(elsewhere)
    folder.mkdir()
    yield
    shutil.rmtree(folder)
    elsewhere.rename(folder)


def test_nothing_stays_in_memory_of_what_the_store_does_not_send_any_more(
    busy_office: TestOffice, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    again(workstation)
    before = set(workstation.work(case.case).file.cache.opened)
    place = workstation.work(case.case).file.last + 1
    for text in (b"satu", b"dua", b"tiga"):
        put_envelope(busy_office, case.case, place, case.encrypted(pad(text)))
        file = workstation.work(case.case).file
        assert isinstance(file.entries[place], BadRow)
        now = set(file.cache.opened)
        assert before < now
        assert len(now - before) == 1
