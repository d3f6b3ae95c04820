"""Files, and what a reporter encrypted beforehand."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from crypto import attachment_stream
from crypto.errors import CryptoError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgFaultError
from crypto.padding import pad, padme
from crypto.signing import compose, parse, unpack
from journalist_interface.cache.verification_cache import Failures
from journalist_interface.session.attachments import of_office, of_reporter
from journalist_interface.verification.chain import GivenAt
from journalist_interface.verification.nested_pgp import first_messages, open_file, open_message
from source_interface.views.attachments import plaintext
from store.domain.envelope import Attachment
from store.domain.envelope import Envelope as EnvelopeStruct
from store.domain.labels import Label
from store.web.verified_stream import AttachmentMismatchError
from tests.hostile_packets import encrypted_raw
from tests.mutations.kinds_of_conversation import EnvelopeKind
from tests.mutations.packet_mutators import armored, raw_beforehand
from tests.mutations.posting import posted
from tests.mutations.row_kinds import Kind, Original, Place, Value, in_statement
from tests.mutations.scene import word

_OF_FILES: Final = {
    "file": frozenset({word("berkas"), word("namaberkas")}),
    "inner-file": frozenset({word("berkasdalam"), word("namadalam")}),
    "reply": frozenset({word("berkasbalasan"), word("namabalasan")}),
}
"""The words of each file, which an archive of all files leaves out if it is damaged."""


def _is_left_out(page: Place, file: str, said: str) -> bool:
    return page.address.endswith("/evidence/archive") and said in _OF_FILES[file]


class BlobKind(Kind):
    """A file of the reporter: OpenPGP, read by officers."""

    name = "blob"
    genuine = word("berkas")
    readers = ("crypto.gpg.decrypt:require_good",)
    tables = frozenset({"blob"})
    blob = "file"

    def made(self) -> Original:
        scene = self.scene
        with scene.office.blobs.open(self.blob_name) as file:
            stored = file.read()
        plain = scene.people["sari"].officer.key.decrypt(stored)
        return Original(
            stored=(stored,), openpgp=True, plain=plain, close=self.closed, enclosed=self.enclosed
        )

    @property
    def blob_name(self) -> str:
        return self.scene.story.blobs[self.blob]

    def closed(self, plain: bytes) -> Value:
        return (encrypt_bytes(plain, self._readers(), self.scene.office.clock.today()),)

    def enclosed(self, packets: bytes) -> Value:
        return (encrypted_raw(packets, self._readers(), self.scene.office.clock.today()),)

    def put(self, value: Value) -> None:
        self.scene.rows.write_blob(self.blob_name, value[0])

    def read(self) -> str:
        sari = self.scene.people["sari"]
        file = sari.officer.known_case(self.scene.case) or sari.case(self.scene.case)
        found = file.reporter_attachment(self.scene.story.entries[self.blob])
        assert found is not None
        return _read(of_reporter(sari.place.cases, sari.officer, self.scene.case, found, GivenAt()))

    def hides(self, page: Place, said: str) -> bool:
        return self.own_page(page) or _is_left_out(page, self.blob, said)

    def own_page(self, page: Place) -> bool:
        return f"/attachments/{self.scene.story.entries[self.blob]}" in page.address

    def _readers(self) -> list[Path]:
        return self.scene.recipients("sari", "budi", "wati")


class ReplyFileKind(Kind):
    """A file of the office: a secretstream, read by the reporter and by colleagues."""

    name = "reply-file"
    genuine = word("berkasbalasan")
    readers = ("crypto.attachment_stream:decrypt",)
    tables = frozenset({"blob"})

    def made(self) -> Original:
        file = self.scene.story.files["reply"]
        with self.scene.office.blobs.open(file.blob) as opened:
            stored = opened.read()
        plain = b"".join(attachment_stream.decrypt(file.key, iter((stored,)), file.size))
        return Original(stored=(stored,), plain=plain, close=self.closed)

    def closed(self, plain: bytes) -> Value:
        return (b"".join(attachment_stream.encrypt(self.scene.story.files["reply"].key, [plain])),)

    def put(self, value: Value) -> None:
        self.scene.rows.write_blob(self.scene.story.files["reply"].blob, value[0])

    def post(self, value: Value) -> int | None:
        return posted(self.scene, "sari", "blobs", value[0])

    def read(self) -> str:
        sari, file = self.scene.people["sari"], self.scene.story.files["reply"]
        shown = _read(of_office(sari.place.cases, sari.officer, self.scene.case, file))
        return shown + _read(plaintext(self.scene.office.blobs.open(file.blob), file))

    def hides(self, page: Place, said: str) -> bool:
        return self.own_page(page) or _is_left_out(page, "reply", said)

    def own_page(self, page: Place) -> bool:
        place = self.scene.story.entries["reply"]
        return (
            f"/attachments/{place}/0" in page.address or self.scene.story.files["reply"].blob in page.address
        )


class InnerLayerKind(EnvelopeKind):
    """A message that the reporter encrypted beforehand; the envelope around it is genuine."""

    name = "inner-layer"
    genuine = word("dalam")
    row = "inner"
    readers = ("journalist_interface.verification.nested_pgp:NestedMessage",)
    labels = frozenset()

    def made(self) -> Original:
        plain = word("dalam").encode()
        return Original(
            stored=(raw_beforehand(self.scene.office, plain),),
            openpgp=True,
            plain=plain,
            close=lambda inside: (raw_beforehand(self.scene.office, inside),),
            enclosed=lambda packets: (raw_beforehand(self.scene.office, packets, "--no-literal"),),
        )

    def put(self, value: Value) -> None:
        """The reporter's own voice signs the message around it."""
        signed = self.signed()[1]
        envelope = parse(Label.ENVELOPE, signed.text, EnvelopeStruct)
        changed = msgspec.structs.replace(
            envelope, text=f"{word('bungkus')}\n{armored(value[0]).decode()}"[:900_000]
        )
        statement = compose(Label.ENVELOPE, changed)
        signature = self.scene.reporter.mailbox.sign(statement)
        super().put(self.encrypted(pad(in_statement(statement, signature))))
        self._text = changed.text or ""

    def read(self) -> str:
        key, failures = self.scene.people["sari"].officer.key, Failures()
        messages = enumerate(first_messages(self._text))
        return repr([open_message(key, failures, f"{number}", armor) for number, armor in messages])

    def words(self) -> frozenset[str]:
        return frozenset({word("dalam")})

    _text = ""


