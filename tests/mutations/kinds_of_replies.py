"""The office's answers: as colleagues read them, and as the reporter gets them."""

from dataclasses import replace

from msgspec.structs import replace as replaced

from crypto.mailbox import seal_reply
from crypto.padding import pad
from crypto.signing import compose, parse
from store.api.messages import ReplySubmission
from store.domain.fields import MAX_SHORT_CHARACTERS
from store.domain.labels import Label
from store.domain.reply import MAX_ATTACHMENTS, Reply
from tests.mutations.kinds_of_conversation import ForReaders, Sealed
from tests.mutations.posting import posted
from tests.mutations.row_kinds import Kind, Original, Place, Value, in_statement, insiders
from tests.mutations.scene import word

_SAID = frozenset({word("balasan"), word("namabalasan"), word("berkasbalasan")})


class ReplyKind(ForReaders):
    """The office's answer as colleagues read it."""

    name = "reply"
    genuine = word("balasan")
    row = "reply"
    author = "sari"
    readers = ("journalist_interface.verification.case_reader:BadRow",)
    labels = frozenset({Label.REPLY})

    def made(self) -> Original:
        return replace(super().made(), named={"files that lie nowhere": self._files_that_lie_nowhere})

    def words(self) -> frozenset[str]:
        return _SAID

    def put(self, value: Value) -> None:
        super().put(value)
        for sealed in value[1:]:
            self.put_entry("sealed", sealed)

    def post(self, value: Value) -> int | None:
        return posted_reply(self, value[0], *(value[1:] or [self.entry("sealed")]))

    def _files_that_lie_nowhere(self) -> Value:
        """As many as a reply may name, with names as long as they may be; signed well, and sent to the reporter too."""
        _padded, signed = self.signed()
        reply = parse(Label.REPLY, signed.text, Reply)
        [genuine] = reply.attachments
        files = tuple(
            replaced(genuine, blob=f"{number:032x}", name=str(number).rjust(MAX_SHORT_CHARACTERS, "n"))
            for number in range(MAX_ATTACHMENTS)
        )
        text = compose(Label.REPLY, replaced(reply, attachments=files))
        plain = pad(in_statement(text, insiders(self.scene)[self.author](text)))
        return (*self.encrypted(plain), seal_reply(self.scene.reporter.mailbox.sealing_key, plain))


class SealedReplyKind(Sealed):
    """The reply as its reporter gets it. Colleagues are told that another one lies there."""

    name = "sealed-reply"
    genuine = word("balasan")
    row = "reply"
    author = "sari"
    readers = ("source_interface.conversation.proofs:Proofs._line",)
    labels = frozenset({Label.REPLY})

    def closed(self, plain: bytes) -> Value:
        return (seal_reply(self.scene.reporter.mailbox.sealing_key, plain),)

    def post(self, value: Value) -> int | None:
        return posted_reply(self, self.entry("envelope"), value[0])

    def hides(self, _page: Place, said: str) -> bool:
        return said in _SAID


def posted_reply(kind: Kind, envelope: bytes, sealed: bytes) -> int:
    """Send it as the next reply of an officer."""
    place = kind.scene.reporter.last_sequence + 1
    return posted(kind.scene, "sari", "replies", ReplySubmission(place, envelope, sealed))


ALL: tuple[type[Kind], ...] = (ReplyKind, SealedReplyKind)
