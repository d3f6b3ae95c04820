"""Sending one more entry of a reporter: sign, encrypt to the case's readers, keep the own copy, append.

The place in the conversation is signed, so whoever loses a race for it signs again for the next one.
"""

from collections.abc import Callable
from typing import Final

from crypto.errors import CryptoError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox, seal
from crypto.roster import Person
from crypto.voice import Envelope, Excluded, read_exclusion, signed_envelope
from source_interface.errors import BusyError, MailboxDamagedError, TextTooLongError
from source_interface.services import Services
from store.contract.roster_keeper import CurrentRoster
from store.conversation import NewEntry, append_reporter_entry, next_sequence, reporter_view
from store.errors import ConflictError
from store.values import StoredBlob

ATTEMPTS: Final = 20
MAX_PADDED_BYTES: Final = 4 * 1024 * 1024

Build = Callable[[int], Envelope | None]
"""The envelope for a place; None when it turns out to be there already."""


def valid_roster(services: Services) -> CurrentRoster:
    """The roster for writing; raises a `RosterError` when it cannot be used or has expired."""
    current = services.roster.current()
    current.require_valid()
    return current


def excluded_in(services: Services, mailbox: Mailbox) -> tuple[Excluded, ...]:
    """Whom the reporter excluded, from the record that the own voice signed; `MailboxDamagedError`."""
    sealed = reporter_view(services.database, mailbox.case, limit=1).exclusion
    try:
        return read_exclusion(mailbox.open(sealed), mailbox.voice_key, mailbox.case).excluded
    except CryptoError:
        raise MailboxDamagedError from None


def case_readers(services: Services, mailbox: Mailbox, current: CurrentRoster) -> tuple[Person, ...]:
    """Who reads this case now; `NoReaderError` when nobody is left."""
    return current.usable_readers(excluded_in(services, mailbox))


def padded(mailbox: Mailbox, envelope: Envelope) -> bytes:
    """The signed bytes; `TextTooLongError` beyond what the store takes."""
    signed = signed_envelope(mailbox, envelope)
    if len(signed) > MAX_PADDED_BYTES:
        raise TextTooLongError
    return signed


def append(
    services: Services, mailbox: Mailbox, build: Build, blobs: tuple[StoredBlob, ...] = ()
) -> int | None:
    """Append what `build` makes for the next place; its place, or None when it was there already.

    Raises `TextTooLongError`, a `RosterError`, `BusyError` after `ATTEMPTS` lost races, and kinds of `StoreError`.
    """
    current = valid_roster(services)
    recipients = current.recipients(case_readers(services, mailbox, current))
    for _attempt in range(ATTEMPTS):
        sequence = next_sequence(services.database, mailbox.case)
        envelope = build(sequence)
        if envelope is None:
            return None
        plain = padded(mailbox, envelope)
        entry = NewEntry(
            case=mailbox.case,
            sequence=sequence,
            day=envelope.day,
            envelope=encrypt_bytes(plain, recipients, envelope.day),
            sealed=seal(mailbox.sealing_key, plain),
            blobs=blobs,
        )
        try:
            append_reporter_entry(services.database, entry)
        except ConflictError:
            continue
        return sequence
    raise BusyError
