"""Access that a person had before, by the case's decisions and conversation, or by the report itself.

Without this check, a new key would open every earlier case to a newcomer who was never let in.
"""

import hashlib

from crypto.errors import KentonganError
from crypto.gpg.certificate import inspect
from crypto.gpg.recipients import recipient_keys
from journalist_interface.actions.work import Work
from journalist_interface.verification.case_file import FromOffice


class NeverHadAccessError(KentonganError):
    """This person could not read this case before. Let them in on the case's own page if that is right."""


def require_prior_access(work: Work, person: str) -> None:
    """Raise `NeverHadAccessError` unless the person was let in, acted or wrote in the case, or received the report."""
    if not (_was_let_in(work, person) or _took_part(work, person) or _got_the_report(work, person)):
        raise NeverHadAccessError


def _was_let_in(work: Work, person: str) -> bool:
    believed = work.believed
    return person in believed.admitted or believed.part_of(person) is not None


def _took_part(work: Work, person: str) -> bool:
    replied = (one.reply.officer for one in work.file.entries.values() if isinstance(one, FromOffice))
    return person in replied or any(one.event.actor == person and not one.remarks for one in work.file.events)


def _got_the_report(work: Work, person: str) -> bool:
    """Return whether the first envelope, as it proved itself, names a key of one of the person's certificates.

    These names are not signed: a store could add one, in a report that this session has not opened before.
    """
    rows = work.services.client.entries(work.officer.token, work.file.case).entries
    first = next((one.envelope for one in rows if one.sequence == 1), b"")
    if hashlib.sha256(first).hexdigest() != work.file.tried.get(1):
        return False
    keys = recipient_keys(first)
    held = () if (found := work.current.roster.person(person)) is None else found.certificates
    return any(keys & inspect(one.data).keys for one in held)
