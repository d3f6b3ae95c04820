"""A code that was drawn before: nobody gets into another's mailbox, or loses the way into their own."""

from collections.abc import Callable, Sequence

import pytest
from diceware.random_sources import SystemRandomSource

from tests.source_interface.box import Box
from tests.source_interface.report_reader import count_cases
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code

FIRST, SECOND = "Laporan yang pertama", "Laporan yang kedua"
StandStill = Callable[[], pytest.MonkeyPatch]


@pytest.fixture
def stand_still() -> StandStill:
    """Let the source of randomness give the same word again and again, until the test undoes it."""

    def stop() -> pytest.MonkeyPatch:
        patch = pytest.MonkeyPatch()

        def first(_source: object, listed: Sequence[str]) -> str:
            return listed[0]

        patch.setattr(SystemRandomSource, "choice", first)
        return patch

    return stop


@pytest.fixture
def taken(reporter: Reporter, stand_still: StandStill) -> str:
    """The code of a first report, which is drawn while the source stands still."""
    patch = stand_still()
    code = shown_code(reporter.report(what=FIRST))
    patch.undo()
    return code


def opened(reporter: Reporter, code: str) -> str:
    """The mailbox that a code opens, in a fresh browser."""
    visitor = Reporter.another(reporter)
    assert visitor.opens(code)
    return visitor.mailbox().text


def test_a_report_that_draws_it_is_not_stored_by_half_and_its_text_can_be_sent_again(
    reporter: Reporter, box: Box, taken: str, stand_still: StandStill
) -> None:
    second = Reporter.another(reporter)
    form = second.report_form()
    patch = stand_still()
    refused = second.send(form, **(ANSWERS | {"what": SECOND}))
    patch.undo()
    assert refused.status_code == 503
    assert SECOND in refused.text
    assert taken not in refused.text
    assert count_cases(box.office) == 1
    code = shown_code(second.send(form_to(refused, "/report")))
    assert SECOND in opened(reporter, code)
    assert FIRST in opened(reporter, taken)
    assert SECOND not in opened(reporter, taken)


def test_a_form_that_is_sent_again_and_draws_it_keeps_its_first_code(
    reporter: Reporter, taken: str, stand_still: StandStill
) -> None:
    second = Reporter.another(reporter)
    form = second.report_form()
    code = shown_code(second.send(form, **(ANSWERS | {"what": SECOND})))
    patch = stand_still()
    assert second.send(form, **(ANSWERS | {"what": SECOND})).status_code == 503
    patch.undo()
    assert SECOND in opened(reporter, code)
    assert FIRST in opened(reporter, taken)


def test_a_new_code_that_is_anothers_is_not_taken_and_the_old_one_works_on(
    reporter: Reporter, taken: str, stand_still: StandStill
) -> None:
    second = Reporter.another(reporter)
    page = second.report(what=SECOND)
    code = shown_code(page)
    second.repeat(page)
    patch = stand_still()
    offer = second.send(form_to(second.open("/mailbox/code"), "/mailbox/code"))
    patch.undo()
    assert shown_code(offer) == taken
    refused = second.send(form_to(offer, "/mailbox/code/repeat"), code=taken)
    assert refused.status_code == 503
    assert SECOND in second.mailbox().text
    assert SECOND in opened(reporter, code)
    assert FIRST in opened(reporter, taken)
    again = second.send(form_to(second.open("/mailbox/code"), "/mailbox/code"))
    fresh = shown_code(again)
    assert second.send(form_to(again, "/mailbox/code/repeat"), code=fresh).status_code == 303
    assert SECOND in opened(reporter, fresh)
    assert not Reporter.another(reporter).opens(code)
