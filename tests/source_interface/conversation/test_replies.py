"""Only what an officer of the roster signed, for this case and this place, is shown; all else is named."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, update

from crypto import signing
from crypto.mailbox import seal
from crypto.signing import unpack
from source_interface.conversation import verification
from source_interface.conversation.messages import read_conversation
from source_interface.conversation.verification import ASKED_OF_ONE_AUTHOR
from store.cases.conversation import NewReply, append_reply
from store.domain.envelope import Envelope, read_envelope, signed_envelope
from store.domain.labels import Label
from store.domain.reply import Reply
from store.model import Entry
from tests.hostile_packets import MARKER
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.gpg_runs import GpgRuns
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import Reporter

UNVERIFIED = "tidak dapat dipastikan keasliannya"
NOT_CHECKED = "belum diperiksa keasliannya"


def test_a_genuine_reply_is_shown_as_the_officers(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "Kami sedang memeriksa. <b>")
    page = talk.page()
    assert "Kami sedang memeriksa. &lt;b&gt;" in page
    assert "<h3>Petugas" in page
    assert UNVERIFIED not in page
    assert "Sari" not in page


def test_a_new_reply_shows_at_the_top_until_the_reporter_writes_again(talk: Correspondence) -> None:
    day = format_date(talk.office.clock.today(), "long", locale="id")
    said = f"Petugas menjawab pada {day}. Baca jawaban terakhir"
    assert said not in talk.page()
    answer(talk.office, "sari", talk.case, "Kami sedang memeriksa.")
    page = talk.page()
    assert f'<a href="#latest">{said}</a>' in page.split("Tahap:")[0]
    talk.reporter.says("Terima kasih")
    assert said not in talk.page()


def test_hidden_characters_of_a_reply_are_made_visible(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "a\u202ebc")
    assert "a[U+202E]bc" in talk.page()


Forgery = Callable[[Correspondence], None]


def signed_by_a_stranger(talk: Correspondence) -> None:
    made = talk.office.reply("sari", talk.case, 2, "Balasan palsu")
    talk.entry(2, sealed=seal(talk.case.mailbox.sealing_key, made.sealed))


def beside_a_marker_packet(talk: Correspondence) -> None:
    """gpg aborts at it, which once closed the whole mailbox."""
    signed = unpack(talk.case.mailbox.open(talk.sealed(2)))
    padded = signing.pack(signed.text, MARKER + signed.signature)
    talk.entry(2, sealed=seal(talk.case.mailbox.sealing_key, padded))


def from_another_case(talk: Correspondence) -> None:
    other = talk.office.report("Lain")
    answer(talk.office, "sari", other, "Balasan palsu")
    padded = other.mailbox.open(talk.sealed(2, other.case))
    talk.entry(2, sealed=seal(talk.case.mailbox.sealing_key, padded))


def replayed(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "Balasan lain")
    talk.entry(2, sealed=talk.sealed(3))


def altered(talk: Correspondence) -> None:
    sealed = bytearray(talk.sealed(2))
    sealed[100] ^= 1
    talk.entry(2, sealed=bytes(sealed))


def emptied(talk: Correspondence) -> None:
    talk.entry(2, sealed=b"x")


def given_to_the_reporter(talk: Correspondence) -> None:
    talk.entry(2, author="reporter")


def own_voice_as_an_officer(talk: Correspondence) -> None:
    mailbox = talk.case.mailbox
    padded = signed_envelope(
        mailbox, Envelope(mailbox.id, 2, "message", talk.office.clock.today(), text="Balasan palsu")
    )
    talk.entry(2, sealed=seal(mailbox.sealing_key, padded))


FORGERIES: list[Forgery] = [
    signed_by_a_stranger,
    beside_a_marker_packet,
    from_another_case,
    replayed,
    altered,
    emptied,
    given_to_the_reporter,
    own_voice_as_an_officer,
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_reply_is_named_and_never_shown(talk: Correspondence, forge: Forgery) -> None:
    answer(talk.office, "sari", talk.case, "Balasan asli")
    forge(talk)
    page = talk.page()
    assert "Satu pesan " + UNVERIFIED in page
    assert "Balasan asli" not in page
    assert "Balasan palsu" not in page
    assert "Laporan saya" in page


def test_replies_in_another_order_are_both_named(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "Pertama")
    answer(talk.office, "budi", talk.case, "Kedua")
    first, second = talk.sealed(2), talk.sealed(3)
    talk.entry(2, sealed=second)
    talk.entry(3, sealed=first)
    assert "2 pesan " + UNVERIFIED in talk.page()


def test_a_gnupg_that_does_not_work_makes_no_genuine_reply_look_forged(
    talk: Correspondence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(talk.office, "sari", talk.case, "Jawaban kantor")
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))
        page = talk.reporter.mailbox()
    assert page.status_code == 503
    assert UNVERIFIED not in page.text
    assert "Tidak ada yang terkirim" not in page.text  # the message before this page may have been
    assert "Jawaban kantor" in talk.page()


def test_own_messages_are_verified_too(talk: Correspondence) -> None:
    talk.case.says("Pesan saya")
    talk.case.says("Pesan saya yang lain")
    talk.entry(2, sealed=talk.sealed(3))
    page = talk.page()
    assert "Satu pesan " + UNVERIFIED in page
    assert "Pesan saya yang lain" in page


def test_a_message_of_another_voice_is_named(talk: Correspondence) -> None:
    talk.case.says("Pesan saya")
    stranger = talk.office.report("Lain").mailbox
    forged = Envelope(talk.case.case, 2, "message", talk.office.clock.today(), text="Bukan saya")
    talk.entry(2, sealed=seal(talk.case.mailbox.sealing_key, signed_envelope(stranger, forged)))
    page = talk.page()
    assert "Satu pesan " + UNVERIFIED in page
    assert "Bukan saya" not in page


def test_a_message_dropped_in_the_middle_is_named(talk: Correspondence) -> None:
    for text in ("Satu", "Dua", "Tiga"):
        talk.case.says(text)
    with talk.office.database.write() as session:
        session.execute(delete(Entry).where(Entry.sequence == 3))
    page = talk.page()
    assert "Satu pesan hilang." in page
    assert "Tiga" in page


def test_a_reply_of_an_officer_who_left_before_is_not_shown(talk: Correspondence) -> None:
    people = talk.office.people_with("sari", left=talk.office.clock.today())
    answer(talk.office, "sari", talk.case, "Masih bertugas")
    talk.office.publish(people=people)
    assert "Masih bertugas" in talk.page()
    talk.office.move(days=2)
    talk.sign_in()
    answer(talk.office, "sari", talk.case, "Sudah tidak bertugas")
    page = talk.page()
    assert "Sudah tidak bertugas" not in page
    assert UNVERIFIED in page


def test_a_reply_of_an_excluded_officer_is_not_shown(reporter: Reporter, box: Box) -> None:
    case = box.office.report("Tentang Budi", excluded=["petugas-2"], opens=True)
    reporter.sign_in(case.code)
    sequence = answer(box.office, "sari", case, "Balasan sah")
    forged = box.office.reply("budi", case, sequence, "Saya Budi")
    with box.office.database.write() as session:
        session.execute(update(Entry).where(Entry.sequence == sequence).values(sealed=forged.sealed))
    page = reporter.mailbox().text
    assert "Saya Budi" not in page
    assert UNVERIFIED in page


def test_with_an_expired_roster_reading_goes_on_and_writing_keeps_the_text(
    talk: Correspondence,
) -> None:
    answer(talk.office, "sari", talk.case, "Balasan lama")
    talk.office.publish(expires=talk.office.clock.today() - timedelta(days=1))
    assert "Balasan lama" in talk.page()
    page = talk.reporter.says("Ditulis ketika kedaluwarsa")
    assert page.status_code == 503
    assert "Kanal ini belum siap" in page.text
    assert "Ditulis ketika kedaluwarsa" in page.text
    upload = talk.reporter.attaches(("a.txt", b"a"))
    assert upload.status_code == 503
    assert "Kanal ini belum siap" in upload.text


def test_a_reply_that_was_verified_costs_a_page_no_run_of_gpg_until_the_roster_changes(
    talk: Correspondence, runs: GpgRuns
) -> None:
    for number in range(3):
        answer(talk.office, "sari", talk.case, f"Jawaban {number}")
    counts = []
    for _ in range(2):
        runs.count = 0
        assert "Jawaban 2" in talk.page()
        counts.append(runs.count)
    talk.office.publish()
    runs.count = 0
    assert "Jawaban 2" in talk.page()
    assert [*counts, runs.count] == [3, 0, 4]  # after all: the roster itself, and each reply again


def test_forged_replies_without_end_cost_a_page_little_and_hide_no_other_officers(
    talk: Correspondence, runs: GpgRuns
) -> None:
    case, day, more = talk.case, talk.office.clock.today(), 10
    answer(talk.office, "sari", case, "Asli")
    signature = unpack(case.mailbox.open(talk.sealed(2))).signature
    envelope = case.encrypted(b"x")
    last = 2 + ASKED_OF_ONE_AUTHOR + more
    for place in range(3, last + 1):
        text = signing.compose(Label.REPLY, Reply(case.case, place, "budi", day, "Palsu"))
        sealed = seal(case.mailbox.sealing_key, signing.pack(text, signature))
        append_reply(talk.office.database, NewReply(case.case, place, day, "budi", envelope, sealed))
    answer(talk.office, "sari", case, "Juga asli")
    counts, said = [], []
    for _ in range(3):
        runs.count = 0
        page = talk.page()
        counts.append(runs.count)
        said.append(re.findall(rf"(\d+) pesan (?:{UNVERIFIED}|{NOT_CHECKED})", page))
        assert "Juga asli" in page
        assert "Palsu" not in page
    assert counts == [ASKED_OF_ONE_AUTHOR + 2, more, 0]
    every = [str(ASKED_OF_ONE_AUTHOR + more)]
    assert said == [[str(ASKED_OF_ONE_AUTHOR), str(more)], every, every]
    talk.reporter.says("Terima kasih")
    assert "Terima kasih" in talk.page()


def replies_told(talk: Correspondence, place: int) -> int | UnsetType:
    """The number of replies that the mailbox believed before the message at this place, as the officers read it."""
    mailbox = talk.case.mailbox
    return read_envelope(mailbox.open(talk.sealed(place)), mailbox.voice_key, mailbox.id, place).replies


def test_genuine_replies_beyond_what_one_page_checks_are_neither_called_altered_nor_missed(
    talk: Correspondence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """650 replies of one officer made the mailbox warn of 450, and the officers of a store that keeps replies back."""
    monkeypatch.setattr(verification, "ASKED_OF_ONE_AUTHOR", 2)
    for number in range(7):
        answer(talk.office, "sari", talk.case, f"Jawaban {number}")
    page = talk.page()
    assert [f"Jawaban {number}" in page for number in range(7)] == [False] * 5 + [
        True
    ] * 2  # the newest first
    assert f"5 pesan {NOT_CHECKED}" in page
    assert UNVERIFIED not in page
    talk.reporter.says("Terima kasih")  # which asks about two more, and the page that answers about two
    assert replies_told(talk, 9) is UNSET  # no count that officers would compare
    page = talk.page()
    assert all(f"Jawaban {number}" in page for number in range(7))
    assert NOT_CHECKED not in page
    talk.reporter.says("Sudah saya baca")
    assert replies_told(talk, 10) == 7


def test_what_was_verified_here_proves_nothing_in_another_case_or_place(
    talk: Correspondence, box: Box
) -> None:
    other = box.office.report("Lain")
    answer(box.office, "sari", talk.case, "Balasan untuk yang lain")
    assert "Balasan untuk yang lain" in talk.page()
    padded = talk.case.mailbox.open(talk.sealed(2))
    answer(box.office, "sari", other, "Balasan asli")
    services = box.services()
    read_conversation(services.conversation, talk.case.mailbox)
    talk.entry(2, other.case, sealed=seal(other.mailbox.sealing_key, padded))
    answer(box.office, "sari", talk.case, "Balasan kedua")
    talk.entry(3, sealed=talk.sealed(2))
    for case, good in ((other, 1), (talk.case, 2)):
        found = read_conversation(services.conversation, case.mailbox)
        assert (len(found.lines), found.unverified) == (good, 1)


def test_who_is_excluded_by_now_is_not_believed_for_what_was_verified(reporter: Reporter, box: Box) -> None:
    talk = Correspondence(reporter, box.office, ["kepala"])
    answer(talk.office, "budi", talk.case, "Balasan saya")
    assert "Balasan saya" in talk.page()
    people = talk.office.people_with("budi", position="kepala")
    talk.office.publish(people=people)
    assert "Balasan saya" not in talk.page()
    assert UNVERIFIED in talk.page()
