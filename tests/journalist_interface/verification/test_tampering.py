"""An attacker who holds the database cannot change a conversation unnoticed: each attempt is caught and named."""

import msgspec
import pytest

from crypto import signing
from crypto.mailbox import Mailbox
from crypto.padding import pad
from store.domain.envelope import Envelope, Excluded, Introduction, Report, signed_envelope
from store.domain.labels import Label
from store.domain.reply import Reply
from tests.genuine_case import GenuineCase
from tests.journalist_interface.store_rows import (
    drop,
    empty_envelope,
    encrypted_to,
    envelope_of,
    put_envelope,
    put_plaintext,
    sealed_of,
    set_sealed,
)
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.office import TestOffice

FORGED_MESSAGE = "tidak ditandatangani oleh pelapor laporan ini"
FORGED_REPLY = "tidak ditandatangani petugas yang disebutnya"
MOVED = "Ada yang memindahkannya ke sini"
REPEATED = "mengulang pesan sebelumnya"
MISSING = "nomor ini tercatat di server"
GONE = "sudah tidak ada di server, dan tidak ada tanda tangan"
SHORTENED = "lebih panjang ketika terakhir dilihat"
FIRST_CHANGED = "berbeda dari yang pernah dilihat"
UNPROVEN = "tidak dapat diperiksa karena laporan pertama"
UNREADABLE = "tidak dapat didekripsi dengan kunci Anda"
BROKEN = "rusak dan tidak dapat didekripsi"
DAMAGED = "bentuknya tidak seperti pesan"
NO_REPLY = "tidak dapat dibalas karena isinya"
MANY_EXCLUDED = "mengecualikan lebih banyak orang daripada"
WITHHELD = "belum semua balasan sebelumnya dapat ditampilkan kepadanya"
ALL = (
    FORGED_MESSAGE,
    FORGED_REPLY,
    MOVED,
    REPEATED,
    MISSING,
    GONE,
    SHORTENED,
    FIRST_CHANGED,
    UNPROVEN,
    MANY_EXCLUDED,
    WITHHELD,
)


@pytest.fixture
def case(shared_office: TestOffice) -> GenuineCase:
    """A report and two messages."""
    made = shared_office.report("Isi pertama")
    made.says("Pesan kedua")
    made.says("Pesan ketiga")
    return made


def message(case: GenuineCase, mailbox: Mailbox, sequence: int, text: str) -> bytes:
    return signed_envelope(
        mailbox, Envelope(case.case, sequence, "message", case.services.clock.today(), text=text)
    )


def reply(office: TestOffice, case: GenuineCase, sequence: int, named: str, signer: str) -> bytes:
    text = signing.compose(Label.REPLY, Reply(case.case, sequence, named, office.clock.today(), "Balasan"))
    return signing.pack(text, office.keys.people[signer].sign(text, office.clock.today()))


def test_an_honest_case_names_nothing(officer: OfficerBrowser, case: GenuineCase) -> None:
    page = officer.case(case.case)
    assert not [words for words in ALL if words in page.text]


