"""The reporter's messages in a mailbox, as far as their copies can be read: the mailbox's voice signed each.

Unlike `messages`, this does not ask whether another entry took the place of one.
"""

from collections.abc import Iterable, Iterator

from msgspec import UNSET

from crypto.errors import CryptoError
from crypto.mailbox import Mailbox
from source_interface.conversation.services import ConversationServices
from store.cases.conversation import ReporterEntry, ReporterView, reporter_view
from store.domain.envelope import MOST_REFUSALS, Envelope, RepeatedNo, Report, read_envelope
from store.domain.roster import REPORTER


def own_texts(services: ConversationServices, mailbox: Mailbox, after: int = 0) -> list[str]:
    """Return the texts of the reporter's messages after this place that can still be read."""
    return [
        envelope.text for envelope in own_envelopes(services, mailbox, after) if envelope.text is not None
    ]


def first_report(services: ConversationServices, mailbox: Mailbox) -> Report | None:
    """Return the form's answers as first sent; None if the reporter's copy cannot be read."""
    first = reporter_view(services.database, mailbox.id, limit=1).entries[:1]
    envelope = _own_envelope(mailbox, first[0]) if first else None
    return None if envelope is None else envelope.report


def own_envelopes(services: ConversationServices, mailbox: Mailbox, after: int = 0) -> Iterator[Envelope]:
    """Yield the reporter's messages after this place that can still be read."""
    yield from (envelope for _place, envelope in _read(services, mailbox, after) if envelope is not None)


class OwnEnvelopes:
    """The reporter's messages, at each moment in which they are asked for; no entry is read twice."""

    def __init__(self, services: ConversationServices, mailbox: Mailbox) -> None:
        self._services = services
        self._mailbox = mailbox
        self._through = 0
        self._found: list[Envelope] = []

    def now(self) -> list[Envelope]:
        """Return those that can still be read among all entries."""
        for place, envelope in _read(self._services, self._mailbox, self._through):
            self._through = place
            if envelope is not None:
                self._found.append(envelope)
        return self._found


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
) -> Iterator[tuple[int, Envelope | None]]:
    """Yield each place after this one, with the reporter's message there if it can still be read."""
    for view in pages_of(services, mailbox.id, after):
        yield from ((entry.sequence, _own_envelope(mailbox, entry)) for entry in view.entries)


def _own_envelope(mailbox: Mailbox, entry: ReporterEntry) -> Envelope | None:
    if entry.author != REPORTER or entry.sealed is None:
        return None
    try:
        return read_envelope(mailbox.open(entry.sealed), mailbox.voice_key, mailbox.id, entry.sequence)
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
