"""A case's files: fetched as ciphertext, decrypted as a stream, and not believed before their end."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final

from crypto import attachment_stream
from crypto.errors import AttachmentStreamError, CryptoError
from crypto.gpg.decrypt import SessionKey
from crypto.gpg.errors import DecryptionError, UnprocessableError
from crypto.padding import padme
from journalist_interface.evidence.cleaning import cleaned_copy
from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.copies import CleanedCopy, CopyForm
from journalist_interface.evidence.parts import Part
from journalist_interface.gateway_client.errors import CaseNotFoundError, HostileGatewayError
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_attachments import CaseAttachment
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import GivenAt
from journalist_interface.verification.nested_pgp import open_file
from store.domain.envelope import Attachment
from store.domain.reply import ReplyAttachment
from store.web.verified_stream import held_back

_UNFIT: Final = (DecryptionError, UnprocessableError, AttachmentStreamError)


def plaintext_of(
    services: CaseServices, officer: OfficerSession, file: CaseFile, found: CaseAttachment
) -> Iterator[bytes]:
    """Yield a file of a case, the reporter's or the office's; raises as `of_reporter`."""
    if isinstance(found.content, Attachment):
        return of_reporter(services, officer, file.case, found.content, file.given.blobs)
    return of_office(services, officer, file.case, found.content)


def archived_plaintext(
    services: CaseServices, officer: OfficerSession, file: CaseFile, found: CaseAttachment
) -> Iterator[bytes]:
    """Yield a file for an archive, which breaks off with it, as `plaintext_of`; the next one leaves such a file out."""
    doubted = len(file.given.blobs.doubted)
    try:
        yield from plaintext_of(services, officer, file, found)
    except (*_UNFIT, CaseNotFoundError, HostileGatewayError):
        # Where a colleague's key was wrong, the next may be right.
        if len(file.given.blobs.doubted) == doubted:
            officer.spoilt.note(file.case, found)
        raise


def _shown_plaintext(
    services: CaseServices, officer: OfficerSession, file: CaseFile, found: CaseAttachment
) -> Iterator[bytes]:
    """Yield what is looked at of a file: of one that its reporter encrypted before sending it, what is inside."""
    plaintext = plaintext_of(services, officer, file, found)
    if found.is_encrypted and isinstance(found.content, Attachment):
        return open_file(officer.key, plaintext, found.content)
    return plaintext


def parts_of(
    services: CaseServices,
    officer: OfficerSession,
    file: CaseFile,
    found: CaseAttachment,
    stop_when: Callable[[], bool],
) -> Generator[Part]:
    """Yield what pages can show of a file, which is fetched once the first part is asked for.

    It ends soon after `stop_when`. Raises an `EvidenceError`, and as `of_reporter`.
    """
    with (
        _closing(_shown_plaintext(services, officer, file, found)) as plaintext,
        closing(convert(plaintext, stop_when)) as parts,
    ):
        yield from parts


@contextmanager
def copy_of(
    services: CaseServices, officer: OfficerSession, file: CaseFile, found: CaseAttachment, form: CopyForm
) -> Iterator[CleanedCopy]:
    """Give a copy of a file without author data, to be read within the context; raises as `parts_of`.

    It ends soon after the session does.
    """
    with (
        _closing(_shown_plaintext(services, officer, file, found)) as plaintext,
        cleaned_copy(plaintext, form, officer.over.is_set) as made,
    ):
        yield made


def of_reporter(
    services: CaseServices,
    officer: OfficerSession,
    case: str,
    file: Attachment,
    given: GivenAt[str],
) -> Iterator[bytes]:
    """Yield a file of the reporter, by the officer's key, else by a key that a grant gave; as `by_key`.

    A wrong key fails before its first block, unless a colleague in bad faith searched for one that begins well. It
    cannot close a file: not to the officer's own key, and to another given key only until the next try.
    """
    refused: CryptoError | None = None
    for key in (None, *given.of(file.blob)):
        with _closing(by_key(services, officer, case, file, key)) as pieces:
            try:
                first = next(pieces)
            except _UNFIT as error:
                refused = refused or error
                continue
            try:
                yield first
                yield from pieces
            except _UNFIT:
                if key is not None:
                    given.doubt(key)
                raise
            return
    if refused is not None:
        raise refused


def by_key(
    services: CaseServices,
    officer: OfficerSession,
    case: str,
    file: Attachment,
    given: SessionKey | None,
) -> Iterator[bytes]:
    """Yield a file of the reporter, by this session key or the officer's key; the last block comes once all agrees.

    Raises `AttachmentMismatchError`, `DecryptionError` or a `GatewayError`.
    """
    most = 2 * padme(file.size) + 1024 * 1024  # OpenPGP adds a little; a hostile gateway could add for ever
    with (
        services.client.blob(officer.token, case, file.blob, most) as ciphertext,
        _closing(officer.key.decrypt_stream(ciphertext, given)) as plaintext,
    ):
        officer.note_fetched(case, file.blob)
        yield from held_back(plaintext, file.size, file.sha256)


def of_office(
    services: CaseServices, officer: OfficerSession, case: str, file: ReplyAttachment
) -> Iterator[bytes]:
    """Yield a file of the office, with the key that its reply or paper brought; raises as `of_reporter`."""
    most = 2 * padme(file.size) + 1024 * 1024
    with (
        services.client.blob(officer.token, case, file.blob, most) as ciphertext,
        _closing(attachment_stream.decrypt(file.key, ciphertext, file.size)) as plaintext,
    ):
        yield from held_back(plaintext, file.size, file.sha256)


@contextmanager
def _closing(plaintext: Iterator[bytes]) -> Iterator[Iterator[bytes]]:
    """End a decryption at once when the browser leaves or a check fails: no gpg process must stay behind."""
    try:
        yield plaintext
    finally:
        if isinstance(plaintext, Generator):
            with suppress(ValueError):  # the thread that feeds a sandbox is still in it, and will end it
                plaintext.close()
