"""Sending a reply: first its files, each encrypted while it arrives, then the text, signed for its one place.

The readers of the reply are computed from the roster, the exclusions of the pinned first envelope and the verified
decisions; the gateway has no say in it. The same bytes are sealed to the reporter's mailbox and encrypted to the
readers.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crypto import attachment_stream
from crypto.errors import KentonganError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import seal_reply
from journalist_interface.actions import audience
from journalist_interface.actions.retry_on_conflict import retry_on_conflict
from journalist_interface.forms.incoming import IncomingFile
from journalist_interface.gateway_client.errors import GatewayDownError, HostileGatewayError
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_file import CaseFile, FromOffice, FromReporter, ReplyMeaning
from journalist_interface.verification.problems import CaseProblem
from store.api.messages import ReplySubmission
from store.domain.envelope import Introduction
from store.domain.reply import Notice, Reply, ReplyAttachment, reply_statement, signed_reply
from store.domain.roster import Person

Files = tuple[ReplyAttachment, ...]
MOST_NAME_CHARACTERS: Final = 1_000
_NO_REPLY: Final = frozenset({CaseProblem.FIRST_CHANGED})


class NoMailboxError(KentonganError):
    """No reply can be sealed: the first report of this case is missing, changed or damaged."""


class EmptyReplyError(KentonganError):
    """Write a reply or choose a file."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply before it is signed for its place."""

    text: str
    attachments: Files = ()
    notice: Notice | None = None


def introduction_of(file: CaseFile) -> Introduction:
    """Return the keys and exclusions for a reply; raises `NoMailboxError` unless they are proven and unchanged."""
    if file.introduction is None or file.problems & _NO_REPLY:
        raise NoMailboxError
    return file.introduction


def upload_all(
    services: CaseServices, officer: OfficerSession, case: str, files: Iterable[IncomingFile]
) -> Files:
    """Send every file to the gateway as a secretstream, each under a key that only the reply will tell."""
    return tuple(_upload(services, officer, case, file) for file in files)


def send(
    services: CaseServices,
    officer: OfficerSession,
    file: CaseFile,
    text: str,
    attachments: Files,
) -> int:
    """Append the reply and return its number; the caller holds the file's lock.

    When others were faster, the case is read again and the reply signed anew for the next place, a few times.
    A reply whose answer never came may have arrived all the same, so the same text is not appended twice.
    Raises `NoMailboxError`, `EmptyReplyError`, a `RosterError` or a `GatewayError`.
    """
    if not text.strip() and not attachments:
        raise EmptyReplyError
    draft = Draft(text, attachments)
    return retry_on_conflict(lambda: _sent(services, officer, file, draft), lambda: _went_on(officer, file))


def _sent(services: CaseServices, officer: OfficerSession, file: CaseFile, draft: Draft) -> int:
    meaning = meaning_of(draft.text, draft.attachments)
    if (arrived := _arrived(officer, file, meaning)) is not None:
        return arrived
    sequence = file.last + 1
    reply = submission(services, officer, file, sequence, draft, _readers(services, file))
    try:
        receipt = services.client.reply(officer.token, file.case, reply)
    except GatewayDownError:
        file.unconfirmed.setdefault(meaning, sequence)
        raise
    if receipt.sequence != sequence:
        raise HostileGatewayError
    file.unconfirmed.pop(meaning, None)
    return sequence


def _went_on(officer: OfficerSession, file: CaseFile) -> bool:
    """Read the case again and return whether a proven message stands where the reply should have stood."""
    sequence = file.last + 1
    officer.read_again(file)
    return isinstance(file.entries.get(sequence), FromReporter | FromOffice)


def meaning_of(text: str, attachments: Iterable[ReplyAttachment]) -> ReplyMeaning:
    """Return what makes two replies the same to a person: their words and their files."""
    return text, tuple((one.name, one.size, one.sha256) for one in attachments)


def _arrived(officer: OfficerSession, file: CaseFile, meaning: ReplyMeaning) -> int | None:
    """Return where an unconfirmed reply of this meaning stands in the case as last read."""
    earliest = file.unconfirmed.get(meaning)
    if earliest is None:
        return None
    for number, entry in file.entries.items():
        if number < earliest or not isinstance(entry, FromOffice):
            continue
        reply = entry.reply
        if reply.officer == officer.person.id and meaning_of(reply.text, reply.attachments) == meaning:
            del file.unconfirmed[meaning]  # sending the same once more makes a second reply
            return number
    return None


def submission(
    services: CaseServices,
    officer: OfficerSession,
    file: CaseFile,
    sequence: int,
    draft: Draft,
    readers: Iterable[Person],
) -> ReplySubmission:
    """Return the reply, signed for this place, encrypted to the readers and sealed to the reporter's mailbox."""
    introduction = introduction_of(file)
    current = services.rosters.current()
    current.require_valid()
    day = services.clock.today()
    reply = Reply(file.case, sequence, officer.person.id, day, draft.text, draft.attachments, draft.notice)
    return as_sent(reply, officer.key.sign, current.recipients(readers), introduction.sealing_key)


def as_sent(
    reply: Reply, sign: Callable[[bytes], bytes], recipients: Sequence[Path], sealing_key: bytes
) -> ReplySubmission:
    """Return a reply under this signature, encrypted to these certificates and sealed to the reporter's mailbox."""
    statement = reply_statement(reply)
    padded = signed_reply(statement, sign(statement))
    return ReplySubmission(
        reply.sequence,
        encrypt_bytes(padded, recipients, reply.day),
        seal_reply(sealing_key, padded),
        tuple(one.blob for one in reply.attachments),
    )


def _readers(services: CaseServices, file: CaseFile) -> tuple[Person, ...]:
    """Return who reads the case by its verified events; raises `NoMailboxError` or `BrokenChainError`."""
    introduction = introduction_of(file)
    file.chain.require_whole()  # a cut chain could bring back a person who was taken off
    if file.state is None:
        raise NoMailboxError
    return audience.readers(services.rosters.current(), introduction.excluded, file.chain)


def _upload(
    services: CaseServices, officer: OfficerSession, case: str, file: IncomingFile
) -> ReplyAttachment:
    key = attachment_stream.new_key()
    measured = _Measured(file.data)
    receipt = services.client.upload(officer.token, case, attachment_stream.encrypt(key, measured))
    return ReplyAttachment(
        receipt.blob, key, file.name[:MOST_NAME_CHARACTERS], measured.size, measured.sha256
    )


class _Measured:
    """An iterator that passes bytes on and measures them."""

    def __init__(self, data: Iterator[bytes]) -> None:
        self._data = data
        self._hash = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._data:
            self._hash.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()
