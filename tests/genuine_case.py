"""A reporter of a test: what they send goes through the source interface's own code, from below its pages."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox, Wrapping, form_root
from source_interface.conversation.messages import read_conversation
from source_interface.conversation.own_messages import own_envelopes
from source_interface.conversation.recipients import Recipients
from source_interface.photos.cleaner import PhotoCleaner
from source_interface.services import SourceServices
from source_interface.submissions.messages import (
    AttentionOutcome,
    answer_consent,
    request_attention,
    send_message,
)
from source_interface.submissions.sending import SubmissionServices
from source_interface.submissions.submission import IdentityAnswers, Submission, submit
from source_interface.submissions.withdrawals import SentFileState, sent_file, withdraw_file
from source_interface.uploads.attachment_sink import AttachmentSink
from source_interface.web.rate_limits import Derivations
from store.cases.conversation import next_sequence
from store.cases.mailboxes import find_slot
from store.domain.envelope import AttentionKind, Report
from store.values import StoredBlob

LANGUAGE: Final = "id"


@dataclass(frozen=True)
class GenuineCase:
    """A case in the store, from its reporter's side; `code` opens it if the report was made so."""

    services: SourceServices
    mailbox: Mailbox
    code: str = field(repr=False)

    @property
    def case(self) -> str:
        """The case's identifier."""
        return self.mailbox.id

    @property
    def last_sequence(self) -> int:
        """The place of what was said last."""
        return next_sequence(self.services.database, self.case) - 1

    def recipients(self) -> list[Path]:
        """The certificates of those who read the case now."""
        return self._recipients().certificates

    def encrypted(self, plaintext: bytes) -> bytes:
        """An OpenPGP message to them."""
        return encrypt_bytes(plaintext, self.recipients(), self.services.clock.today())

    def says(self, text: str) -> int:
        """One more message, the answer while a question waits; gives its sequence."""
        before = self.last_sequence
        send_message(self.services.submissions, self.mailbox, text, before)
        assert self.last_sequence == before + 1
        return self.last_sequence

    def attaches(self, data: bytes, name: str, *, cleans: bool = False) -> StoredBlob:
        """One more file: the blob, of which the last entry speaks now."""
        cleaner = PhotoCleaner() if cleans else None
        sink = AttachmentSink(self.services.uploads, self.mailbox, self.recipients(), name, cleaner=cleaner)
        try:
            sink.write(data)
            sink.finish()
        finally:
            sink.abort()
        [envelope] = own_envelopes(self.services.conversation, self.mailbox, self.last_sequence - 1)
        assert envelope.attachment is not None
        blob = envelope.attachment.blob
        return StoredBlob(blob, self.services.blobs.size(blob))

    def withdraws(self, sequence: int) -> SentFileState:
        """The reporter withdraws the file at this place."""
        services = self.services
        shown = sent_file(services.submissions, self.mailbox, sequence).blob
        return withdraw_file(services.submissions, services.blobs, self.mailbox, sequence, shown).state

    def consents(self, about: int, *, agreed: bool) -> int:
        """The reporter answers the question at this place; gives the sequence."""
        lines = read_conversation(self.services.conversation, self.mailbox).lines
        [question] = [line for line in lines if line.sequence == about]
        answer_consent(self.services.submissions, self.mailbox, question, agreed=agreed)
        return self.last_sequence

    def seeks(self, kind: AttentionKind) -> int:
        """The reporter asks for attention; gives the sequence."""
        assert request_attention(self.services.submissions, self.mailbox, kind, "") is AttentionOutcome.TAKEN
        return self.last_sequence

    def _recipients(self) -> Recipients:
        return Recipients.now(self.services.conversation, self.mailbox, self.services.roster.valid())


def new_case(
    services: SourceServices, text: str, positions: Iterable[str], name: str | None, *, opens: bool
) -> GenuineCase:
    """A report in the store; no person in these positions reads it. With a name, identified."""
    report = Report(
        text, "Siapa", "Kapan", "Bagaimana", "Di mana", "Mengapa", "corruption", None, anonymous=name is None
    )
    identity = None if name is None else IdentityAnswers(name, "0812", "pegawai")
    sent = Submission(secrets.token_bytes(32), report, frozenset(positions), identity, LANGUAGE)
    submissions = services.submissions if opens else _deriving_quickly(services)
    received = submit(submissions, services.roster.valid(), sent, None)
    form = Wrapping.of_slot(form_root(sent.nonce))
    found = find_slot(services.database, form.lookup, services.clock.today())
    assert found is not None
    return GenuineCase(services, Mailbox(form.open(found.wrapped)), received.codename)


def _deriving_quickly(services: SourceServices) -> SubmissionServices:
    """For a code that no reporter types: the slow derivation would take longer than all else."""
    config = services.config
    quick = Derivations(config.derivations, config.derivation_wait_seconds, config.codes_at_once, _quick_root)
    return replace(services.submissions, session=replace(services.session, derivations=quick))


def _quick_root(normalised: str, salt: bytes) -> bytes:
    return hashlib.blake2b(normalised.encode(), salt=salt, digest_size=32).digest()
