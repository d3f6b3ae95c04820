"""A register number follows from the case alone, so numbers have no gaps that could tell of a hidden case."""

import re
import secrets

from store.domain.register_number import register_number


def test_the_number_of_a_case_never_changes() -> None:
    assert register_number("000102030405060708090a0b0c0d0e0f") == "HJ4K-25EF"


def test_numbers_can_be_read_aloud() -> None:
    for _ in range(200):
        assert re.fullmatch(
            r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", register_number(secrets.token_hex(16))
        )


def test_ten_thousand_cases_hardly_ever_share_a_number() -> None:
    assert len({register_number(secrets.token_hex(16)) for _ in range(10_000)}) >= 9_999
