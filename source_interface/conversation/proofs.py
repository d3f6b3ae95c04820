"""Proofs of the author of a mailbox's entries, and the places of its conversation that have one."""

from dataclasses import dataclass
from functools import partial

from msgspec import UNSET

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError
from crypto.mailbox import Mailbox
from source_interface.conversation.conversation_line import ConversationLine
from source_interface.conversation.own_messages import pages_of
from source_interface.conversation.recipients import known_exclusions
from source_interface.conversation.services import ConversationServices
from source_interface.conversation.verification import UncheckedReplyError, Verify, listed, reply_verifier
from store.cases.mailboxes import own_places
from store.cases.reporter_view import ReporterEntry
from store.domain.errors import MisplacedError
from store.domain.reply import read_reply
from store.domain.roster import REPORTER
from store.domain.withdrawal import Withdrawal, read_entry, withdrawal_by


@dataclass(frozen=True, slots=True)
class Proofs:
    """Evidence of an entry's author: the list of the reporter's places, if there is one, and signatures."""

    mailbox: Mailbox
    own_places: frozenset[int] | None
    verify: Verify

    def shown(self, entry: ReporterEntry) -> ConversationLine | None:
        """Return the entry as shown; None unless it was signed for this place. Raises `UncheckedReplyError`."""
        try:
            return None if entry.sealed is None else self._line(entry, entry.sealed)
        except (GpgFaultError, UncheckedReplyError):
            raise  # not the entry's fault
        except CryptoError:
            return None

    def _line(self, entry: ReporterEntry, sealed: bytes) -> ConversationLine:
        padded = self.mailbox.open(sealed)
        if entry.author == REPORTER:
            return self._own_line(entry, padded)
        signed = read_reply(padded, self.mailbox.id, entry.sequence, partial(self.verify, entry.author))
        reply = signed.reply
        return ConversationLine(
            entry.sequence,
            by_reporter=False,
            day=reply.day,
            author=reply.officer,
            text=reply.text,
            files=reply.attachments,
            notice=reply.notice,
            digest=signed.digest,
        )

    def _own_line(self, entry: ReporterEntry, padded: bytes) -> ConversationLine:
        sequence = entry.sequence
        found = read_entry(padded, self.mailbox.voice_key, self.mailbox.id, sequence)
        if self.own_places is not None and sequence not in self.own_places:
            raise MisplacedError  # signed for a place that another entry took before it
        if isinstance(found, Withdrawal):
            return ConversationLine(
                sequence, by_reporter=True, day=entry.day, kind="withdrawn", withdrawal=found
            )
        envelope = found
        return ConversationLine(
            sequence,
            by_reporter=True,
            day=envelope.day,
            text=envelope.text or "",
            kind=envelope.kind,
            report=envelope.report,
            own_file=envelope.attachment,
            consent=None if envelope.consent is UNSET else envelope.consent,
            withdrawal=withdrawal_by(envelope),
        )


@dataclass(frozen=True, slots=True)
class Proven:
    """Places whose author is proven: the reporter's, by the list or by their copies, and the office's replies.

    `replies` is None where not all replies were checked.
    """

    own_places: frozenset[int]
    replies: frozenset[int] | None


class ProvenPlaces:
    """The proven places of a mailbox at each moment in which they are asked for; no entry is read twice.

    Officers may reply all the while: a message that had to be proven against all of them anew, for each place that it
    lost, never went out.
    """

    def __init__(self, services: ConversationServices, mailbox: Mailbox, *, replies: bool) -> None:
        """Without `replies`, copies are read only in a case whose list was lost."""
        self._services = services
        self._mailbox = mailbox
        self._replies = replies
        self._lines: list[ConversationLine] = []
        self._through = 0
        self._is_whole = True
        self._verify: Verify | None = None

    def now(self) -> Proven:
        """Return the proven places among all entries; raises as `read_conversation`."""
        known = None if self._replies else self._listed()
        if known is not None:
            return Proven(known, None)
        views = list(pages_of(self._services, self._mailbox.id, self._through))
        places = listed(self._mailbox, views[-1].own_places)
        proofs = Proofs(self._mailbox, places, self._verifier())
        for entry in (entry for view in views for entry in view.entries):
            self._through = entry.sequence
            if places is None or entry.author != REPORTER:
                self._take(proofs, entry)
        if places is None:
            places = frozenset(line.sequence for line in self._lines if line.by_reporter)
        replies = frozenset(line.sequence for line in self._lines if not line.by_reporter) - places
        return Proven(places, replies if self._is_whole else None)

    def _take(self, proofs: Proofs, entry: ReporterEntry) -> None:
        try:
            line = proofs.shown(entry)
        except UncheckedReplyError:
            self._is_whole = False
            return
        if line is not None:
            self._lines.append(line)

    def _listed(self) -> frozenset[int] | None:
        return listed(self._mailbox, own_places(self._services.database, self._mailbox.id))

    def _verifier(self) -> Verify:
        if self._verify is None:
            excluded = known_exclusions(self._services, self._mailbox)
            self._verify = reply_verifier(self._services, self._mailbox, excluded)
        return self._verify
