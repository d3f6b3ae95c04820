"""Signing of the notes on a restore: one for each case that the restored server lists, verified when it is made."""

from collections.abc import Iterable, Iterator
from datetime import date

from crypto import signing
from crypto.errors import StatementError
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached, verify_detached
from crypto.signing import Signed
from install.audit.heads import Head
from install.errors import InstallError
from install.roster.office_key import OfficeKey
from store.domain.labels import Label
from store.domain.restored_history import MAX_REASON, HistoryEnd, RestoreNote, read_note


class RestoreReasonError(InstallError):
    """The reason must be one line of at most 400 characters: all who read a case that lost something will see it."""


class RestoreNotedError(InstallError):
    """This restore is noted already. If there was another one on the same day, give a different reason for it."""


def notes_on(ends: Iterable[Head], day: date, reason: str) -> tuple[RestoreNote, ...]:
    """Return the notes to sign; raise `RestoreReasonError`."""
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON or not reason.isprintable():
        raise RestoreReasonError
    return tuple(
        RestoreNote(end.case, day, reason, HistoryEnd(end.events, end.head, end.statement, end.messages))
        for end in ends
    )


def require_new(notes: Iterable[RestoreNote], earlier: Iterable[Signed]) -> None:
    """Raise `RestoreNotedError` if one of these texts is noted: workstations accept losses of each text once."""
    texts = {signed.statement for signed in earlier}
    if any(signing.compose(Label.RESTORE, note).decode() in texts for note in notes):
        raise RestoreNotedError


def sign_notes(key: OfficeKey, secret: str, notes: Iterable[RestoreNote], today: date) -> Iterator[Signed]:
    """Yield each note with its signature, as far as it is made."""
    with GnupgHome(key.home) as home:
        for note in notes:
            text = signing.compose(Label.RESTORE, note)
            signature = sign_detached(home, key.fingerprint, text, today, secret)
            verify_detached(key.certificate, key.fingerprint, text, signature, today)
            yield Signed(text.decode(), signature)


def joined(earlier: Iterable[Signed], new: Iterable[Signed]) -> tuple[Signed, ...]:
    """Return all notes, each text once, the new ones last."""
    found = {signed.statement: signed for signed in earlier if _is_note(signed)}
    return tuple((found | {signed.statement: signed for signed in new}).values())


def _is_note(signed: Signed) -> bool:
    try:
        read_note(signed)
    except StatementError:
        return False
    return True
