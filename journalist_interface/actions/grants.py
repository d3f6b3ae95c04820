"""Grants: the session keys of what is there, encrypted to the newcomer alone.

Only the keys of what proved itself are granted. A store could put a message of another case into this one; its key
would open that other case.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Final

from crypto.errors import AttachmentStreamError
from crypto.gpg.decrypt import SessionKey
from crypto.gpg.errors import (
    DecryptionError,
    GpgBoundsError,
    GpgDiedError,
    GpgTimeoutError,
    UnprocessableError,
)
from crypto.gpg.self_test import require_working_gpg
from journalist_interface.actions.decision_draft import Admission, EventDraft
from journalist_interface.actions.duplicates import LinkReaders
from journalist_interface.actions.work import Work, eligible_person
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.session.attachments import by_key
from journalist_interface.verification.case_file import FromReporter
from store.domain.envelope import Attachment
from store.domain.event import BlobKey, CaseRole, Content, Event, EventKind, Keys, PlaceKey, grant_digest
from store.domain.procedure.permissions import declined, may_read
from store.domain.procedure.state import Grant
from store.domain.roster import Person

_UNOPENED: Final = (DecryptionError, UnprocessableError, AttachmentStreamError)


def admit(work: Work, person: Person, role: CaseRole, after: int = 0) -> EventDraft:
    """Return the event that lets this person in, with the keys of all that they may read.

    With `after`, only the keys of envelopes beyond that place of the conversation are included.
    """
    keys = Keys(_entries(work, after), () if after else _events(work, person.id, role), _blobs(work, after))
    digest = grant_digest(keys, work.current.usable_fingerprints(person))
    return EventDraft(EventKind.ADMIT, Content(keys=keys), person=person.id, role=role, keys=digest)


def admitted(work: Work, admission: Admission) -> tuple[EventDraft, ...]:
    """Return the draft of the grant with its keys, or nothing where it is not needed.

    Raises one of `OF_PERSON` if the person cannot be brought in.
    """
    person = eligible_person(work.current, work.excluded, admission.person, admission.role)
    if _is_there(work, admission):
        return ()
    event = admit(work, person, admission.role, admission.after)
    given = Grant(work.me, person.id, admission.role, event.keys) in work.state.granted
    return () if admission.unless_given and given else (event,)


def prove_files(work: Work, admissions: Iterable[Admission]) -> None:
    """Read the files whose keys these grants will hold, each once a session, while the case and its pages stay open.

    A reporter can send gigabytes, which take hours over Tor. Raises as `admitted`, or a `GatewayError`.
    """
    for admission in admissions:
        eligible_person(work.current, work.excluded, admission.person, admission.role)
        if not _is_there(work, admission):
            for _proven in _proven_files(work, admission.after):
                pass


def _is_there(work: Work, admission: Admission) -> bool:
    """Return whether this grant is left out, since the leader reads the case already."""
    return (
        admission.unless_there
        and admission.person in work.file.chain.participants(work.current, work.excluded).leaders
    )


def _entries(work: Work, after: int) -> tuple[PlaceKey, ...]:
    found = ((number, work.file.entry_key(number)) for number in sorted(work.file.entries) if number > after)
    return tuple(PlaceKey(number, key.text) for number, key in found if key is not None)


def _events(work: Work, person: str, role: CaseRole) -> tuple[PlaceKey, ...]:
    assigners, links = declined(read.event for read in work.file.events), LinkReaders(work)
    found = (
        (read.sequence, work.file.event_key(read))
        for read in work.file.events
        if _for(read.event, person, role, assigners.get(read.sequence)) and links.may_learn(read, person)
    )
    return tuple(PlaceKey(number, key.text) for number, key in found if key is not None)


def _for(event: Event, person: str, role: CaseRole, assigner: str | None) -> bool:
    """Return whether this event's key is granted; an older grant to the person is useless, as this one holds all."""
    return event.kind is not EventKind.ADMIT and may_read(event, person, role, assigner)


def _blobs(work: Work, after: int) -> tuple[BlobKey, ...]:
    """Return the keys of the reporter's files; replies and papers themselves bring the keys of the office's files."""
    return tuple(BlobKey(file.blob, key.text) for file, key in _proven_files(work, after))


def _proven_files(work: Work, after: int) -> Iterator[tuple[Attachment, SessionKey]]:
    """Yield the reporter's files beyond this place, each with its key once it proved to be the one that was sent."""
    for number, entry in sorted(work.file.entries.items()):
        if number <= after or not isinstance(entry, FromReporter) or entry.envelope.attachment is None:
            continue
        # A file that is damaged, lost or closed to us cannot be opened to others, and must not block the rest.
        with contextlib.suppress(*_UNOPENED, CaseNotFoundError):
            yield entry.envelope.attachment, _key_in_time(work, entry.envelope.attachment)


def _key_in_time(work: Work, file: Attachment) -> SessionKey:
    """Do as `blob_key`, trying a file that holds up GnuPG once a session: a stop is its fault if GnuPG works."""
    if file.blob in work.file.stuck_blobs:
        raise GpgBoundsError
    try:
        return blob_key(work, file)
    except (GpgBoundsError, GpgTimeoutError, GpgDiedError) as stopped:
        if not isinstance(stopped, GpgBoundsError):
            require_working_gpg()
        work.file.stuck_blobs.add(file.blob)
        raise GpgBoundsError from None


def blob_key(work: Work, file: Attachment) -> SessionKey:
    """Return the session key of a file of the reporter, once that file proved to be the one that was sent."""
    proven = work.file.proven_blobs
    known = proven.get(file.blob)
    if known is not None:  # without waiting for another file, which may take hours to come
        return known
    with work.file.memory.proving:  # a form that is sent twice would fetch all of them twice
        if file.blob not in proven:
            proven[file.blob] = _proven_key(work, file)
        return proven[file.blob]


def _proven_key(work: Work, file: Attachment) -> SessionKey:
    """Return a key that proved itself: a store or an unproven grant could name the key of another case's file."""
    for given in work.file.given.blobs.of(file.blob):
        with contextlib.suppress(*_UNOPENED):
            return _proved(work, file, given)
    head = work.services.client.blob_head(work.officer.token, work.file.case, file.blob)
    return _proved(work, file, work.officer.key.session_key(head))


def _proved(work: Work, file: Attachment, key: SessionKey) -> SessionKey:
    """Return the key, once the whole file behind it proved to be the one that was sent."""
    for _piece in by_key(work.services, work.officer, work.file.case, file, key):
        pass
    return key
