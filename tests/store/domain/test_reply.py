"""A reply has no more attachments than one upload may bring: each costs every reader of its page some work."""

from datetime import date

import pytest

from crypto.errors import MessageFormError, StatementError
from crypto.signing import compose, pack
from store.domain.event import CaseRole, Content, Event, EventKind, Paper, content_text, read_content
from store.domain.labels import Label
from store.domain.reply import (
    MAX_ATTACHMENTS,
    Reply,
    ReplyAttachment,
    read_reply,
)

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
    assert read_reply(honest, CASE, 2, any_signature) == replies[0]
    with pytest.raises(StatementError):
        read_reply(flooding, CASE, 2, any_signature)


def test_so_is_a_paper() -> None:
    note = Event(
        CASE, 2, "0" * 64, "sari", CaseRole.OFFICER, EventKind.PAPER, date(2030, 1, 1), paper=Paper.NOTE
    )
    honest, flooding = (Content(attachments=(FILE,) * count) for count in (MAX_ATTACHMENTS, 10_000))
    assert read_content(content_text(note, honest), note) == honest
    with pytest.raises(MessageFormError):
        read_content(content_text(note, flooding), note)
