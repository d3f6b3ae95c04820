"""Counts by circuit and by mailbox: a reporter who sends too much is told what to do, and loses no text."""

from typing import cast

import pytest
from sqlalchemy import select

from source_interface.errors import ManyUploadsError
from source_interface.web.rate_limits import UploadsAtOnce
from store.errors import NoRoomForTextError
from store.model import Case
from store.server.request_body import CIRCUIT, TURNED_AWAY
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter, form_to, multipart, shown_code

TEXT = "Teks yang lama sekali ditulis"
# What is counted comes back with time, which passes while a busy machine makes a report.
at_once = pytest.mark.usefixtures("monotonic")


def over_circuit(reporter: Reporter, name: bytes | None) -> Reporter:
    """The same browser, over this circuit from now on."""
    cast(dict[str, object], reporter.client.environ_base)[CIRCUIT] = name
    return reporter


@at_once
def test_after_six_reports_a_circuit_waits_and_the_text_stays(reporter: Reporter) -> None:
    over_circuit(reporter, b"one")
    for _report in range(6):
        assert shown_code(reporter.report())
    page = reporter.report(what=TEXT)
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "60"
    assert TEXT in page.text
    assert "“Sirkuit Tor Baru untuk Situs Ini”" in page.text
    over_circuit(reporter, b"another")
    assert shown_code(reporter.send(form_to(page, "/report")))


@at_once
def test_the_page_says_in_english_what_to_do_too(box: Box) -> None:
    reporter = over_circuit(Reporter(box.app().test_client(), "en"), b"one")
    for _report in range(6):
        reporter.report()
    page = reporter.report(what=TEXT)
    assert page.status_code == 429
    assert "“New Tor circuit for this site”" in page.text


def test_without_circuits_no_reporter_is_counted_by_one(reporter: Reporter) -> None:
    for _report in range(8):
        assert shown_code(reporter.report())


@at_once
def test_after_ten_wrong_codes_a_circuit_tries_no_more_but_another_does(reporter: Reporter, box: Box) -> None:
    code = shown_code(over_circuit(Reporter.another(reporter), b"honest").report())
    over_circuit(reporter, b"guessing")
    for _guess in range(10):
        assert not reporter.opens("bukan kode siapa pun")
    refused = reporter.sign_in(code, text=TEXT)
    assert refused.status_code == 429
    assert form_to(refused, "/open").fields["code"] == [code]
    assert form_to(refused, "/open").fields["text"] == [TEXT]
    over_circuit(reporter, b"another")
    assert 'mailbox/leave"' in reporter.send(form_to(refused, "/open")).text
    assert box.services().limits.codes.has(b"honest")


def test_a_circuit_opens_mailboxes_no_more_often_than_it_may_guess(reporter: Reporter) -> None:
    code = shown_code(over_circuit(reporter, b"honest").report())
    over_circuit(reporter, b"one mailbox")
    for _visit in range(10):
        assert reporter.opens(code)
    assert reporter.sign_in(code, text=TEXT).status_code == 429
    assert over_circuit(reporter, b"another").opens(code)


@at_once
def test_a_mailbox_takes_so_many_messages_at_once_over_whatever_circuits(inside: Reporter) -> None:
    for number in range(30):
        over_circuit(inside, f"circuit {number}".encode())
        assert inside.says(f"{TEXT} {number}").status_code == 303
    page = over_circuit(inside, b"circuit 30").says(f"{TEXT} 30")
    assert page.status_code == 429
    assert f"{TEXT} 30" in page.text
    assert "halaman laporan ini" in page.text


def upload(reporter: Reporter) -> tuple[str, bytes, str]:
    form = form_to(reporter.files_page(), "/mailbox/attachments")
    token = form.fields["csrf_token"][0]
    body, kind = multipart([("csrf_token", token), ("text", TEXT)], [("bukti", b"isi")])
    return form.action, body, kind


def test_files_without_a_place_are_refused_and_the_text_beside_them_stays(inside: Reporter) -> None:
    action, body, kind = upload(inside)
    page = inside.client.post(action, data=body, content_type=kind, environ_overrides={TURNED_AWAY: True})
    assert page.status_code == 503
    assert TEXT in page.text
    assert "Banyak orang sedang mengirim berkas" in page.text
    assert inside.client.post(action, data=body, content_type=kind).status_code == 200


def test_a_mailbox_sends_so_many_files_at_a_time(inside: Reporter, box: Box) -> None:
    action, body, kind = upload(inside)
    assert inside.client.post(action, data=body, content_type=kind).status_code == 200
    places = box.services().limits.uploads_at_once
    with box.office.database.read() as session:
        case = session.scalars(select(Case.id)).one()
    with places.run_one(case), places.run_one(case):
        page = inside.client.post(action, data=body, content_type=kind)
    assert page.status_code == 429
    assert TEXT in page.text
    assert inside.client.post(action, data=body, content_type=kind).status_code == 200


def test_a_large_form_without_a_place_comes_back_with_its_text(reporter: Reporter) -> None:
    form = reporter.report_form()
    page = reporter.client.post(
        form.action,
        data=form.fields | {"what": TEXT},
        environ_overrides={TURNED_AWAY: True},
    )
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert TEXT in page.text


def test_a_place_is_free_again_even_after_an_error() -> None:
    places = UploadsAtOnce(1)
    with pytest.raises(ZeroDivisionError), places.run_one("case"):
        1 / 0  # noqa: B018 - the error
    with places.run_one("case"), pytest.raises(ManyUploadsError), places.run_one("case"):
        pass


def test_texts_leave_room_on_the_disk_too(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.office.database.require_text_room()
    monkeypatch.setattr("store.engine.database.TEXT_RESERVE_BYTES", 2**62)
    monkeypatch.setattr("store.engine.database.TEXT_RESERVE_SHARE", 1)
    with pytest.raises(NoRoomForTextError):
        box.office.database.require_text_room()
    page = Reporter(box.app().test_client()).report(what=TEXT)
    assert page.status_code == 503
    assert TEXT in page.text
