"""The server's queries when a reporter sends something: it does not ask for what was said before."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from crypto.mailbox import Mailbox, seal
from crypto.padding import pad
from source_interface.conversation.messages import read_conversation
from source_interface.conversation.recipients import Recipients
from source_interface.submissions.messages import AttentionOutcome, answer_consent, request_attention
from source_interface.submissions.sending import append
from store.cases.conversation import NewReply, append_reply
from store.domain.envelope import Envelope
from store.engine.database import Database
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import answer


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the database is sent meanwhile."""
    heard: list[str] = []

    def hear(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        heard.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(database.engine, "before_cursor_execute", hear)


def test_who_reads_a_message_is_found_without_reading_what_was_said_before(
    talk: Correspondence, box: Box
) -> None:
    services = box.services()
    with statements(services.database) as heard:
        recipients = Recipients.now(services.conversation, talk.case.mailbox, services.roster.current())
    assert len(recipients.certificates) == 2
    assert any("exclusion" in statement for statement in heard)
    assert not any("FROM entry" in statement for statement in heard)


def test_sending_a_file_reads_no_copy_of_an_earlier_entry(talk: Correspondence, box: Box) -> None:
    with statements(box.services().database) as heard:
        assert talk.reporter.attaches(("bukti.txt", b"isi")).status_code == 200
    stored = [statement for statement in heard if "INSERT INTO entry" in statement]
    assert len(stored) == 1
    assert not any("SELECT" in statement and "entry.sealed" in statement for statement in heard)


def test_a_message_whose_place_officers_take_again_and_again_reads_no_entry_twice(
    talk: Correspondence, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two thousand replies before it, one more each quarter of a second kept all of a reporter's messages out."""
    services, mailbox, day = box.services(), talk.case.mailbox, talk.office.clock.today()
    opened = Counter[str]()
    for number in range(3):
        answer(talk.office, "sari", talk.case, f"Jawaban {number}")
    envelope, unaltered = talk.case.encrypted(b"x"), Mailbox.open

    def counted(self: Mailbox, sealed: bytes) -> bytes:
        opened[hashlib.sha256(sealed).hexdigest()] += 1
        return unaltered(self, sealed)

    def build(place: int) -> Envelope:
        if len(opened) < 12:
            sealed = seal(mailbox.sealing_key, pad(b"x"))
            append_reply(talk.office.database, NewReply(talk.case.case, place, day, "budi", envelope, sealed))
        return Envelope(mailbox.id, place, "message", day, text="Pesan")

    monkeypatch.setattr(Mailbox, "open", counted)
    sent = append(services.submissions, mailbox, build)
    assert sent is not None
    assert sent.sequence == talk.case.last_sequence
    again = [count for count in opened.values() if count > 1]
    assert len(again) == 1  # the record of those whom the report excludes, which is no entry


@pytest.mark.parametrize("sends", ["call", "consent"])
def test_neither_a_call_nor_an_answer_reads_the_reporters_messages_twice(
    talk: Correspondence, box: Box, monkeypatch: pytest.MonkeyPatch, sends: str
) -> None:
    """Each try read the conversation from its beginning, and a second threat was refused where messages went out."""
    services, mailbox, day = box.services(), talk.case.mailbox, talk.office.clock.today()
    opened = Counter[str]()
    answer(talk.office, "sari", talk.case, "Bolehkah kami meneruskan laporan ini?")
    question = next(line for line in read_conversation(services.conversation, mailbox).lines if line.text)
    talk.case.says("Pesan saya")
    talk.case.seeks("threat")
    envelope, unaltered, left = talk.case.encrypted(b"x"), Mailbox.open, list(range(12))

    def counted(self: Mailbox, sealed: bytes) -> bytes:
        opened[hashlib.sha256(sealed).hexdigest()] += 1
        if left:
            left.pop()
            place, taken = talk.case.last_sequence + 1, seal(mailbox.sealing_key, pad(b"x"))
            append_reply(talk.office.database, NewReply(talk.case.case, place, day, "budi", envelope, taken))
        return unaltered(self, sealed)

    own = {hashlib.sha256(talk.sealed(place)).hexdigest() for place in (1, 3, 4)}
    monkeypatch.setattr(Mailbox, "open", counted)
    if sends == "call":
        outcome = request_attention(services.submissions, mailbox, "threat", "Ancaman lagi")
        assert outcome is AttentionOutcome.TAKEN
    else:
        answer_consent(services.submissions, mailbox, question, agreed=False)
    assert not left
    assert {opened[name] for name in own} <= {0, 1}
