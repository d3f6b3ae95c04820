"""When something goes wrong there is a page of ours in the language of the reader, and no text is lost."""

import logging
import re
from pathlib import Path

import msgspec
import pytest
from babel.messages.catalog import Catalog
from flask import abort
from sqlalchemy import text
from werkzeug.test import TestResponse

from source_interface.error_pages import PAGES
from tests.faults.disk import locked
from tests.source_interface.box import Box
from tests.source_interface.brought_language import CODE, write_language
from tests.source_interface.report_reader import count_cases
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code


def body_of(answer: TestResponse) -> str:
    found = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("status", sorted(PAGES))
def test_every_error_has_a_page_in_both_languages(box: Box, status: int) -> None:
    app = box.app()
    app.add_url_rule("/<any(id, en):language>/gagal", "gagal", lambda: abort(status))
    client = app.test_client()
    indonesian, english = client.get("/id/gagal"), client.get("/en/gagal")
    assert indonesian.status_code == english.status_code == status
    assert PAGES[status].title._args[0] in english.text  # type: ignore[attr-defined]  # a lazy text's message id
    assert '<html lang="id">' in indonesian.text
    assert body_of(indonesian) != body_of(english)
    assert 'href="/static/style.css"' in indonesian.text


def test_an_error_outside_the_languages_is_indonesian(reporter: Reporter) -> None:
    answer = reporter.client.get("/robots.txt")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in answer.text


def test_the_bare_address_leads_to_indonesian(reporter: Reporter) -> None:
    answer = reporter.client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/id/")


def test_a_page_asked_for_in_a_wrong_way_says_so(reporter: Reporter) -> None:
    answer = reporter.open("/report/code")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "OPTIONS, POST"
    assert "tidak dapat dibuka dengan cara ini" in answer.text


def damage_form_slots(box: Box, kind: str) -> None:
    """Write a kind that there is not, past the rules of the table, as a failing disk might."""
    with box.office.database.write() as session:
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(text("UPDATE slot SET kind = :kind WHERE expires IS NOT NULL"), {"kind": kind})
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))


def test_an_unexpected_error_is_our_page_and_its_text_is_in_no_log(
    reporter: Reporter, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    damage_form_slots(box, "isi laporan yang rahasia")
    with caplog.at_level(logging.DEBUG):
        page = reporter.send(form, **ANSWERS)
    assert page.status_code == 500
    assert "Gangguan ini bukan kesalahan Anda" in page.text
    assert ANSWERS["what"] in page.text
    assert "ValueError" not in page.text
    assert "ValueError at " in caplog.text
    assert "mailboxes.py:" in caplog.text
    for secret in ("rahasia", *ANSWERS.values(), "Traceback"):
        assert secret not in caplog.text
    damage_form_slots(box, "form")
    assert shown_code(reporter.send(form_to(page, "/report")))
    assert count_cases(box.office) == 1


def test_an_error_in_the_error_page_itself_tells_the_log_nothing(
    box: Box, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Catalog(locale=CODE)
    broken.add("Back to the first page", "Ke %(isi_yang_rahasia)s")
    write_language(tmp_path / "languages" / CODE, broken)
    app = box.app(languages=tmp_path / "languages")
    with caplog.at_level(logging.DEBUG), pytest.raises(KeyError):
        app.test_client().get(f"/{CODE}/tidak-ada")
    assert "KeyError at " in caplog.text
    for secret in ("rahasia", "Traceback"):
        assert secret not in caplog.text


def test_when_the_store_cannot_work_text_and_choices_can_be_sent_again(box: Box) -> None:
    store = msgspec.structs.replace(box.config.store, busy_seconds=0.5)
    reporter = Reporter(box.app(store=store).test_client())
    form = reporter.report_form()
    with locked(box.office):
        page = reporter.send(form, **ANSWERS, excluded=["petugas-2", "kepala"])
    assert page.status_code == 503
    form = form_to(page, "/report")
    assert form.fields["excluded"] == ["petugas-2", "kepala"]
    assert shown_code(reporter.send(form))
    assert count_cases(box.office) == 1


def forged_signature(box: Box) -> None:
    (box.office.folder / "roster" / "roster.sig").write_bytes(b"palsu")


def missing_roster(box: Box) -> None:
    (box.office.folder / "roster" / "roster.txt").unlink()


def expired_roster(box: Box) -> None:
    box.office.move(days=366)


def older_roster(box: Box) -> None:
    Reporter(box.app().test_client()).open("/report")
    box.office.publish(serial=box.office.roster.serial - 1)


def no_reader(box: Box) -> None:
    left = box.office.clock.today()
    for person in ("sari", "budi", "tono"):
        box.office.publish(people=box.office.people_with(person, left=left))


@pytest.mark.parametrize("spoil", [forged_signature, missing_roster, expired_roster, older_roster, no_reader])
def test_without_a_good_roster_nothing_is_accepted_and_the_text_stays(
    reporter: Reporter, box: Box, spoil: object
) -> None:
    form = reporter.report_form()
    assert callable(spoil)
    spoil(box)
    asked = reporter.open("/report")
    assert asked.status_code == 503
    assert "Kanal ini belum siap" in asked.text
    page = reporter.send(form, **ANSWERS, where="Tidak boleh hilang")
    assert page.status_code == 503
    assert "Tidak boleh hilang" in page.text
    assert form_to(page, "/report").fields["where"] == ["Tidak boleh hilang"]
    assert count_cases(box.office) == 0


def test_the_first_page_stands_even_without_a_roster(reporter: Reporter, box: Box) -> None:
    assert "Inspektorat Uji" in reporter.open("/").text
    missing_roster(box)
    page = reporter.open("/")
    assert page.status_code == 200
    assert "Kanal pelaporan" in page.text


def test_a_form_that_is_too_large_gets_the_page_for_it(reporter: Reporter, box: Box) -> None:
    page = reporter.report(what="a" * (17 * 1024 * 1024))
    assert page.status_code == 413
    assert "Kiriman ini terlalu besar" in page.text
    assert count_cases(box.office) == 0


def test_a_form_with_files_is_refused_where_no_files_belong(
    reporter: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_arguments: object, **_named: object) -> None:
        raise AssertionError("the form parser would write files to disk")

    monkeypatch.setattr("werkzeug.formparser.MultiPartParser.__init__", forbidden)
    for path in ("/report", "/report/identity", "/report/code", "/open", "/mailbox/message", "/about"):
        answer = reporter.client.post(
            f"/id{path}", data=b"--x\r\n", content_type="multipart/form-data; boundary=x"
        )
        assert answer.status_code in {405, 415}


@pytest.mark.parametrize(
    "body", [b"%", b"\xff\xfe=1", b"a=%00%ff", b"csrf_token", b"&&&", b"=", b"what=%u1234"]
)
def test_broken_forms_never_break_a_page(reporter: Reporter, body: bytes) -> None:
    reporter.enter()
    for path in (
        "/report",
        "/report/identity",
        "/report/code",
        "/open",
        "/mailbox/message",
        "/mailbox/leave",
    ):
        answer = reporter.client.post(
            f"/id{path}", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in {200, 400}
