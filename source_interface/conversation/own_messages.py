"""The reporter's messages in a mailbox, as far as their copies can be read: the mailbox's voice signed each.

Unlike `messages`, this does not ask whether another entry took the place of one.
"""

from collections.abc import Container, Iterable, Iterator

from msgspec import UNSET

from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from source_interface.conversation.services import ConversationServices
from store.cases.reporter_view import ReporterEntry, ReporterView, reporter_view
from store.domain.envelope import MOST_REFUSALS, Envelope, RepeatedNo, Report
from store.domain.roster import REPORTER
from store.domain.withdrawal import Withdrawal, read_entry


def own_texts(services: ConversationServices, mailbox: Mailbox, after: int = 0) -> list[str]:
    """Return the texts of the reporter's messages after this place that can still be read."""
    return [
        envelope.text for envelope in own_envelopes(services, mailbox, after) if envelope.text is not None
    ]


def first_report(services: ConversationServices, mailbox: Mailbox) -> Report | None:
    """Return the form's answers as first sent; None if the reporter's copy cannot be read."""
    first = reporter_view(services.database, mailbox.id, limit=1).entries[:1]
    envelope = _own_entry(mailbox, first[0]) if first else None
    return envelope.report if isinstance(envelope, Envelope) else None


def own_envelopes(services: ConversationServices, mailbox: Mailbox, after: int = 0) -> Iterator[Envelope]:
    """Yield the reporter's messages after this place that can still be read."""
    yield from (said for _entry, said in _read(services, mailbox, after) if isinstance(said, Envelope))


class OwnEnvelopes:
    """The reporter's messages, at each moment in which they are asked for; no entry is read twice."""

    def __init__(self, services: ConversationServices, mailbox: Mailbox) -> None:
        self._services = services
        self._mailbox = mailbox
        self._through = 0
        self._found: list[Envelope] = []
        self._read: set[int] = set()

    def now(self) -> list[Envelope]:
        """Return those that can still be read among all entries."""
        for entry, said in _read(self._services, self._mailbox, self._through):
            self._through = entry.sequence
            if isinstance(said, Envelope):
                self._found.append(said)
            if said is not None:
                self._read.add(entry.sequence)
        return self._found

    def last_unread(self, replies: Container[int], before: int) -> int:
        """Return the last place before this one with neither a message that was read nor a proven reply; else 0.

        There may have been a no: a store can lose the signed list of places, and call an empty row an officer's.
        """
        place = before - 1
        while place in self._read or place in replies:
            place -= 1
        return place


def refusals_before(envelopes: Iterable[Envelope], place: int) -> tuple[RepeatedNo, ...]:
    """Return the no to each question among a reporter's messages before this place, the last ones in order.

    Of several to one question it has the last place and the newest day: a store can let a later no have an earlier one.
    """
    found: dict[str, RepeatedNo] = {}
    for said in envelopes:
        if said.sequence < place and said.consent is not UNSET and not said.consent.agreed:
            question = said.consent.question
            this = RepeatedNo(said.sequence, question, said.day)
            other = found.get(question, this)
            found[question] = RepeatedNo(max(other.place, this.place), question, max(other.day, this.day))
    return tuple(sorted(found.values(), key=lambda no: no.place)[-MOST_REFUSALS:])


def _read(
    services: ConversationServices, mailbox: Mailbox, after: int
) -> Iterator[tuple[ReporterEntry, Envelope | Withdrawal | None]]:
    """Yield each entry after this place, with what the reporter said there if it can still be read."""
    for view in pages_of(services, mailbox.id, after):
        yield from ((entry, _own_entry(mailbox, entry)) for entry in view.entries)


def _own_entry(mailbox: Mailbox, entry: ReporterEntry) -> Envelope | Withdrawal | None:
    if entry.author != REPORTER or entry.sealed is None:
        return None
    try:
        return read_entry(mailbox.open(entry.sealed), mailbox.voice_key, mailbox.id, entry.sequence)
    except CryptoError:
        return None


def pages_of(services: ConversationServices, case: str, after: int = 0) -> Iterator[ReporterView]:
    """Yield the case as its reporter sees it, page by page."""
    while True:
        view = reporter_view(services.database, case, after)
        yield view
        if not view.more or not view.entries:
            return
        after = view.entries[-1].sequence
