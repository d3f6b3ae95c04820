"""A genuine case whose reporter is signed in, and what an attacker with the database could do to it."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import update

from crypto import attachment_stream
from crypto.mailbox import seal
from store.cases.case_list import register_blob
from store.domain.reply import ReplyAttachment
from store.domain.withdrawal import Withdrawal, signed_withdrawal
from store.model import Entry
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.source_interface.reporter import Reporter


class Correspondence:
    """A genuine case whose reporter is signed in."""

    def __init__(self, reporter: Reporter, office: TestOffice, excluded: Iterable[str] = ()) -> None:
        self.reporter = reporter
        self.office = office
        self.case: GenuineCase = office.report("Laporan saya", excluded, opens=True)
        self.sign_in()

    def sign_in(self) -> None:
        assert self.reporter.sign_in(self.case.code).status_code == 303

    def page(self) -> str:
        answer = self.reporter.mailbox()
        assert answer.status_code == 200
        return answer.text

    def entry(self, sequence: int, case: str | None = None, **values: object) -> None:
        """Change a row as an attacker with the database would."""
        chosen = (Entry.case == (case or self.case.case)) & (Entry.sequence == sequence)
        with self.office.database.write() as session:
            session.execute(update(Entry).where(chosen).values(**values))

    def sealed(self, sequence: int, case: str | None = None) -> bytes:
        with self.office.database.read() as session:
            row = session.get(Entry, (case or self.case.case, sequence))
            assert row is not None
            assert row.sealed is not None
            return row.sealed

    def puts_statement(self, sequence: int, blob: str, entry: int) -> None:
        """Show the mailbox what its reporter signed for a withdrawal by this entry, and nothing else of it."""
        mailbox = self.case.mailbox
        plain = signed_withdrawal(mailbox, Withdrawal(mailbox.id, sequence, blob, entry))
        self.entry(sequence, sealed=seal(mailbox.sealing_key, plain))

    def attach(self, name: str, data: bytes) -> ReplyAttachment:
        """Upload an encrypted file as a workstation does."""
        key = attachment_stream.new_key()
        with self.office.blobs.create() as pending:
            for piece in attachment_stream.encrypt(key, [data]):
                pending.write(piece)
            blob = pending.commit()
        register_blob(self.office.database, "sari", self.case.case, blob, self.office.clock.today())
        return ReplyAttachment(blob.name, key, name, len(data), hashlib.sha256(data).hexdigest())
