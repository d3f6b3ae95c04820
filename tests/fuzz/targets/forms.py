"""The urlencoded forms before the mailbox, as far as the domain: the first byte says which; `~` is a good nonce."""

import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from werkzeug.exceptions import HTTPException

from crypto.codename import CodenameTooLongError, normalise
from crypto.errors import KentonganError
from source_interface.app import create_app
from source_interface.config import SourceConfig
from source_interface.forms.base import TOKEN_FIELD, ReporterForm
from source_interface.forms.mailbox import OpenForm, RepeatForm
from source_interface.forms.report import IdentityForm, ReportForm
from source_interface.services import services
from store.config import StoreConfig
from store.web.roster_keeper import RosterConfig
from tests.fuzz.target import PLANTED, Target
from tests.shared_folders import shared_folder

_FORMS: tuple[tuple[str, type[ReporterForm]], ...] = (
    ("/id/report", ReportForm),
    ("/en/report/identity", IdentityForm),
    ("/id/report/code", RepeatForm),
    ("/id/open", OpenForm),
)
_KIND = "application/x-www-form-urlencoded"


@cache
def _app() -> tuple[tempfile.TemporaryDirectory[str], Flask]:
    made = tempfile.TemporaryDirectory(prefix="kentongan-fuzz-")
    folder = Path(made.name)
    for name in ("database", "blobs"):
        shared_folder(folder / name)
    roster = RosterConfig(
        folder=folder,
        office_certificate=folder / "office.gpg",
        office_fingerprint="A" * 40,
        state=folder / "roster.json",
        certificates=folder / "certificates",
    )
    store = StoreConfig(
        database=f"sqlite:///{folder}/database/store.sqlite3",
        blobs=folder / "blobs",
        reserve_bytes=0,
        clock_file=folder / "clock",
    )
    return made, create_app(SourceConfig(store=store, roster=roster))


def run(data: bytes) -> None:
    """A form either says what is missing, or gives texts that can be signed and sent."""
    _, app = _app()
    path, kind = _FORMS[(data[0] if data else 0) % len(_FORMS)]
    with app.app_context():
        nonce = services().forms.nonces.new().encode()
    body = data[1:].replace(b"~", nonce)
    with app.test_request_context(path, method="POST", data=body, content_type=_KIND):
        refused = app.preprocess_request()
        assert refused is None
        form = kind.posted()
        came = form.came_from_here()
        assert came == (form.token.data == form.nonce_text)
        good = form.validate()
        assert good or form.problems()
        for problem in form.problems():
            assert PLANTED not in problem.sentence
        if good and isinstance(form, ReportForm):
            report = form.report(anonymous=True)
            assert report.what.strip()
            assert report.who.strip()
            form.typed()
        if isinstance(form, OpenForm | RepeatForm):
            normalise(form.code.data or "")


def _posted(form: int, **fields: str) -> bytes:
    return bytes([form]) + urlencode({TOKEN_FIELD: "~", **fields}, safe="~").encode()


_ANSWERS = {"what": PLANTED, "who": "a", "when": "b", "how": "c"}

TARGET = Target(
    run,
    (HTTPException, KentonganError, CodenameTooLongError),
    (
        _posted(0, **_ANSWERS, category="corruption", excluded="kepala", anonymous="y"),
        _posted(1, **_ANSWERS, name="Wahyu", contact="0812", position=""),
        _posted(2, shown="pohon sungai", code=PLANTED),
        _posted(3, code=PLANTED, text="x"),
        b"\x00what=%ff%00%ed%a0%80&=&&%&csrf_token=~&csrf_token=",
        b"\x00" + b"&" * 1_200,
    ),
    details=True,
    largest=4_096,
)
