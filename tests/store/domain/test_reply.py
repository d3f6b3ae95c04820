"""A reply has no more attachments than one upload may bring, and its length costs its readers no work of their own."""

from datetime import date
from functools import partial

import pytest

from crypto.errors import MessageFormError, StatementError
from crypto.signing import compose, pack
from store.domain.event import CaseRole, Content, Event, EventKind, Paper, content_text, read_content
from store.domain.labels import Label
from store.domain.reply import (
    MAX_ATTACHMENTS,
    Reply,
    ReplyAttachment,
    SignedReply,
    read_reply,
    reply_digest,
)
from tests.counted_work import calls_of

CASE = "0" * 32
FILE = ReplyAttachment("1" * 32, bytes(32), "bukti.pdf", 1, "2" * 64)


def any_signature(_reply: Reply, _statement: bytes, _signature: bytes) -> None:
    """Take all."""


def test_a_reply_with_thousands_of_attachments_is_none() -> None:
    replies = [
        Reply(CASE, 2, "sari", date(2030, 1, 1), "Halo", (FILE,) * count)
        for count in (MAX_ATTACHMENTS, 10_000)
    ]
    honest, flooding = (pack(compose(Label.REPLY, reply), b"signature") for reply in replies)
    assert read_reply(honest, CASE, 2, any_signature).reply == replies[0]
    with pytest.raises(StatementError):
        read_reply(flooding, CASE, 2, any_signature)


def test_a_reply_is_read_with_its_digest_at_no_more_calls_for_a_longer_one() -> None:
    def read(text: str) -> SignedReply:
        return read_reply(packed[text], CASE, 2, any_signature)

    replies = {text: Reply(CASE, 2, "sari", date(2030, 1, 1), text) for text in ('"', '"' * 5_000)}
    packed = {text: pack(compose(Label.REPLY, reply), b"signature") for text, reply in replies.items()}
    for text, reply in replies.items():
        assert read(text) == SignedReply(reply, reply_digest(reply))
    short, long = (calls_of(partial(read, text)) for text in replies)
    assert long == short


def test_so_is_a_paper() -> None:
    note = Event(
        CASE, 2, "0" * 64, "sari", CaseRole.OFFICER, EventKind.PAPER, date(2030, 1, 1), paper=Paper.NOTE
    )
    honest, flooding = (Content(attachments=(FILE,) * count) for count in (MAX_ATTACHMENTS, 10_000))
    assert read_content(content_text(note, honest), note) == honest
    with pytest.raises(MessageFormError):
        read_content(content_text(note, flooding), note)
