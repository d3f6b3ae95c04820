"""A reporter's way through every page in every state, examined at each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, update

from crypto.codename import draw, words
from source_interface.views.mailbox import Done
from store.domain.stages import Stage
from store.model import Blob, Case, Entry
from tests.accessibility.examiner import Examiner
from tests.accessibility.page_findings import Examination
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import ANSWERS, Reporter, shown_code

LONG_WORD: Final = "pertanggungjawabannya" * 6
LONG_NAME: Final = f"{'laporan-keuangan-' * 8}akhir.pdf"


@dataclass
class Walk:
    """The browser, the site's address, and what was found so far."""

    browser: Examiner
    url: str
    box: Box
    folder: Path
    examination: Examination

    def see(self, page: str) -> None:
        """Examine what shows now."""
        self.examination.examine(self.browser, page)

    def visit(self, path: str, page: str = "") -> None:
        """Open an address and examine it."""
        self.browser.open(f"{self.url}{path}")
        self.see(page or path)

    def press(self, css: str, page: str) -> None:
        """Click, and examine what comes."""
        self.browser.click(css)
        self.see(page)

    def open_pages(self, paths: Iterable[str]) -> None:
        """Pages that any visitor may ask for."""
        for path in paths:
            self.visit(path)

    def glance_at(self, paths: Iterable[str]) -> None:
        """The same pages in another language."""
        for path in paths:
            self.browser.open(f"{self.url}{path}")
            self.examination.glance(self.browser, path)

    def report(self) -> None:
        """From the empty form to the new mailbox, with every mistake on the way."""
        browser = self.browser
        browser.open(f"{self.url}/id/report")
        for explained in ("main > details", "#category details", "details.more"):
            browser.click(f"{explained} > summary")
        self.see("report with all that opens")
        browser.fill("what", LONG_WORD)
        self.press("#report .primary", "report with errors")
        self._answer()
        browser.uncheck("anonymous")
        self.press("#report .primary", "identity")
        self.press("#identity .primary", "identity with errors")
        browser.click("[name=back]")
        browser.check("anonymous")
        self.press("#report .primary", "code")
        browser.fill("code", "salah")
        self.press("#repeat .primary", "code with a slip")
        browser.fill("code", browser.value("shown"))
        self.press("#repeat .primary", "new mailbox")
        browser.click(".title .button")

    def report_twice(self) -> None:
        """A form that was sent before: while its code still shows, then outside and inside the opened mailbox."""
        other = Reporter(self.box.app().test_client())
        self.browser.open(f"{self.url}/id/report")
        self._answer()
        sent = other.send(other.report_form(), csrf_token=self.browser.value("csrf_token"), **ANSWERS)
        self.press("#report .primary", "code of a form that was sent before")
        self.browser.open(f"{self.url}/id/report")
        self._answer()
        sent = other.send(other.report_form(), csrf_token=self.browser.value("csrf_token"), **ANSWERS)
        other.repeat(sent)
        nonce = self.browser.value("csrf_token")
        self.press("#report .primary", "form that was sent before, outside its mailbox")
        self.browser.fill("code", shown_code(sent))
        self.browser.click("#open .primary")
        self.browser.open(f"{self.url}/id/report")
        self._answer()
        self.browser.carry("csrf_token", nonce)
        self.press("#report .primary", "form that was sent before, inside its mailbox")
        self.browser.open(f"{self.url}/id/mailbox")
        self.browser.click(".title .button")

    def _answer(self) -> None:
        for field, text in ANSWERS.items():
            self.browser.fill(field, text)

    def mailbox(self, paths: Iterable[str]) -> None:
        """A case that the office works on, in every stage, with all that can stand in a conversation."""
        talk = self._correspondence()
        handling = Handling(talk.office, talk.case)
        until = talk.office.clock.today() + timedelta(days=30)
        answer(talk.office, "sari", talk.case, LONG_WORD, (talk.attach(LONG_NAME, b"isi"),))
        handling.to_verification()
        handling.ask("Kuitansi nomor berapa?", until)
        self.visit("/id/mailbox", "mailbox with a question")
        for done in Done:
            self.visit(f"/id/mailbox?done={done}", f"mailbox after this: {done}")
        self.open_pages(paths)
        self._new_code()
        self._attachments()
        self._withdrawal(talk)
        self._attention()
        for stage in Stage:
            with talk.office.database.write() as session:
                session.execute(update(Case).values(stage=stage.value))
            self.visit("/id/mailbox", f"mailbox in {stage}")
        with talk.office.database.write() as session:
            session.execute(delete(Entry).where((Entry.case == talk.case.case) & (Entry.sequence == 2)))
            session.execute(update(Entry).where(Entry.sequence == 3).values(sealed=b"x"))
        self.visit("/id/mailbox", "mailbox with a missing and a forged message")
        self._endings()

    def _correspondence(self) -> Correspondence:
        talk = Correspondence(Reporter(self.box.app().test_client()), self.box.office)
        self._sign_in(talk.case.code)
        return talk

    def _sign_in(self, code: str) -> None:
        self.browser.open(f"{self.url}/id/open")
        self.browser.fill("code", draw(words("id")))
        self.press("#open .primary", "wrong code")
        self.browser.fill("code", code)
        self.browser.click("#open .primary")
        assert self.browser.url().endswith("/id/mailbox"), self.browser.text()

    def _new_code(self) -> None:
        self.browser.open(f"{self.url}/id/mailbox/code")
        self.press("[action='/id/mailbox/code'] .primary", "new code")
        self.browser.fill("code", "salah")
        self.press("#repeat .primary", "new code with a slip")

    def _attachments(self) -> None:
        browser = self.browser
        browser.open(f"{self.url}/id/mailbox")
        self.press("#message .primary", "mailbox with an error")
        file, large = self.folder / LONG_NAME, self.folder / "besar.bin"
        file.write_bytes(b"%PDF-1.7 /Author (Budi)")
        large.write_bytes(bytes(5_000))
        self._send_files([], "nothing received")
        self._send_files([file, large], "received and refused")

    def _withdrawal(self, talk: Correspondence) -> None:
        """Of the file that was sent last: it can be withdrawn, the office fetched it, it is withdrawn."""
        page = f"/id/mailbox/files/{talk.case.last_sequence}/withdraw"
        for fetched, state in ((True, "that was fetched"), (False, "that can be withdrawn")):
            with talk.office.database.write() as session:
                session.execute(update(Blob).values(fetched=fetched))
            self.visit("/id/mailbox", f"mailbox with a file {state}")
            self.visit(page, f"file {state}")
        self.browser.click(".danger")
        self.see("mailbox with a file that was withdrawn")
        self.visit(page, "file that was withdrawn")

    def _send_files(self, files: list[Path], page: str) -> None:
        """By the way without frames, which browsers take that show none: its result is a page of its own."""
        browser = self.browser
        browser.open(f"{self.url}/id/mailbox")
        browser.fill("text", "Belum terkirim")
        browser.click("[formaction='/id/mailbox/files']")
        if files:
            browser.choose_files("files", files)
        self.see(f"{page}: the page for files")
        if not files:
            browser.overlook_required("files")
        self.press("[formaction='/id/mailbox/attachments']", page)

    def _attention(self) -> None:
        for kind in ("outcome", "threat"):
            self.visit(f"/id/mailbox/{kind}", kind)
            self.browser.click(f"#{kind} .primary")
            self.visit(f"/id/mailbox/{kind}", f"{kind} that waits")

    def _endings(self) -> None:
        self.visit("/id/", "first page with an open report")
        self.visit("/id/mailbox/erase", "erase")
        self.browser.click(".danger")
        self.see("mailbox with an erased copy")
        self.browser.click(".title .button")
        self.see("signed out")
        self.visit("/id/tidak-ada", "no such page")
