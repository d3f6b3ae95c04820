"""The first page is made once for each kind of visitor, and shows at once whatever it depends on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from flask import Flask, template_rendered
from jinja2 import Environment, meta

from source_interface.presenters.branding import BrandingConfig
from store.web.roster_keeper import STATEMENT_FILE
from tests.source_interface.box import Box
from tests.source_interface.presenters.test_branding import png
from tests.source_interface.reporter import Reporter

ONION: Final = "k" * 56 + ".onion"
TOR_BROWSER: Final = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
READS: Final = {
    "is_open": "the key",
    "office": "the key",
    "reached_way": "the key",
    "current_language": "the key",
    "language_name": "the key",
    "other_languages": "the key",
    "in_language": "the key, as long as the address is one",
    "_": "the key",
    "url_for": "the key",
    "framed": "the address",
    "brings_style": "the address",
    "logo": "the configuration",
    "onion_address": "the configuration",
    "progress_style": "the configuration",
}
"""The names that the page's templates read, and what each depends on."""


@pytest.fixture
def app(box: Box) -> Flask:
    """An app that has shown the page to every kind of visitor before."""
    made = box.app(onion=ONION)
    for path in ("/id/", "/en/"):
        for headers in ways():
            made.test_client().get(path, headers=headers)
    return made


def ways() -> list[dict[str, str]]:
    """Return the headers of visitors who come in each way to this address."""
    return [
        {"Host": ONION, "User-Agent": TOR_BROWSER},
        {"Host": ONION, "User-Agent": "curl/8.14.1"},
        {"Host": f"{ONION}.ly", "User-Agent": TOR_BROWSER},
    ]


def page_of(app: Flask, path: str = "/id/", headers: dict[str, str] | None = None) -> str:
    """Return the page without its random letters."""
    page = app.test_client().get(path, headers=headers or ways()[0]).text
    return re.sub(r"<!-- [0-9a-f]+ -->", "<!-- -->", page)


@contextmanager
def pages_made(app: Flask) -> Iterator[list[str]]:
    """The templates that are rendered meanwhile."""
    made: list[str] = []

    def note(_app: Flask, template: object, **_more: object) -> None:
        made.append(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        yield made


def test_a_second_visitor_of_the_same_kind_gets_the_page_that_was_made(app: Flask) -> None:
    with pages_made(app) as made:
        answers = [app.test_client().get("/id/", headers=ways()[0]) for _visitor in range(2)]
    assert made == []
    assert answers[0].data == answers[1].data
    assert answers[0].headers.to_wsgi_list() == answers[1].headers.to_wsgi_list()
    assert "Set-Cookie" not in answers[0].headers


def test_each_language_and_way_of_coming_has_its_own_page(box: Box, app: Flask) -> None:
    seen = {page_of(app, path, headers) for path in ("/id/", "/en/") for headers in ways()}
    assert len(seen) == 6
    for path in ("/id/", "/en/"):
        for headers in ways():
            assert page_of(app, path, headers) == page_of(box.app(onion=ONION), path, headers)


def test_a_new_roster_shows_at_once_and_so_does_its_loss(box: Box, app: Flask) -> None:
    office = box.office.roster.office
    box.office.publish(office=type(office)("Dinas Contoh Baru", office.unit, office.gateway))
    assert "Dinas Contoh Baru" in page_of(app)
    statement: Path = box.config.roster.folder / STATEMENT_FILE
    kept = statement.read_bytes()
    statement.unlink()
    assert "Dinas Contoh Baru" not in page_of(app)
    assert "Kanal pelaporan" in page_of(app)
    statement.write_bytes(kept)
    assert "Dinas Contoh Baru" in page_of(app)
    box.office.publish(office=office)
    assert f"<strong>{office.name}</strong>" in page_of(app)


def test_on_another_day_and_under_an_expired_roster_it_is_what_a_new_process_would_show(
    box: Box, app: Flask
) -> None:
    for days in (1, 400):
        box.office.move(days=days)
        assert page_of(app) == page_of(box.app(onion=ONION))


def test_a_reporter_whose_mailbox_is_open_reads_so_and_nobody_else(box: Box) -> None:
    reporter = Reporter(box.app().test_client())
    outside = reporter.open("/").text
    reporter.enter()
    inside = reporter.open("/").text
    assert "Laporan Anda masih terbuka di peramban (browser) ini." in inside
    assert len(inside) == len(outside)
    assert Reporter.another(reporter).open("/").text == outside


def test_another_look_and_address_show_after_the_start_that_reads_them(
    box: Box, app: Flask, tmp_path: Path
) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    other = box.app(onion="m" * 56 + ".onion", look=BrandingConfig(logo=tmp_path / "logo.png"))
    page = page_of(other, headers={"Host": ONION})
    assert "/static/logo.png" in page
    assert "m" * 56 in page
    assert "/static/logo.png" not in page_of(app)


def test_the_page_reads_nothing_but_what_its_key_and_the_configuration_hold(app: Flask) -> None:
    environment = app.jinja_env.overlay()
    environment.globals = {}  # Jinja would not list their names
    assert names_in(environment, "start.html") == set(READS)


def names_in(environment: Environment, template: str) -> set[str]:
    """Return the names that this template, and those that it extends or contains, take from outside."""
    assert environment.loader is not None
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    found = meta.find_undeclared_variables(tree)
    for name in meta.find_referenced_templates(tree):
        assert name is not None, "a template that is named only while the page is made"
        found |= names_in(environment, name)
    return found
