"""The headers of every answer, whatever the app gave."""

from collections.abc import Iterable

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from store.web.headers import DOWNLOAD_POLICY, POLICY_HEADER, SERVER_MARKS, SecurityHeaders, answer_headers


def answered(headers: Iterable[tuple[str, str]], policy: str | None = None) -> list[tuple[str, str]]:
    """Return the headers of an app's answer that had these."""
    app = Response(b"text", headers=list(headers))
    given = SecurityHeaders(app) if policy is None else SecurityHeaders(app, policy)
    return list(Client(given).get("/").headers)


def without_body(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {
        name: value
        for name, value in headers
        if not name.startswith("Content-T") and name != "Content-Length"
    }


def test_every_answer_has_them_once_and_nothing_else() -> None:
    found = answered([])
    assert without_body(found) == answer_headers()
    assert len({name for name, _value in found}) == len(found)


@pytest.mark.parametrize("name", [name for name in answer_headers() if name != POLICY_HEADER])
def test_no_answer_can_have_another_in_its_place(name: str) -> None:
    found = answered([(name.lower(), "other"), (name.upper(), "other")])
    assert [value for given, value in found if given.lower() == name.lower()] == [answer_headers()[name]]


@pytest.mark.parametrize("mark", SERVER_MARKS)
def test_the_marks_of_a_server_go(mark: str) -> None:
    assert mark.lower() not in {name.lower() for name, _value in answered([(mark.upper(), "kentongan/1")])}


def test_a_policy_that_the_answer_brought_stays_and_any_other_gets_that_of_the_app() -> None:
    assert (
        without_body(answered([(POLICY_HEADER.lower(), "default-src 'none'")]))[POLICY_HEADER.lower()]
        == "default-src 'none'"
    )
    assert without_body(answered([], DOWNLOAD_POLICY))[POLICY_HEADER] == DOWNLOAD_POLICY
