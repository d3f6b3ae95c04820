"""An office whose pages are looked at, and the people who reach them."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from flask import Flask, Response, request_finished
from flask.globals import request
from sqlalchemy import select
from werkzeug.test import TestResponse

from source_interface.i18n.office_texts import LocalText, OfficeTexts
from source_interface.services import EXTENSION, SourceServices
from store.model import Case
from store.web.gate import VARIABLE, Gate, GateState
from store.web.languages import Language
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.pages.branches import Branches
from tests.pages.shown_page import ShownPage
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.reporter import Reporter, form_to, multipart

LONG_WORD: Final = "pertanggungjawabannya" * 6
LONG_NAME: Final = f"{'laporan-keuangan-' * 8}akhir.pdf"
TEXTS: Final = OfficeTexts(
    contacts=LocalText(
        id=f"Telepon 021 555 0100\n\n{LONG_WORD}", en=f"Telephone 021 555 0100\n\n{LONG_WORD}"
    ),
    sop=LocalText(id="Laporan dicatat.\n\nLalu diperiksa.", en="Reports are recorded.\n\nThen examined."),
    protection=LocalText(id="Unit ini mendampingi Anda.", en="This unit stands by you."),
)
MAX_FILE_BYTES: Final = 20_000


class Scene:
    """A whole office, its source interface in this process, and a record of what was asked of it."""

    def __init__(self, folder: Path, keys: OfficeKeys, language: Language, branches: Branches) -> None:
        self.folder = folder
        self.language = language
        self.office = TestOffice(folder / f"office-{language}", keys)
        self.box = Box(self.office, texts=TEXTS, max_file_bytes=MAX_FILE_BYTES)
        self.asked: set[tuple[str, str]] = set()
        self._branches = branches
        request_finished.connect(self._note)
        self.usual = self.app()

    def close(self) -> None:
        """Give back what the office holds."""
        request_finished.disconnect(self._note)
        self.box.close()
        self.office.close()

    def _note(self, _sender: Flask, response: Response) -> None:  # noqa: ARG002 - as Flask sends it
        if request.url_rule is not None:
            self.asked.add((request.method, request.url_rule.rule))

    def app(self, **changes: object) -> Flask:
        """Return an app whose branches are watched; `changes` go into its configuration."""
        app = self.box.app(**changes)
        self._branches.watch(app)
        return app

    @property
    def services(self) -> SourceServices:
        """What the usual app works with."""
        found: SourceServices = self.usual.extensions[EXTENSION]
        return found

    def reporter(self, app: Flask | None = None) -> Reporter:
        """A person with a fresh browser."""
        return Reporter((app or self.usual).test_client(), self.language)

    def inside(self, app: Flask | None = None) -> Reporter:
        """A person who just reported, in the mailbox."""
        reporter = self.reporter(app)
        reporter.enter()
        return reporter

    def resting(self) -> Reporter:
        """A fresh browser in the mailbox of a report that all share, for what leaves it as it was."""
        reporter = self.reporter()
        assert reporter.sign_in(self._shared.code).status_code == 303
        return reporter

    @cached_property
    def _shared(self) -> GenuineCase:
        return self.office.report("Laporan bersama", opens=True)

    def talk(self, app: Flask | None = None) -> Correspondence:
        """A case with its reporter signed in."""
        return Correspondence(self.reporter(app), self.office)

    def cases(self) -> set[str]:
        """The cases in the store."""
        with self.office.database.read() as session:
            return set(session.scalars(select(Case.id)))

    def handled(self) -> tuple[Correspondence, Handling]:
        """A case with its reporter signed in, in verification."""
        talk = self.talk()
        handling = Handling(self.office, talk.case)
        handling.to_verification()
        return talk, handling

    @contextmanager
    def other_office(self) -> Iterator["Scene"]:
        """An office of its own, for what would leave this one changed."""
        folder = Path(mkdtemp(prefix="other-", dir=self.folder))
        other = Scene(folder, self.office.keys, self.language, self._branches)
        try:
            yield other
        finally:
            other.close()
            self.asked |= other.asked

    @contextmanager
    def upgrading(self) -> Iterator[tuple[Gate, Flask]]:
        """A gate that shuts when it is told, before an app of its own."""
        before, folder = os.environ.get(VARIABLE), self.folder / f"gate-{self.language}"
        folder.mkdir(exist_ok=True)
        os.environ[VARIABLE] = str(folder)
        try:
            yield Gate(folder), self.app()
        finally:
            Gate(folder).open()
            os.environ.pop(VARIABLE)
            if before is not None:
                os.environ[VARIABLE] = before


def shut(gate: Gate) -> None:
    """Begin an upgrade."""
    gate.shut(GateState.TRIAL)


def sent(
    reporter: Reporter, *files: tuple[str, bytes], text: str = "", ending: str = "/mailbox/attachments"
) -> TestResponse:
    """Send files with the text beside them; return the page that answers."""
    return upload(reporter, *files, text=text, ending=ending).send()


@dataclass(frozen=True)
class PreparedUpload:
    """A request with files that is not sent yet."""

    reporter: Reporter
    action: str
    body: bytes
    kind: str

    def send(
        self, stream: BytesIO | None = None, environ: Mapping[str, object] | None = None
    ) -> TestResponse:
        """Send it, with these values of the server's environment; `stream` may hold back bytes of the body."""
        return self.reporter.client.post(
            self.action,
            input_stream=BytesIO(self.body) if stream is None else stream,
            content_type=self.kind,
            environ_overrides={"CONTENT_LENGTH": str(len(self.body))} | dict(environ or {}),
        )


def upload(
    reporter: Reporter, *files: tuple[str, bytes], text: str = "", ending: str = "/mailbox/attachments"
) -> PreparedUpload:
    """Return the request that sends files, and the text beside them, from the page for files."""
    form = form_to(reporter.files_page(), ending)
    fields = [("csrf_token", form.fields["csrf_token"][0]), ("text", text)]
    return PreparedUpload(reporter, form.action, *multipart(fields, list(files)))


State = Callable[[Scene], ShownPage]
"""A way to one page in one state; its name says which."""
