"""A case's files: fetched as ciphertext, decrypted as a stream, and nothing of them believed before its end."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from crypto import attachment_stream
from crypto.gpg.session_key import SessionKey
from crypto.padding import padme
from crypto.reply import ReplyAttachment
from crypto.voice import Attachment
from journalist_interface.desk.officer_session import OfficerSession
from journalist_interface.workplace import Workplace
from store.contract.downloads import held_back


def of_reporter(
    place: Workplace, officer: OfficerSession, case: str, file: Attachment, given: SessionKey | None
) -> Iterator[bytes]:
    """A file of the reporter, with the officer's own key or with a session key; its last block comes once all agrees.

    Raises `AttachmentMismatchError`, `DecryptionError` or a `GatewayError`.
    """
    most = 2 * padme(file.size) + 1024 * 1024  # OpenPGP adds a little; a hostile gateway could add for ever
    with (
        place.client.blob(officer.token, case, file.blob, most) as ciphertext,
        _closing(officer.key.decrypt_stream(ciphertext, given)) as plaintext,
    ):
        yield from held_back(plaintext, file.size, file.sha256)


def of_office(place: Workplace, officer: OfficerSession, case: str, file: ReplyAttachment) -> Iterator[bytes]:
    """A file of the office, with the key that its reply or its paper brought; raises as `of_reporter`."""
    most = 2 * padme(file.size) + 1024 * 1024
    with (
        place.client.blob(officer.token, case, file.blob, most) as ciphertext,
        _closing(attachment_stream.decrypt(file.key, ciphertext, file.size)) as plaintext,
    ):
        yield from held_back(plaintext, file.size, file.sha256)


@contextmanager
def _closing(plaintext: Iterator[bytes]) -> Iterator[Iterator[bytes]]:
    """End a decryption at once when the browser leaves or a check fails: gpg must not stay behind."""
    try:
        yield plaintext
    finally:
        if isinstance(plaintext, Generator):
            plaintext.close()
