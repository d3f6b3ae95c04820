"""Which requests wait in the line of the codes: all that are tried as one, however their address is spelled."""

import pytest
from gunicorn.util import split_request_uri
from werkzeug.exceptions import HTTPException

from source_interface.web.bad_http import refusal
from store.server.fair_queue import Priority
from store.server.request_head import arrival_of
from tests.source_interface.box import Box

ENDPOINTS = {"open.open_mailbox", "codename.repeat", "entering.enter"}
PAGES = tuple(
    (method, f"/{language}{path}")
    for language in ("id", "en")
    for method, path in (
        ("POST", "/open"), ("POST", "/report/code"), ("GET", "/mailbox/open"), ("HEAD", "/mailbox/open")
    )
)  # fmt: skip
SPELLINGS = (
    "{}?x", "{}#x", "{}?x#y", "{};x", "{}/", "/{}", "{}%20", "http://x{}", "{}\t", "/.{}", "{}\\",
)  # fmt: skip


def priority_of(box: Box, path: str, method: str = "POST") -> Priority:
    """The priority of a request for this address."""
    settings = box.config.connection_limits(refusal)
    head = f"{method} {path} HTTP/1.1\r\nContent-Length: 1\r\n\r\n".encode()
    found = arrival_of(bytearray(head), settings.body_bytes, settings.streamed_path, settings.code_path)
    assert found is not None
    return found.priority


def is_tried(box: Box, path: str, method: str) -> bool:
    """Return whether the app takes or tries a code there, as gunicorn hands the request on."""
    adapter = box.app().url_map.bind("x")
    try:
        return adapter.match(split_request_uri(path).path, method=method)[0] in ENDPOINTS
    except HTTPException:
        return False


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_a_code_waits_in_its_line_wherever_one_is_typed_or_tried(box: Box, method: str, path: str) -> None:
    assert is_tried(box, path, method)
    assert priority_of(box, path, method) is Priority.CODE
    assert priority_of(box, "/id/report") is Priority.TEXT


@pytest.mark.parametrize(("method", "path"), PAGES)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_takes_a_code_past_its_line_into_that_of_the_texts(
    box: Box, method: str, path: str, spelling: str
) -> None:
    spelled = spelling.format(path)
    assert not is_tried(box, spelled, method) or priority_of(box, spelled, method) is not Priority.TEXT


def test_escapes_do_not_either(box: Box) -> None:
    assert priority_of(box, "/id/%6fpen") is Priority.STREAM


def test_codes_never_hold_all_derivations_and_threads_are_left_for_texts(box: Box) -> None:
    for derivations, guesses, places in ((4, 2, 2), (4, 9, 3), (1, 5, 1)):
        config = Box(box.office, derivations=derivations, guesses=guesses).config
        bounds = config.connection_limits(refusal).bounds()
        assert bounds.codes == config.codes_at_once == places
        assert bounds.codes + bounds.streams + bounds.turned_away < bounds.threads
