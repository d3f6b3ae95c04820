"""A record of what was shown, so that no page is left out of an examination unseen."""

import httpx

from tests.accessibility.site import Site, all_pages
from tests.office import TestOffice
from tests.source_interface.box import Box


def test_the_templates_of_the_pages_that_were_shown_are_noted(office: TestOffice) -> None:
    box = Box(office)
    with Site(box.app()) as site, httpx.Client(trust_env=False) as client:
        port = httpx.URL(site.url).port
        assert client.get(f"http://127.0.0.1:{port}/id/").status_code == 200
        first = set(site.shown)
        assert client.get(f"http://127.0.0.1:{port}/id/report").status_code == 200
    box.close()
    assert first & all_pages()
    assert (site.shown - first) & all_pages()
