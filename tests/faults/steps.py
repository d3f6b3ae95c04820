"""Steps that people take while the process dies, and what must be true afterwards.

Each step prepares in the child (opening what a server opens at its start), does its work, and gives back what the
person was shown. `judge` looks at the store after a restart, from the person's side.
"""

import hashlib
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import msgspec
from werkzeug.test import TestResponse

from crypto import attachment_stream
from source_interface.conversation.messages import read_conversation
from store.api.messages import BlobReceipt
from store.domain.reply import ReplyAttachment
from store.maintenance.sweep import sweep
from tests.faults.world import MESSAGES, OWN_WORDS, World
from tests.genuine_case import GenuineCase
from tests.source_interface.reporter import (
    ANSWERS,
    Reporter,
    form_to,
    shown_code,
    withdrawal_form,
)

Prepared = Callable[[], bytes]


class _Answer(Protocol):
    """Flask's test client's, or httpx's."""

    @property
    def status_code(self) -> int: ...

    @property
    def text(self) -> str: ...


class Step(Protocol):
    """Something that a person does."""

    @property
    def name(self) -> str:
        """For the table."""

    def arrange(self, world: World) -> None:
        """Before the child is made: what is particular to this step."""

    def prepare(self, world: World) -> Prepared:
        """In the child: what a server does at its start; then the work itself, that gives what was shown."""

    def judge(self, world: World, shown: bytes | None) -> str:
        """After the restart: everything that was promised; what survived, in a word."""


@dataclass(frozen=True)
class ReportStep:
    """A report is sent."""

    name: str = "submission"

    def arrange(self, world: World) -> None:
        """Everything is there."""

    def prepare(self, world: World) -> Prepared:
        reporter = Reporter(world.box().app().test_client())
        return lambda: reporter.send(world.started.form, **ANSWERS).data

    def judge(self, world: World, shown: bytes | None) -> str:
        before = world.count_cases()
        assert before <= 2, "one form made two reports"
        with closing(world.box()) as box:
            reporter = Reporter(box.app().test_client())
            code = "" if shown is None else _code_on(shown)
            if shown is not None:
                assert before == 2, "a code was shown for a report that is not there"
            again = reporter.send(world.started.form, **ANSWERS)
            assert again.status_code == 200
            assert world.count_cases() == 2, "sending the form again lost the report, or made a second one"
            for candidate in {code, shown_code(again)} - {""}:
                visitor = Reporter.another(reporter)
                assert visitor.opens(candidate), "a shown code does not open its mailbox"
                page = visitor.mailbox().text
                assert all(answer in page for answer in ANSWERS.values()), "the text is not whole"
        return outcome(shown, there=before == 2)


@dataclass(frozen=True)
class UploadStep:
    """Two files are sent to a mailbox."""

    name: str = "upload"
    files: tuple[tuple[str, bytes], ...] = (("satu.bin", b"satu" * 9_000), ("dua.bin", b"dua" * 70_000))

    def arrange(self, world: World) -> None:
        """Everything is there."""

    def prepare(self, world: World) -> Prepared:
        reporter = world.reporter(world.box())
        return lambda: reporter.attaches(*self.files).data

    def judge(self, world: World, shown: bytes | None) -> str:
        before = self._there(world)
        assert before == list(self.files[: len(before)]), "a file is there that did not come whole"
        if shown is not None:
            assert len(before) == len(self.files), "files were shown as received that are not there"
        missing = self.files[len(before) :]
        with closing(world.box()) as box:
            reporter = world.reporter(box)
            page = reporter.mailbox().text
            assert [name in page for name, _data in self.files] == [file in before for file in self.files], (
                "the mailbox shows other files than the office reads"
            )
            if missing:
                assert reporter.attaches(*missing).status_code == 200
        assert self._there(world) == list(self.files)
        return outcome(shown, there=bool(before))

    def _there(self, world: World) -> list[tuple[str, bytes]]:
        """Beyond the first file, what an officer can open."""
        sari = world.officer()
        attachments = [
            envelope for envelope in sari.read(world.started.case) if envelope.attachment is not None
        ]
        return [
            (envelope.attachment.name, sari.blob(envelope))
            for envelope in attachments[1:]
            if envelope.attachment
        ]


@dataclass(frozen=True)
class OfficersReply:
    """A workstation sends a file and a reply that brings it."""

    name: str = "reply"
    words: str = "Terima kasih, kami periksa."
    data: bytes = b"tanda terima " * 3_000

    def arrange(self, world: World) -> None:
        """Everything is there."""

    def prepare(self, world: World) -> Prepared:
        client = world.gateway().test_client()
        headers = {"Authorization": f"Bearer {world.started.officer_token}"}

        def post(path: str, body: bytes, kind: str) -> TestResponse:
            return client.post(path, data=body, headers=headers, content_type=kind)

        return lambda: self.send(world, post)

    def send(self, world: World, post: Callable[[str, bytes, str], "_Answer"]) -> bytes:
        """Send as a workstation does, and return what came back."""
        place = f"/v1/cases/{world.started.case}"
        key = attachment_stream.new_key()
        ciphertext = b"".join(attachment_stream.encrypt(key, [self.data]))
        sent = post(f"{place}/blobs", ciphertext, "application/octet-stream")
        assert sent.status_code == 201, sent.text
        receipt = msgspec.json.decode(sent.text, type=BlobReceipt)
        digest = hashlib.sha256(self.data).hexdigest()
        file = ReplyAttachment(receipt.blob, key, "tanda.txt", len(self.data), digest)
        sequence = world.last_sequence() + 1
        case = GenuineCase(world.office.source, world.started.mailbox, world.started.code)
        submission = world.office.reply("sari", case, sequence, self.words, (file,))
        answer = post(f"{place}/replies", msgspec.json.encode(submission), "application/json")
        assert answer.status_code == 201, answer.text
        return answer.text.encode()

    def judge(self, world: World, shown: bytes | None) -> str:
        before = self._lines(world)
        assert before in ([], [(self.words, self.data)]), "a reply is there that is not whole"
        if shown is not None:
            assert before, "a reply was confirmed that is not there"
        if not before:
            self.prepare(world)()
        assert self._lines(world) == [(self.words, self.data)]
        return outcome(shown, there=bool(before))

    def _lines(self, world: World) -> list[tuple[str, bytes]]:
        """The replies in the mailbox, each with the content of its file as the reporter saves it."""
        with closing(world.box()) as box:
            reporter = world.reporter(box)
            with box.app().test_request_context():
                conversation = read_conversation(box.services().conversation, world.started.mailbox)
            return [
                (line.text, reporter.open(f"/mailbox/attachments/{line.files[0].blob}").data)
                for line in conversation.lines
                if not line.by_reporter
            ]


