"""Turning a report into a case, once for each form, however often the form is sent.

The first sending makes the case, with two slots, which open its mailbox again: one for the codename, and one for the
form's nonce. Every later sending opens the nonce's slot, adds a slot for the codename that it shows, and appends the
changes as a message. When two arrive at once, the store lets one make the case, and the other counts as a later one.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from crypto.codename import draw, normalise
from crypto.errors import CryptoError, WrappingError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox, Wrapping, form_root, seal
from source_interface.conversation.own_messages import first_report, own_texts
from source_interface.conversation.recipients import excluded_in
from source_interface.errors import (
    AlreadySentError,
    BusyError,
    EverybodyExcludedError,
    MailboxDamagedError,
    NoCustodianLeftError,
    NotReadyError,
)
from source_interface.session import codename_wrapping
from source_interface.submissions.changes import changes, in_every_language
from source_interface.submissions.sending import SubmissionServices, append
from store.api.messages import NewStatistics
from store.cases.intake import NewCase, create_case
from store.cases.mailboxes import FoundSlot, add_codename_slot, find_slot
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import (
    Envelope,
    Excluded,
    ExclusionRecord,
    Identity,
    Introduction,
    Report,
    SignedPlaces,
    signed_by,
    signed_envelope,
)
from store.domain.errors import NoReaderError
from store.domain.labels import Label
from store.domain.procedure.permissions import exclusions_in_sight
from store.domain.roster import REPORTER, Person, exclusion_of
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord, VoiceKeys
from store.errors import ConflictError, FormAlreadySentError, NotFoundError
from store.server.logs import log_unexpected
from store.values import NewSlot, SlotKind


@dataclass(frozen=True, slots=True)
class IdentityAnswers:
    """The reporter's identity; for custodians only."""

    name: str
    contact: str
    position: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as sent: its nonce, the answers, the excluded positions, and the identity, unless anonymous."""

    nonce: bytes = field(repr=False)
    report: Report = field(repr=False)
    positions: frozenset[str]
    identity: IdentityAnswers | None = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Received:
    """A report that is durable and opens with this codename; a new one is to be acknowledged by the day `due`.

    `again` says that the form was sent before. Then `added` says that its changes became a message. `choices_fixed`
    says that its exclusions or its identity may differ, and stay as they were first sent.
    """

    codename: str = field(repr=False)
    again: bool = False
    added: bool = False
    choices_fixed: bool = False
    due: date | None = None


def submit(
    services: SubmissionServices, current: CurrentRoster, sent: Submission, found: FoundSlot | None
) -> Received:
    """Take a report in. Nothing that it says is stored unless this returns.

    `current` is the roster that the form was judged by; `found` is what `form_slot` gave in this request. A repeated
    form that is refused may leave a slot behind, for a code that was never shown. Raises `NotReadyError`,
    `EverybodyExcludedError`, `NoCustodianLeftError`, `AlreadySentError`, `TextTooLongError`, `MailboxFullError`,
    `MailboxDamagedError`, `BusyError`, a `RosterError`, a `GpgError`, or a `StoreError`.
    """
    try:
        return _submit(services, current, sent, found)
    except ConflictError:
        raise BusyError from None  # a code was drawn that opens another mailbox; the next try draws anew


def _submit(
    services: SubmissionServices, current: CurrentRoster, sent: Submission, found: FoundSlot | None
) -> Received:
    wrapping = _wrapping(sent.nonce)
    if found is None:
        try:
            return _accept_first(services, current, wrapping, sent)
        except FormAlreadySentError:
            found = form_slot(services, sent.nonce)
    if found is None or found.kind is not SlotKind.FORM:
        raise AlreadySentError
    return _accept_again(services, wrapping, found, sent)


def form_slot(services: SubmissionServices, nonce: bytes) -> FoundSlot | None:
    """Return the slot of the form with this nonce, or None if the form was never sent. A spent slot opens nothing."""
    return find_slot(services.database, _wrapping(nonce).lookup, services.clock.today())


def unopened_case(services: SubmissionServices, nonce: bytes) -> str | None:
    """Return the case of this form until its mailbox is opened: only so long may its codename be shown again."""
    found = form_slot(services, nonce)
    return found.case if found is not None and found.kind is SlotKind.FORM else None


def _wrapping(nonce: bytes) -> Wrapping:
    return Wrapping.of_slot(form_root(nonce))


def _accept_first(
    services: SubmissionServices, current: CurrentRoster, wrapping: Wrapping, sent: Submission
) -> Received:
    excluded = exclusion_of(current.roster, sent.positions)
    readers = _readers(current, excluded)
    mailbox = Mailbox.new()
    day = services.clock.today()
    introduction = Introduction(mailbox.sealing_key, mailbox.voice_key, excluded)
    plain = signed_envelope(mailbox, Envelope(mailbox.id, 1, "report", day, introduction, sent.report))
    exclusion = signed_by(mailbox, Label.EXCLUSION, ExclusionRecord(mailbox.id, excluded))
    # The derivation beside gpg, and not gpg: the kernel ends a gpg together with the thread that started it.
    with ThreadPoolExecutor(1) as beside:
        deriving = beside.submit(_new_codename, services, mailbox, sent.language)
        envelope = encrypt_bytes(plain, current.recipients(readers), day)
        identity = _identity(services, current, excluded, mailbox, sent.identity)
        statistics = _first_record(current, excluded, mailbox, sent.report, day)
        codename, slot = deriving.result()
    due = services.deadlines.acknowledge_by(day)
    case = NewCase(
        case=mailbox.id,
        sealing_key=mailbox.sealing_key,
        voice_key=mailbox.voice_key,
        day=day,
        envelope=envelope,
        sealed=seal(mailbox.sealing_key, plain),
        exclusion=seal(mailbox.sealing_key, exclusion),
        own_places=SignedPlaces.by(mailbox, [1]),
        readers=tuple(person.id for person in readers),
        form=NewSlot(wrapping.lookup, wrapping.seal(mailbox.seed)),
        codename=slot,
        identity=identity,
        due=due,
        statistics=statistics,
        excluded_signatories=exclusions_in_sight(current.roster, excluded),
    )
    current.require_encrypted(*case.messages())  # a fault of ours must never store what was typed
    create_case(services.database, case)
    return Received(codename, due=due)


def _accept_again(
    services: SubmissionServices, wrapping: Wrapping, found: FoundSlot, sent: Submission
) -> Received:
    try:
        mailbox = Mailbox(wrapping.open(found.wrapped))
    except WrappingError:
        raise MailboxDamagedError from None
    before = first_report(services.conversation, mailbox)
    if before is None:
        raise MailboxDamagedError
    positions = {exclusion.position for exclusion in excluded_in(services.conversation, mailbox)}
    # Only custodians read an identity, so two cannot be compared: a second answer is that the first one stays.
    fixed = positions != sent.positions or sent.identity is not None or not before.anonymous
    codename, slot = _new_codename(services, mailbox, sent.language)
    try:
        add_codename_slot(services.database, mailbox.id, slot, wrapping.lookup)
    except NotFoundError:
        raise AlreadySentError from None
    # Last, so that a refused form has revealed nothing.
    added = _append_changes(services, mailbox, before, sent.report)
    return Received(codename, again=True, added=added, choices_fixed=fixed)


def _append_changes(services: SubmissionServices, mailbox: Mailbox, before: Report, after: Report) -> bool:
    text = changes(before, after)
    if not text:
        return False
    spellings = in_every_language(services.languages.names, before, after)

    def build(sequence: int) -> Envelope | None:
        # These very changes may be the reporter's last message already.
        if spellings.intersection(own_texts(services.conversation, mailbox)[-1:]):
            return None
        return Envelope(mailbox.id, sequence, "message", services.clock.today(), text=text)

    append(services, mailbox, build)
    return True


def _readers(current: CurrentRoster, excluded: tuple[Excluded, ...]) -> tuple[Person, ...]:
    try:
        return current.usable_readers(excluded)
    except NoReaderError:
        raise (EverybodyExcludedError if current.has_reader(()) else NotReadyError) from None


def _identity(
    services: SubmissionServices,
    current: CurrentRoster,
    excluded: tuple[Excluded, ...],
    mailbox: Mailbox,
    answers: IdentityAnswers | None,
) -> bytes | None:
    if answers is None:
        return None
    try:
        recipients = current.recipients(current.usable_custodians(excluded))
    except NoReaderError:
        raise NoCustodianLeftError from None
    introduction = Introduction(mailbox.sealing_key, mailbox.voice_key, excluded)
    identity = Identity(
        case=mailbox.id,
        name=answers.name,
        contact=answers.contact,
        position=answers.position,
        introduction=introduction,
    )
    return encrypt_bytes(signed_by(mailbox, Label.IDENTITY, identity), recipients, services.clock.today())


def _new_codename(services: SubmissionServices, mailbox: Mailbox, language: str) -> tuple[str, NewSlot]:
    codename = draw(services.languages.lists[language])
    wrapping = codename_wrapping(services.session, normalise(codename))
    return codename, NewSlot(wrapping.lookup, wrapping.seal(mailbox.seed))


def _first_record(
    current: CurrentRoster, excluded: tuple[Excluded, ...], mailbox: Mailbox, report: Report, day: date
) -> NewStatistics | None:
    """Return the record for the leaders who are not excluded; None without any. A fault here never stops a report."""
    leaders = current.usable_leaders(excluded)
    if not leaders:
        return None
    record = StatisticsRecord(
        case=mailbox.id,
        author=REPORTER,
        day=day,
        events=0,
        stages=(StageDay(Stage.RECEIVED, day),),
        anonymous=report.anonymous,
        category=report.category,
        keys=VoiceKeys(mailbox.sealing_key, mailbox.voice_key),
    )
    try:
        ciphertext = encrypt_bytes(
            signed_by(mailbox, Label.STATISTICS, record), current.recipients(leaders), day
        )
        current.require_encrypted(ciphertext)
    except CryptoError as error:
        log_unexpected(error)
        return None
    return NewStatistics(ciphertext, tuple(leader.id for leader in leaders))
