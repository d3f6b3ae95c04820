"""The reporter's messages in a mailbox, as far as their copies can be read: the mailbox's voice signed each.

Unlike `messages`, this does not ask whether another entry took the place of one.
"""

from collections.abc import Iterable, Iterator

from msgspec import UNSET

from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from source_interface.conversation.services import ConversationServices
from store.cases.conversation import ReporterEntry, ReporterView, reporter_view
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
        self._unread: set[int] = set()

    def now(self) -> list[Envelope]:
        """Return those that can still be read among all entries."""
        for entry, said in _read(self._services, self._mailbox, self._through):
            self._through = entry.sequence
            if isinstance(said, Envelope):
                self._found.append(said)
            if said is not None:
                self._read.add(entry.sequence)
            elif entry.author == REPORTER:
                self._unread.add(entry.sequence)
        return self._found

    def last_unread(self, places: Iterable[int], before: int) -> int:
        """Return the last of the reporter's places of which no copy was read so far, 0 if there is none.

        There may have been a no. `places` are those that the signed list names, whatever the store says of the author.
        """
        return max((place for place in self._unread.union(places) - self._read if place < before), default=0)


def refusals_before(envelopes: Iterable[Envelope], place: int) -> tuple[RepeatedNo, ...]:
    """Return the newest no to each question among a reporter's messages before this place, the last ones in order."""
    newest = {
        said.consent.question: RepeatedNo(said.sequence, said.consent.question, said.day)
        for said in envelopes
        if said.sequence < place and said.consent is not UNSET and not said.consent.agreed
    }
    return tuple(sorted(newest.values(), key=lambda no: no.place)[-MOST_REFUSALS:])


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
