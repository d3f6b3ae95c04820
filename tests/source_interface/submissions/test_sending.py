"""The server's queries when a reporter sends something: it does not ask for what was said before."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from source_interface.conversation.recipients import Recipients
from store.engine.database import Database
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence


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
