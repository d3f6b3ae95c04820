"""States of the pages for what went wrong, each of them reached as a person would."""

from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec
from flask import abort
from sqlalchemy import update
from werkzeug.test import Client

from crypto.errors import KentonganError
from source_interface.error_pages import PAGES
from source_interface.submissions.sending import MESSAGES_BYTES
from source_interface.upgrade_page import UpgradePages
from source_interface.web.bad_http import BROKEN, CROWDED, UNREADABLE
from store.errors import NoRoomForTextError, StoreDamagedError, StoreFullError, StoreReadOnlyError
from store.model import Entry, Exclusion
from store.server.fixed_page import FixedAnswer
from store.server.request_body import CIRCUIT, TURNED_AWAY
from store.web.headers import answer_headers
from tests.faults.disk import locked
from tests.pages.scene import LONG_WORD, Scene, State, sent
from tests.pages.shown_page import ShownPage
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.reporter import ANSWERS, form_to

TEXT: Final = ANSWERS | {"where": LONG_WORD}
ANOTHER_PAGE: Final = {"Origin": "https://elsewhere.example"}


def no_such_page(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().open("/tidak-ada"))


def page_opened_in_a_wrong_way(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().open("/report/code"))


def form_of_another_page(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    form = reporter.report_form()
    return ShownPage.of(reporter.client.post(form.action, data=form.fields | TEXT, headers=ANOTHER_PAGE))


def form_that_is_too_large(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report(what="a" * (9 * 1024 * 1024)))


def files_where_none_belong(scene: Scene) -> ShownPage:
    client = scene.reporter().client
    kind = "multipart/form-data; boundary=x"
    return ShownPage.of(client.post(f"/{scene.language}/report", data=b"--x\r\n", content_type=kind))


def too_many_reports_of_a_circuit(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    while scene.services.limits.reports.take(b"sirkuit"):
        pass
    form = reporter.report_form()
    environ = {CIRCUIT: b"sirkuit"}
    return ShownPage.of(reporter.client.post(form.action, data=form.fields | TEXT, environ_overrides=environ))


def too_many_codes_of_a_circuit(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    while scene.services.limits.codes.take(b"sirkuit"):
        pass
    form = form_to(reporter.open("/open"), "/open")
    environ = {CIRCUIT: b"sirkuit"}
    sending = form.fields | {"code": "abu " * 8}
    return ShownPage.of(reporter.client.post(form.action, data=sending, environ_overrides=environ))


def too_many_messages_of_a_mailbox(scene: Scene) -> ShownPage:
    talk = scene.talk()
    while scene.services.limits.messages.take(talk.case.case):
        pass
    return ShownPage.of(talk.reporter.says(LONG_WORD))


def too_many_people_at_once(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    form = reporter.report_form()
    environ = {TURNED_AWAY: True}
    return ShownPage.of(reporter.client.post(form.action, data=form.fields | TEXT, environ_overrides=environ))


def mailbox_that_takes_no_more(scene: Scene) -> ShownPage:
    return ShownPage.of(_full(scene).reporter.says(LONG_WORD))


def request_in_a_mailbox_that_takes_no_more(scene: Scene) -> ShownPage:
    talk = scene.talk()
    talk.case.says("Pesan")
    for place in (1, 2):
        talk.entry(place, envelope=bytes(MESSAGES_BYTES))
    asked = form_to(talk.reporter.open("/mailbox/threat"), "/mailbox/threat")
    return ShownPage.of(talk.reporter.send(asked, text=LONG_WORD))


def report_sent_again_to_a_mailbox_that_takes_no_more(scene: Scene) -> ShownPage:
    reporter, before = scene.reporter(), scene.cases()
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    (case,) = scene.cases() - before
    with scene.office.database.write() as session:
        session.execute(update(Entry).where(Entry.case == case).values(envelope=bytes(MESSAGES_BYTES)))
    return ShownPage.of(reporter.send(form, **TEXT))


def _full(scene: Scene) -> Correspondence:
    talk = scene.talk()
    talk.entry(1, envelope=bytes(MESSAGES_BYTES))
    return talk


def mailbox_that_was_altered(scene: Scene) -> ShownPage:
    return ShownPage.of(_damaged(scene).reporter.says(LONG_WORD))


def files_to_a_mailbox_that_was_altered(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(_damaged(scene).reporter, ("a.txt", b"isi"), text=LONG_WORD))


def _damaged(scene: Scene) -> Correspondence:
    talk = scene.talk()
    with talk.office.database.write() as session:
        session.execute(update(Exclusion).where(Exclusion.case == talk.case.case).values(record=b"x"))
    return talk


def store_in_use(scene: Scene) -> ShownPage:
    store = msgspec.structs.replace(scene.office.config.store, busy_seconds=0.1)
    reporter = scene.reporter(scene.app(store=store))
    form = reporter.report_form()
    with locked(scene.office):
        return ShownPage.of(reporter.send(form, **TEXT, excluded=["kepala"]))


def leaving_while_the_store_is_in_use(scene: Scene) -> ShownPage:
    store = msgspec.structs.replace(scene.office.config.store, busy_seconds=0.1)
    reporter = scene.inside(scene.app(store=store))
    form = form_to(reporter.mailbox(), "/mailbox/leave")
    with locked(scene.office):
        answer = reporter.send(form)
    return ShownPage.of(reporter.client.get(answer.headers["Location"]))


def channel_without_a_roster(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        reporter = other.reporter()
        form = reporter.report_form()
        (other.office.folder / "roster" / "roster.txt").unlink()
        return ShownPage.of(reporter.send(form, **TEXT))


def server_whose_data_are_away(scene: Scene) -> ShownPage:
    pages = Client(UpgradePages(scene.box.config))
    return ShownPage.of(pages.post(f"/{scene.language}/report", data=TEXT))


def link_during_an_upgrade(scene: Scene) -> ShownPage:
    return ShownPage.of(Client(UpgradePages(scene.box.config)).get(f"/{scene.language}/"))


def _status(status: int) -> State:
    """Return the state of the page for a status, which a route brings about."""

    def error_page(scene: Scene) -> ShownPage:
        return _failing(scene, partial(abort, status))

    error_page.__name__ = f"error_page_{status}"
    return error_page


def _error(error: type[KentonganError]) -> State:
    """Return the state of the page for an error that no test brings about in its own way within seconds."""

    def raised() -> str:
        raise error

    def error_page(scene: Scene) -> ShownPage:
        return _failing(scene, raised)

    error_page.__name__ = f"error_page_of_{error.__name__}"
    return error_page


def _failing(scene: Scene, fail: Callable[[], str]) -> ShownPage:
    app = scene.app()
    app.add_url_rule("/<any(id, en):language>/gagal", "gagal", fail, methods=["POST"])
    return ShownPage.of(app.test_client().post(f"/{scene.language}/gagal", data={"text": LONG_WORD}))


def _fixed(name: str, status: int, answer: FixedAnswer) -> State:
    """Return the state of a page that no app gives."""

    def fixed_page(scene: Scene) -> ShownPage:
        headers = answer_headers(answer.policy) | {"Content-Type": answer.content_type}
        return ShownPage(f"/{scene.language}/", status, tuple(headers.items()), answer.body)

    fixed_page.__name__ = name
    return fixed_page


ERRORS_SHOWN: Final = (
    no_such_page,
    page_opened_in_a_wrong_way,
    form_of_another_page,
    form_that_is_too_large,
    files_where_none_belong,
    too_many_reports_of_a_circuit,
    too_many_codes_of_a_circuit,
    too_many_messages_of_a_mailbox,
    too_many_people_at_once,
    mailbox_that_takes_no_more,
    request_in_a_mailbox_that_takes_no_more,
    report_sent_again_to_a_mailbox_that_takes_no_more,
    mailbox_that_was_altered,
    files_to_a_mailbox_that_was_altered,
    store_in_use,
    leaving_while_the_store_is_in_use,
    channel_without_a_roster,
    server_whose_data_are_away,
    link_during_an_upgrade,
    *(_status(status) for status in PAGES),
    *(_error(error) for error in (NoRoomForTextError, StoreReadOnlyError, StoreDamagedError, StoreFullError)),
    _fixed("request_that_is_not_http", 400, UNREADABLE),
    _fixed("server_that_broke", 500, BROKEN),
    _fixed("too_many_connections_of_a_circuit", 429, CROWDED),
)
