"""The places of a reporter's entries in a conversation: one list a case, signed by the voice.

The list outlives the reporter's copies. It tells an erased message of the reporter from a withheld message of another
author. It says no more than the store knows anyway, which entries came from the reporter: no kind, no day, no digest of
the content.
"""

from collections.abc import Iterable
from typing import Annotated, Final, Self

import msgspec
from msgspec import Meta

from crypto import signing
from crypto.mailbox import Mailbox, verify_voice
from crypto.signing import Label
from store.domain.errors import MisplacedError
from store.domain.fields import CaseId, Sequence, Struct

MAX_STATEMENT_BYTES: Final = 64 * 1024  # some 8,000 places; a mailbox has room for 4,000
SIGNATURE_BYTES: Final = 64


class OwnPlaces(Struct, frozen=True):
    """The places of the reporter's entries, from the first to the latest."""

    case: CaseId
    places: tuple[Sequence, ...]


class SignedPlaces(msgspec.Struct, frozen=True):
    """The list as it is stored: the exact signed text, and its Ed25519 signature."""

    statement: Annotated[bytes, Meta(max_length=MAX_STATEMENT_BYTES)]
    signature: Annotated[bytes, Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)]

    @classmethod
    def by(cls, mailbox: Mailbox, places: Iterable[int]) -> Self:
        """Return the signed list of these places of the mailbox's case."""
        text = signing.compose(Label.OWN_PLACES, OwnPlaces(mailbox.case, tuple(sorted(set(places)))))
        return cls(text, mailbox.sign(text))

    def read(self, voice_key: bytes, case: str) -> frozenset[int]:
        """Return the places.

        Raises `VoiceError`, `StatementError` or `MisplacedError` if it is no list of this case's voice.
        """
        verify_voice(voice_key, self.statement, self.signature)
        listed = signing.parse(Label.OWN_PLACES, self.statement, OwnPlaces)
        if listed.case != case:
            raise MisplacedError
        return frozenset(listed.places)
