"""An entry counts as the reporter's only by what the mailbox's voice signed, whatever the store says of it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from sqlalchemy import delete, update

from crypto.mailbox import Mailbox, seal
from source_interface.conversation.messages import Conversation, read_conversation
from source_interface.errors import MailboxDamagedError
from source_interface.submissions.messages import erase_copies
from source_interface.submissions.sending import append
from store.cases.mailboxes import own_places
from store.cases.reporter_view import ReporterEntry, reporter_view
from store.domain.envelope import Envelope, SignedPlaces, signed_envelope
from store.maintenance.sweep import sweep
from store.model import Case, Entry, StoredOwnPlaces
from tests import stand_ins
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import Reader, answer
from tests.source_interface.reporter import form_to

ERASED = "Salinan satu pesan Anda sudah dihapus"
UNPROVEN = "Satu kiriman tidak dapat dibaca di sini: penulisnya tidak dapat dipastikan."
MISSING = "Satu pesan hilang."


def listed(talk: Correspondence) -> frozenset[int]:
    """The places on the list in the store, which is good."""
    signed, mailbox = own_places(talk.office.database, talk.case.case), talk.case.mailbox
    assert signed is not None
    return signed.read(mailbox.voice_key, mailbox.id)


def set_list(talk: Correspondence, signed: SignedPlaces | None) -> None:
    """Set the list as an attacker with the database would; None makes the case one from before the lists."""
    with talk.office.database.write() as session:
        session.execute(delete(StoredOwnPlaces).where(StoredOwnPlaces.case == talk.case.case))
        if signed is not None:
            row = StoredOwnPlaces(case=talk.case.case, statement=signed.statement, signature=signed.signature)
            session.add(row)


def read(talk: Correspondence) -> Conversation:
    return read_conversation(talk.case.services.conversation, talk.case.mailbox)


def erase(talk: Correspondence) -> None:
    talk.reporter.send(form_to(talk.reporter.open("/mailbox/erase"), "/mailbox/erase"))


def test_every_kind_of_entry_is_listed_and_no_reply_is(talk: Correspondence) -> None:
    talk.case.says("Pesan")
    answer(talk.office, "sari", talk.case, "Jawaban")
    talk.case.attaches(b"isi", "a.txt")
    talk.case.seeks("threat")
    talk.case.seeks("outcome")
    assert listed(talk) == {1, 2, 4, 5, 6}


@pytest.mark.parametrize("author", ["reporter", "sari"])
def test_a_reply_that_is_withheld_is_never_shown_as_an_own_message_that_was_erased(
    talk: Correspondence, author: str
) -> None:
    answer(talk.office, "sari", talk.case, "Kami membutuhkan kuitansi.")
    talk.case.says("Terima kasih")
    talk.entry(2, author=author, sealed=None)
    page = talk.page()
    assert UNPROVEN in page
    assert "jawaban petugas yang tidak disampaikan" in page
    assert ERASED not in page
    english = talk.reporter.client.get("/en/mailbox").text
    assert "One entry cannot be read here: nothing proves who wrote it." in english
    assert "Your copy of one message is erased" not in english


def test_a_page_with_what_cannot_be_read_is_as_large_as_any(talk: Correspondence) -> None:
    answer(talk.office, "sari", talk.case, "Kami membutuhkan kuitansi.")
    before = talk.reporter.mailbox()
    talk.entry(2, author="reporter", sealed=None)
    after = talk.reporter.mailbox()
    assert UNPROVEN in after.text
    assert len(after.data) == len(before.data)


def test_what_was_erased_is_told_from_what_is_withheld(talk: Correspondence) -> None:
    talk.case.says("Pesan")
    answer(talk.office, "sari", talk.case, "Jawaban")
    erase(talk)
    talk.entry(3, author="reporter", sealed=None)
    found = read(talk)
    assert (found.erased, found.unproven, found.lines) == (2, 1, [])


def test_a_copy_whose_days_have_passed_is_told_as_erased(talk: Correspondence) -> None:
    talk.office.move(days=31)
    sweep(talk.office.database, talk.office.blobs, talk.office.clock)
    talk.sign_in()
    page = talk.page()
    assert ERASED in page
    assert UNPROVEN not in page


def of_another_case(talk: Correspondence) -> SignedPlaces:
    signed = own_places(talk.office.database, talk.office.report("Lain").case)
    assert signed is not None
    return signed


def of_another_voice(talk: Correspondence) -> SignedPlaces:
    honest, stranger = SignedPlaces.by(talk.case.mailbox, [1, 2]), Mailbox.new()
    return replace_signature(honest, stranger.sign(honest.statement))


def with_one_more(talk: Correspondence) -> SignedPlaces:
    honest = SignedPlaces.by(talk.case.mailbox, [1])
    return SignedPlaces(honest.statement.replace(b"[1]", b"[1,2]"), honest.signature)


def for_another_purpose(talk: Correspondence) -> SignedPlaces:
    """Something else that the voice signed, as the store has it of each call for attention."""
    return SignedPlaces(b"kentongan/event/1\n{}", talk.case.mailbox.sign(b"kentongan/event/1\n{}"))


def replace_signature(signed: SignedPlaces, signature: bytes) -> SignedPlaces:
    return SignedPlaces(signed.statement, signature)


@pytest.mark.parametrize(
    "forge", [of_another_case, of_another_voice, with_one_more, for_another_purpose, lambda _talk: None]
)
def test_no_other_list_makes_a_withheld_reply_an_erased_message(
    talk: Correspondence, forge: Callable[[Correspondence], SignedPlaces | None]
) -> None:
    answer(talk.office, "sari", talk.case, "Jawaban")
    talk.entry(2, author="reporter", sealed=None)
    set_list(talk, forge(talk))
    found = read(talk)
    assert (found.erased, found.unproven, len(found.lines)) == (0, 1, 1)


def test_an_older_list_only_makes_own_messages_unproven(talk: Correspondence) -> None:
    older = own_places(talk.office.database, talk.case.case)
    talk.case.says("Pesan")
    erase(talk)
    set_list(talk, older)
    found = read(talk)
    assert (found.erased, found.unproven, found.unverified) == (1, 1, 0)


def test_a_made_up_message_is_not_the_reporters_though_a_stranger_can_seal_to_the_mailbox(
    talk: Correspondence,
) -> None:
    answer(talk.office, "sari", talk.case, "Jawaban")
    mailbox = talk.case.mailbox
    made_up = Envelope(mailbox.id, 2, "message", talk.office.clock.today(), text="Saya tarik laporan saya")
    padded = signed_envelope(Mailbox.new(), made_up)
    talk.entry(2, author="reporter", sealed=seal(mailbox.sealing_key, padded))
    page = talk.page()
    assert "tarik laporan" not in page
    assert "Satu pesan tidak dapat dipastikan keasliannya" in page


def test_an_entry_that_lost_its_place_counts_at_the_place_that_it_got_alone(talk: Correspondence) -> None:
    """The store keeps what was signed for the first try, which is not shown in the place of the reply."""
    lost: list[ReporterEntry] = []
    mailbox, services = talk.case.mailbox, talk.case.services

    def build(sequence: int) -> Envelope:
        made = Envelope(mailbox.id, sequence, "message", services.clock.today(), text="Pesan")
        if not lost:
            sealed = seal(mailbox.sealing_key, signed_envelope(mailbox, made))
            lost.append(ReporterEntry(sequence, "reporter", made.day, sealed))
            answer(talk.office, "sari", talk.case, "Lebih cepat")
        return made

    append(services.submissions, mailbox, build)
    assert listed(talk) == {1, 3}
    talk.entry(2, author="reporter", sealed=lost[0].sealed)
    found = read(talk)
    assert [line.sequence for line in found.lines] == [1, 3]
    assert (found.unverified, found.erased) == (1, 0)


def test_each_message_tells_the_office_how_many_replies_were_in_the_mailbox(
    talk: Correspondence, reader: Reader
) -> None:
    answer(talk.office, "sari", talk.case, "Satu")
    talk.case.says("Pesan")
    answer(talk.office, "budi", talk.case, "Dua")
    answer(talk.office, "sari", talk.case, "Tiga")
    talk.entry(4, sealed=None)
    talk.case.attaches(b"isi", "a.txt")
    talk.case.seeks("threat")
    assert [envelope.replies for envelope in reader.read()] == [UNSET, 1, UNSET, 2]


def test_a_reply_at_a_place_that_passes_for_an_own_one_is_not_counted(
    talk: Correspondence, reader: Reader
) -> None:
    """The store has the list of a try that it refused, and keeps to it."""
    answer(talk.office, "sari", talk.case, "Jawaban")
    set_list(talk, SignedPlaces.by(talk.case.mailbox, [1, 2]))
    talk.case.says("Pesan")
    assert reader.read()[-1].replies == 0


def test_a_store_cannot_have_one_message_for_two_conversations(talk: Correspondence) -> None:
    """One where the place of the reply passes for one of the reporter, for the reporter, and one with the reply."""
    mailbox, services = talk.case.mailbox, talk.case.services
    answer(talk.office, "sari", talk.case, "Jawaban")
    lists = [SignedPlaces.by(mailbox, places) for places in ([1, 2], [1])]
    tries: list[int] = []

    def build(sequence: int) -> Envelope:
        set_list(talk, lists[min(len(tries), 1)])
        tries.append(sequence)
        if len(tries) == 1:
            answer(talk.office, "budi", talk.case, "Lebih cepat")
        return Envelope(mailbox.id, sequence, "message", services.clock.today(), text="Pesan")

    with pytest.raises(MailboxDamagedError):
        append(services.submissions, mailbox, build)
    assert set(tries) == {3, 4}
    assert talk.case.last_sequence == 3


def test_a_conversation_that_the_store_tells_shorter_than_it_is_listed_has_a_gap(
    talk: Correspondence,
) -> None:
    talk.case.says("Pesan")
    shorten(talk, 1)
    assert MISSING in talk.page()


def test_what_was_listed_beyond_the_end_is_never_signed_away(talk: Correspondence) -> None:
    talk.case.says("Pesan")
    answer(talk.office, "sari", talk.case, "Jawaban")
    talk.case.says("Pesan lagi")
    shorten(talk, 2)
    kept = own_places(talk.office.database, talk.case.case)
    with pytest.raises(MailboxDamagedError):
        talk.case.says("Pesan ketiga")
    assert own_places(talk.office.database, talk.case.case) == kept


def shorten(talk: Correspondence, last: int) -> None:
    with talk.office.database.write() as session:
        session.execute(delete(Entry).where(Entry.case == talk.case.case, Entry.sequence > last))
        session.execute(update(Case).where(Case.id == talk.case.case).values(last_sequence=last))


def test_in_a_case_whose_list_is_lost_the_copies_that_are_left_prove_themselves(
    talk: Correspondence,
) -> None:
    talk.case.says("Pesan")
    set_list(talk, None)
    talk.entry(1, sealed=None)
    page = talk.page()
    assert "Pesan" in page
    assert UNPROVEN in page
    assert "pesan Anda sendiri dari sebelum kanal ini diperbarui" in page
    assert ERASED not in page


@pytest.mark.parametrize("spoil", [None, SignedPlaces(b"rusak", bytes(64))])
def test_a_list_that_was_lost_begins_anew_with_the_next_entry_or_when_copies_are_erased(
    talk: Correspondence, spoil: SignedPlaces | None
) -> None:
    answer(talk.office, "sari", talk.case, "Jawaban")
    talk.case.says("Pesan")
    set_list(talk, spoil)
    talk.case.says("Pesan lagi")
    assert listed(talk) == {1, 3, 4}
    set_list(talk, spoil)
    erase(talk)
    assert listed(talk) == {1, 3, 4}
    assert "Salinan 3 pesan Anda sudah dihapus" in talk.page()
    erase_copies(talk.case.services.submissions, talk.case.mailbox)
    assert listed(talk) == {1, 3, 4}


@dataclass(frozen=True)
class Lie:
    """A store's word about one entry: its row, or the copy of another place, under some author, or nothing."""

    dropped: bool
    author: str | None
    empty: bool
    copy_of: int | None


