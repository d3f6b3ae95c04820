"""Messages that two people of the office destroyed: what a mailbox believes of that.

Both signatures lie in the message's place. Each must be good, under this place of this case, and of a person with the
role for it whom the reporter did not exclude. Anything less is a message that is missing.
"""

from dataclasses import dataclass
from datetime import date

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError
from crypto.mailbox import Mailbox
from source_interface.conversation.services import ConversationServices
from source_interface.conversation.verification import Signers
from store.cases.reporter_view import ReporterEntry
from store.domain.envelope import Excluded
from store.domain.event import SignedEvent
from store.domain.roster import is_excluded
from store.domain.tombstone import DestructionSignatures, PartTombstone, TombstoneError, prove_part


@dataclass(frozen=True, slots=True)
class DestroyedParts:
    """A judge of what is said to be destroyed, for one mailbox; `excluded` is None if that record cannot be read."""

    services: ConversationServices
    mailbox: Mailbox
    excluded: tuple[Excluded, ...] | None

    def signatures_at(self, entry: ReporterEntry) -> DestructionSignatures | None:
        """Return what two people signed about this place; None unless it proves itself.

        Raises a `RosterError` or a `GpgFaultError` when signatures cannot be checked.
        """
        if entry.tombstone is None or self.excluded is None:
            return None
        try:
            return self._proven(entry.sequence, entry.tombstone, self.excluded)
        except GpgFaultError:
            raise  # not the tombstone's fault
        except CryptoError:
            return None

    def _proven(
        self, sequence: int, tombstone: PartTombstone, excluded: tuple[Excluded, ...]
    ) -> DestructionSignatures:
        current = self.services.roster.current()
        signers = Signers(self.services.events, current, self.mailbox)

        def verify(_person: str, statement: bytes, signature: bytes, _day: date) -> None:
            signers.read(SignedEvent(statement, signature))

        found = prove_part(tombstone, self.mailbox.id, sequence, current.roster, verify)
        for event in (found.proposal, found.confirmation):
            person = current.roster.person(event.actor)
            if person is None or is_excluded(person, excluded):
                raise TombstoneError
        return found