@dataclass(frozen=True)
class Erasure:
    """A reporter erases their copies."""

    name: str = "erasure"

    def arrange(self, world: World) -> None:
        """Everything is there."""

    def prepare(self, world: World) -> Prepared:
        reporter = world.reporter(world.box())
        form = form_to(reporter.open("/mailbox/erase"), "/mailbox/erase")
        return lambda: str(reporter.send(form).status_code).encode()

    def judge(self, world: World, shown: bytes | None) -> str:
        copies = world.own_copies()
        assert copies in ([], world.copies_before), (
            "some of the reporter's copies are erased, and others are not"
        )
        if shown is not None:
            assert shown == b"303"
            assert copies == [], "an erasure was confirmed that did not happen"
            assert not world.traces(), "bytes of a reporter's copy are left in the files of the database"
        with closing(world.box()) as box:
            reporter = world.reporter(box)
            if copies:
                assert OWN_WORDS in reporter.mailbox().text
                assert (
                    reporter.send(form_to(reporter.open("/mailbox/erase"), "/mailbox/erase")).status_code
                    == 303
                )
            assert OWN_WORDS not in reporter.mailbox().text
        sweep(world.database, world.office.blobs, world.office.clock)
        assert not world.traces(), "bytes of a reporter's copy survive the next sweep"
        return outcome(shown, there=not copies)


@dataclass(frozen=True)
class WithdrawalStep:
    """A reporter withdraws a file."""

    name: str = "withdrawal"

    def arrange(self, world: World) -> None:
        """Everything is there."""

    def prepare(self, world: World) -> Prepared:
        reporter = world.reporter(world.box())
        form = withdrawal_form(reporter.mailbox())
        return lambda: str(reporter.send(form).status_code).encode()

    def judge(self, world: World, shown: bytes | None) -> str:
        last = MESSAGES + 2
        withdrawn = world.last_sequence() == last + 1
        kinds = [envelope.kind for envelope in world.officer().read(world.started.case)]
        assert kinds[-1] == ("withdrawal" if withdrawn else "attachment"), "withdrawn by half"
        assert kinds.count("attachment") == (0 if withdrawn else 1), "withdrawn by half"
        if shown is not None:
            assert shown == b"303"
            assert withdrawn, "a withdrawal was confirmed that did not happen"
            assert not world.blob_files(), "the file is still there"
        with closing(world.box()) as box:
            reporter = world.reporter(box)
            if not withdrawn:
                assert len(world.blob_files()) == 1, "the file went without a withdrawal"
                assert reporter.send(withdrawal_form(reporter.mailbox())).status_code == 303
            assert "Lampiran: sudah Anda tarik." in reporter.mailbox().text
            assert world.last_sequence() == last + 1, "it was withdrawn twice"
        return outcome(shown, there=withdrawn)


@dataclass
class NewCode:
    """A reporter types a new code back."""

    name: str = "new code"
    code: str = ""

    def arrange(self, world: World) -> None:
        """The new code is on paper."""
        with closing(world.box()) as box:
            reporter = world.reporter(box)
            page = reporter.send(form_to(reporter.open("/mailbox/code"), "/mailbox/code"))
            self.code = shown_code(page)
            self._form = form_to(page, "/mailbox/code/repeat")

    def prepare(self, world: World) -> Prepared:
        reporter = world.reporter(world.box())
        return lambda: str(reporter.send(self._form, code=self.code).status_code).encode()

    def judge(self, world: World, shown: bytes | None) -> str:
        with closing(world.box()) as box:
            reporter = world.reporter(box)
            other = Reporter.another(reporter)
            opening = [code for code in (world.started.code, self.code) if other.opens(code)]
            assert len(opening) == 1, "not exactly one of the two codes opens the mailbox"
            taken = opening == [self.code]
            if shown is not None:
                assert shown == b"303"
                assert taken, "a new code was confirmed that does not open the mailbox"
            assert OWN_WORDS in reporter.mailbox().text, "who took the code is signed out"
            assert reporter.send(self._form, code=self.code).status_code == 303, "it cannot be sent again"
            assert other.opens(self.code)
            assert not other.opens(world.started.code)
        return outcome(shown, there=taken)


def outcome(shown: bytes | None, *, there: bool) -> str:
    """Return what survived, in a word."""
    if shown is not None:
        return "there, and shown"
    return "there, not shown" if there else "nothing"


def _code_on(page: bytes) -> str:
    found = re.search(r'<p class="words">(.*?)</p>', page.decode(), re.DOTALL)
    assert found is not None, "no codename on the page that was shown"
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())