def test_replies_that_the_store_kept_from_the_reporter_are_named_until_the_reporter_has_them(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    officer.reply(case.case, "Kuitansi nomor berapa?")
    sealed = sealed_of(shared_office, case.case, 4)
    set_sealed(shared_office, case.case, 4, None)
    case.says("Apakah sudah dibaca?")
    set_sealed(shared_office, case.case, 4, sealed)  # workstations are told the truth
    page = officer.case(case.case)
    assert WITHHELD in page.text
    assert "Apakah sudah dibaca?" in page.text
    officer.reply(case.case, "Sekali lagi: kuitansi nomor berapa?")
    assert WITHHELD in officer.case(case.case).text
    case.says("Nomor tujuh")
    assert WITHHELD not in officer.case(case.case).text


def test_a_message_by_another_voice_is_named_forged(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    put_plaintext(shared_office, case, 4, message(case, Mailbox.new(), 4, "Saya cabut laporan"))
    page = officer.case(case.case)
    assert FORGED_MESSAGE in page.text
    assert "Saya cabut laporan" not in page.text
    assert "Pesan ketiga" in page.text


def test_a_reply_by_another_key_is_named_forged(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    put_plaintext(shared_office, case, 4, reply(shared_office, case, 4, "budi", "rina"), "budi")
    put_plaintext(shared_office, case, 5, reply(shared_office, case, 5, "budi", "budi"), "budi")
    page = officer.case(case.case)
    assert page.text.count(FORGED_REPLY) == 1
    assert page.text.count("Balasan") >= 2


def test_a_true_reply_under_another_name_is_named_forged(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    put_plaintext(shared_office, case, 4, reply(shared_office, case, 4, "budi", "budi"), "sari")
    assert FORGED_REPLY in officer.case(case.case).text


def test_exchanged_rows_are_named_moved(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    second, third = (envelope_of(shared_office, case.case, place) for place in (2, 3))
    put_envelope(shared_office, case.case, 2, third)
    put_envelope(shared_office, case.case, 3, second)
    page = officer.case(case.case)
    assert page.text.count(MOVED) == 2
    assert "Isi pertama" in page.text


def test_a_repeated_row_is_named_repeated(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    put_envelope(shared_office, case.case, 4, envelope_of(shared_office, case.case, 2))
    page = officer.case(case.case)
    assert REPEATED in page.text
    assert page.text.count("Pesan kedua") == 1


def test_a_row_of_another_case_is_not_believed(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    other = shared_office.report("Perkara lain")
    other.says("Pesan perkara lain")
    put_plaintext(shared_office, other, 3, reply(shared_office, other, 3, "budi", "budi"), "budi")
    put_envelope(shared_office, case.case, 4, envelope_of(shared_office, other.case, 2))
    put_envelope(shared_office, case.case, 5, envelope_of(shared_office, other.case, 3), "budi")
    page = officer.case(case.case)
    assert "Pesan perkara lain" not in page.text
    assert FORGED_MESSAGE in page.text
    assert MOVED in page.text


def test_a_removed_row_leaves_its_number(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    drop(shared_office, case.case, 2)
    page = officer.case(case.case)
    assert MISSING in page.text
    assert "Pesan ketiga" in page.text


def test_a_message_that_the_store_calls_gone_is_named_and_hides_nothing(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    empty_envelope(shared_office, case.case, 2)
    page = officer.case(case.case)
    assert GONE in page.text
    assert "Isi pertama" in page.text
    assert "Pesan ketiga" in page.text


def test_a_removed_end_is_noticed_by_who_saw_it(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, station: Workstation
) -> None:
    assert SHORTENED not in officer.case(case.case).text
    drop(shared_office, case.case, 3, count_again=True)
    with station.signed_in() as later:  # a new session: only the pins remember
        page = later.case(case.case)
    assert SHORTENED in page.text
    assert "Pesan kedua" in page.text


def test_a_changed_first_report_is_noticed_by_who_saw_it_and_stops_replies(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase, station: Workstation
) -> None:
    assert 'id="text"' in officer.case(case.case).html
    mailbox = case.mailbox
    changed = Envelope(
        case.case,
        1,
        "report",
        case.services.clock.today(),
        introduction=Introduction(mailbox.sealing_key, mailbox.voice_key, ()),
        report=Report("Isi lain", "b", "c", "d", "", "", None, None, True),
    )
    put_plaintext(shared_office, case, 1, signed_envelope(mailbox, changed))
    with station.signed_in() as later:
        page = later.case(case.case)
        assert FIRST_CHANGED in page.text
        assert NO_REPLY in page.text


def test_a_list_of_exclusions_that_no_form_makes_is_named_and_the_case_goes_on(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    mailbox = case.mailbox
    excluded = tuple(Excluded(f"orang-{number}", f"jabatan-{number}") for number in range(50_000))
    keys = Introduction(mailbox.sealing_key, mailbox.voice_key, excluded)
    report = Report("Isi pertama", "b", "c", "d", "", "", None, None, True)
    opening = Envelope(case.case, 1, "report", case.services.clock.today(), introduction=keys, report=report)
    put_plaintext(shared_office, case, 1, signed_envelope(mailbox, opening))
    page = officer.case(case.case)
    assert [words for words in ALL if words in page.text] == [MANY_EXCLUDED]
    assert "Pesan ketiga" in page.text
    assert 'id="text"' in page.html
    people = officer.get(f"/id/cases/{case.case}/people")
    assert "jabatan-999" in people.text
    assert "jabatan-1000" not in people.text


def test_a_foreign_first_report_makes_the_rest_unproven_and_stops_replies(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    other = shared_office.report("Laporan lain")
    put_envelope(shared_office, case.case, 1, envelope_of(shared_office, other.case, 1))
    page = officer.case(case.case)
    assert "Laporan lain" not in page.text
    assert MOVED in page.text
    assert page.text.count(UNPROVEN) == 2
    assert NO_REPLY in page.text


def test_what_cannot_be_read_is_named_and_hides_nothing(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    put_envelope(shared_office, case.case, 4, encrypted_to(shared_office, "budi", b"rahasia"))
    put_envelope(shared_office, case.case, 5, b"bukan OpenPGP")
    put_plaintext(shared_office, case, 6, b"bukan amplop")
    put_plaintext(shared_office, case, 7, pad(b'{"statement":"x","signature":"eA=="}'))
    case.says("Pesan kedelapan")
    page = officer.case(case.case)
    assert UNREADABLE in page.text
    assert BROKEN in page.text
    assert page.text.count(DAMAGED) == 1
    assert page.text.count(FORGED_MESSAGE) == 1
    assert "Pesan kedelapan" in page.text


def test_a_signature_for_another_purpose_is_no_message(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    body = Envelope(case.case, 4, "message", case.services.clock.today(), text="Untuk tujuan lain")
    text = signing.compose(Label.IDENTITY, body)
    signed = msgspec.json.encode({"statement": text.decode(), "signature": case.mailbox.sign(text)})
    put_plaintext(shared_office, case, 4, pad(signed))
    page = officer.case(case.case)
    assert DAMAGED in page.text
    assert "Untuk tujuan lain" not in page.text


def test_what_was_bad_and_is_right_again_is_shown_in_the_same_session(
    shared_office: TestOffice, officer: OfficerBrowser, case: GenuineCase
) -> None:
    honest = envelope_of(shared_office, case.case, 2)
    put_envelope(shared_office, case.case, 2, b"rusak")
    assert BROKEN in officer.case(case.case).text
    put_envelope(shared_office, case.case, 2, honest)
    page = officer.case(case.case)
    assert BROKEN not in page.text
    assert "Pesan kedua" in page.text
