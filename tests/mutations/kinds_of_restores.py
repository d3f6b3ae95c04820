"""What is signed of a restore: the office's note beside the roster, and the event by which a reader accepts a loss."""

import json

from crypto import signing
from crypto.signing import Signed
from store.domain.event import EventKind
from store.domain.labels import Label
from store.domain.restored_history import HistoryEnd, Loss, RestoreNote
from store.web.restore_notes import NOTES_FILE, write_notes
from tests.journalist_interface.restored_case import end_of, signed_note
from tests.mutations.kinds_of_events import SignedEventKind
from tests.mutations.row_kinds import Kind, Original, Place, Value, insiders
from tests.mutations.scene import Scene, word
from tests.signed_events import EventSigner, drafted

_OFFICE = "office"


class RestoreNoteKind(Kind):
    """The note on a restore, read by a workstation that remembers more than the store has."""

    name = "restore-note"
    genuine = word("pemulihan")
    readers = ("store.domain.current_roster:verify_detached",)
    labels = frozenset({Label.RESTORE})

    def made(self) -> Original:
        office, day = self.scene.office, self.scene.office.clock.today()
        note = RestoreNote(self.scene.case, day, word("pemulihan"), end_of(office, self.scene.case))
        statement = signing.compose(Label.RESTORE, note)
        signature = office.keys.signed_by_office(statement, day)
        return Original(
            stored=(statement, signature),
            statement=statement,
            signature=signature,
            detached=True,
            signers={
                **insiders(self.scene),
                _OFFICE: lambda text: office.keys.signed_by_office(text, day),
            },
            author=_OFFICE,
            assemble=lambda text, signed: (text, signed),
        )

    def put(self, value: Value) -> None:
        """Put it beside the roster; what is no text becomes the whole file."""
        folder = self.scene.office.folder / "roster"
        try:
            write_notes(folder, [Signed(value[0].decode(), value[1])])
        except UnicodeDecodeError:
            (folder / NOTES_FILE).write_bytes(value[0])

    def read(self) -> str:
        self.scene.forget("sari")
        _remember_one_more(self.scene, "sari")
        file = self.scene.people["sari"].case(self.scene.case)
        assert file.chain.broken is not None
        return repr(file.chain.proposals)

    def hides(self, _page: Place, _said: str) -> bool:
        """It is asked for by workstations that miss something."""
        return False


class AcceptedLossKind(SignedEventKind):
    """A reader's signature under a loss."""

    name = "loss"
    genuine = word("pemulihan")

    def made(self) -> Original:
        office, case = self.scene.office, self.scene.case
        end = end_of(office, case)
        old = HistoryEnd(end.events + 2, "a" * 64, "b" * 64, end.messages)
        loss = Loss(signed_note(office, case, end, reason=word("pemulihan")), old, seen=True)
        signer = EventSigner(office, self.scene.reporter)
        [new] = signer.events("sari", [drafted(EventKind.ACCEPT_RESTORE, loss=loss)])
        return self._signed(new.event.statement, new.event.signature, "sari")

    def read(self) -> str:
        super().read()
        return repr(self.scene.people["budi"].case(self.scene.case).chain.proposals)


def _remember_one_more(scene: Scene, person: str) -> None:
    """Let a workstation have seen one decision more than there is."""
    path = scene.people[person].config.state / "pins" / scene.case
    kept = json.loads(path.read_bytes())
    more = {"events": kept["pin"]["events"] + 1, "head": "a" * 64, "statement": "b" * 64}
    path.write_text(json.dumps(kept | {"pin": kept["pin"] | more}))


ALL: tuple[type[Kind], ...] = (RestoreNoteKind, AcceptedLossKind)