LIES = st.builds(
    Lie,
    dropped=st.booleans(),
    author=st.sampled_from([None, None, "reporter", "sari", "budi"]),
    empty=st.booleans(),
    copy_of=st.sampled_from([None, None, *range(1, 7)]),
)
OWN = {1, 3, 5}


def lie(talk: Correspondence, truth: dict[int, ReporterEntry], told: list[Lie], last: int) -> None:
    """Put into the store what it tells."""
    case = talk.case.case
    with talk.office.database.write() as session:
        session.execute(delete(Entry).where(Entry.case == case))
        for place, lie in enumerate(told, 1):
            if lie.dropped:
                continue
            row, copied = truth[place], truth[lie.copy_of or place]
            session.add(
                Entry(
                    case=case,
                    sequence=place,
                    author=lie.author or row.author,
                    day=row.day,
                    envelope=stand_ins.message(),
                    sealed=None if lie.empty else copied.sealed,
                )
            )
        session.execute(update(Case).where(Case.id == case).values(last_sequence=last))


def test_whatever_the_store_tells_nothing_false_is_shown_and_nothing_is_hidden_unnamed(
    talk: Correspondence,
) -> None:
    lists = [None, own_places(talk.office.database, talk.case.case)]
    for number in range(2):
        answer(talk.office, "sari", talk.case, f"Jawaban {number}")
        talk.case.says(f"Pesan {number}")
        lists.append(own_places(talk.office.database, talk.case.case))
    answer(talk.office, "budi", talk.case, "Jawaban 2")
    truth = {entry.sequence: entry for entry in reporter_view(talk.office.database, talk.case.case).entries}
    shown = {line.sequence: line for line in read(talk).lines}
    assert {place for place, line in shown.items() if line.by_reporter} == OWN
    lists.append(of_another_case(talk))

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        told=st.lists(LIES, min_size=6, max_size=6),
        last=st.integers(1, 8),
        signed=st.sampled_from(lists),
    )
    def check(told: list[Lie], last: int, signed: SignedPlaces | None) -> None:
        lie(talk, truth, told, last)
        set_list(talk, signed)
        found = read(talk)
        for line in found.lines:
            assert line == shown[line.sequence]
        places = {line.sequence for line in found.lines}
        assert found.erased <= len(OWN - places)
        # So each reply that is not shown, up to the end that the store itself tells, is named as what it cannot show.
        named = found.unproven + found.unverified + found.missing
        assert len(places) + found.erased + named >= last
        assert named >= len({place for place in {2, 4, 6} - places if place <= last})

    check()