class InnerFileKind(BlobKind):
    """A file that the reporter encrypted beforehand."""

    name = "inner-file"
    genuine = word("berkasdalam")
    readers = ("crypto.gpg.nested_pgp:require_good",)
    blob = "inner-file"

    def made(self) -> Original:
        plain = word("berkasdalam").encode()
        return Original(
            stored=(raw_beforehand(self.scene.office, plain),),
            openpgp=True,
            plain=plain,
            close=lambda inside: (raw_beforehand(self.scene.office, inside),),
            enclosed=lambda packets: (raw_beforehand(self.scene.office, packets, "--no-literal"),),
        )

    def put(self, value: Value) -> None:
        """The file around it, and the entry that tells of it, are genuine."""
        inside = value[0]
        filled = inside + bytes(padme(len(inside)) - len(inside))
        super().put(self.closed(filled))
        entry = _InnerFileEntry(self.scene)
        entry.tell_of(inside)

    def read(self) -> str:
        sari = self.scene.people["sari"]
        self.scene.forget("sari")
        found = sari.case(self.scene.case).reporter_attachment(self.scene.story.entries[self.blob])
        assert found is not None
        outer = of_reporter(sari.place.cases, sari.officer, self.scene.case, found, GivenAt())
        return _read(open_file(sari.officer.key, outer, found))


class _InnerFileEntry(EnvelopeKind):
    """The entry of such a file."""

    row = "inner-file"

    def tell_of(self, data: bytes) -> None:
        signed = unpack(self.scene.reporter.mailbox.open(self.entry("sealed")))
        envelope = parse(Label.ENVELOPE, signed.text, EnvelopeStruct)
        before = envelope.attachment
        assert before is not None
        file = Attachment(before.blob, before.name, len(data), hashlib.sha256(data).hexdigest())
        statement = compose(Label.ENVELOPE, msgspec.structs.replace(envelope, attachment=file))
        signature = self.scene.reporter.mailbox.sign(statement)
        self.put(self.encrypted(pad(in_statement(statement, signature))))


def _read(pieces: Iterable[bytes]) -> str:
    """All of a download that ends well."""
    try:
        return b"".join(pieces).decode("utf-8", "replace")
    except GpgFaultError:
        raise
    except (CryptoError, AttachmentMismatchError):
        return ""


ALL: tuple[type[Kind], ...] = (BlobKind, ReplyFileKind, InnerLayerKind, InnerFileKind)
