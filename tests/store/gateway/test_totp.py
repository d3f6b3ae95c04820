"""A TOTP code is good once, and never after a later one; wrong ones cost the key's holder time, and no colleague."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from store.gateway.accounts.models import Account
from store.gateway.auth.totp import wait_after
from tests.office import TestOffice
from tests.store.gateway.conftest import assert_refused, challenge, refusal, try_to_sign_in

STEP = 30


@pytest.fixture
def guesser(office: TestOffice, client: FlaskClient) -> "Guesser":
    return Guesser(office, client)


class Guesser:
    """A thief who has the key, and tries codes. The clock begins at a step."""

    def __init__(self, office: TestOffice, client: FlaskClient) -> None:
        self._office = office
        self._client = client
        office.move(seconds=STEP - office.clock.seconds() % STEP)

    def tries(self, code: str) -> TestResponse:
        return try_to_sign_in(self._client, self._office.proof("sari", challenge(self._client), code))

    def wrong(self) -> TestResponse:
        """A code of nine steps from now."""
        return self.tries(self._office.code("sari", 9))

    def account(self) -> Account:
        with self._office.accounts.read() as session:
            return session.get_one(Account, "sari")


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_this_step_or_a_neighbour_is_good(office: TestOffice, guesser: Guesser, steps: int) -> None:
    assert guesser.tries(office.code("sari", steps)).status_code == 200


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_code_from_further_away_is_not(office: TestOffice, guesser: Guesser, steps: int) -> None:
    assert_refused(guesser.tries(office.code("sari", steps)), 401, "code")


def test_a_used_code_is_refused_in_its_step_and_in_the_next(office: TestOffice, guesser: Guesser) -> None:
    code = office.code("sari")
    assert guesser.tries(code).status_code == 200
    assert_refused(guesser.tries(code), 401, "code")
    office.move(seconds=STEP)  # the code is within the window still
    assert_refused(guesser.tries(code), 401, "code")


def test_an_older_code_is_refused_after_a_later_one(office: TestOffice, guesser: Guesser) -> None:
    assert guesser.tries(office.code("sari", 1)).status_code == 200
    assert_refused(guesser.tries(office.code("sari", 0)), 401, "code")
    assert_refused(guesser.tries(office.code("sari", -1)), 401, "code")
    office.move(seconds=2 * STEP)
    assert guesser.tries(office.code("sari")).status_code == 200


def test_a_clock_that_goes_back_brings_no_used_code_back(office: TestOffice, guesser: Guesser) -> None:
    code = office.code("sari")
    assert guesser.tries(code).status_code == 200
    office.move(hours=1)
    assert guesser.tries(office.code("sari")).status_code == 200
    office.move(hours=-1)
    assert_refused(guesser.tries(code), 401, "code")


def test_four_wrong_codes_cost_nothing_and_a_good_one_forgets_them(
    office: TestOffice, guesser: Guesser
) -> None:
    for _ in range(4):
        assert_refused(guesser.wrong(), 401, "code")
    assert guesser.tries(office.code("sari")).status_code == 200
    assert (guesser.account().failures, guesser.account().throttled_until) == (0, 0)


def test_after_five_wrong_codes_the_right_one_waits_too_and_is_not_used_up(
    office: TestOffice, guesser: Guesser
) -> None:
    for _ in range(5):
        assert_refused(guesser.wrong(), 401, "code")
    code = office.code("sari")
    throttled = guesser.tries(code)
    assert_refused(throttled, 429, "throttled")
    wait = refusal(throttled).wait
    assert wait is not None
    assert 0 < wait <= 30
    office.move(seconds=wait)
    assert guesser.tries(code).status_code == 200


def test_attempts_during_the_wait_do_not_lengthen_it(guesser: Guesser) -> None:
    for _ in range(5):
        guesser.wrong()
    until = guesser.account().throttled_until
    for _ in range(5):
        assert_refused(guesser.wrong(), 429, "throttled")
    assert (guesser.account().throttled_until, guesser.account().failures) == (until, 5)


def test_waits_double_up_to_a_quarter_of_an_hour(office: TestOffice, guesser: Guesser) -> None:
    for _ in range(4):
        guesser.wrong()
    for expected in (30, 60, 120, 240, 480, 900, 900):
        assert_refused(guesser.wrong(), 401, "code")
        assert guesser.account().throttled_until - office.clock.seconds() in {expected, expected - 1}
        office.move(seconds=expected)
    assert guesser.tries(office.code("sari")).status_code == 200


def test_the_wait_never_grows_beyond_a_quarter_of_an_hour() -> None:
    assert [wait_after(failures) for failures in (0, 4, 5, 6, 1_000_000)] == [0, 0, 30, 60, 900]


def test_one_persons_wrong_codes_do_not_touch_a_colleague(
    office: TestOffice, client: FlaskClient, guesser: Guesser
) -> None:
    for _ in range(6):
        guesser.wrong()
    assert office.sign_in(client, "budi")


def test_a_code_of_a_colleague_is_wrong(office: TestOffice, guesser: Guesser) -> None:
    assert_refused(guesser.tries(office.code("budi")), 401, "code")
