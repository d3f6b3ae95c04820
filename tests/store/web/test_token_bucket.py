"""A bucket gives so many at once and one more at each interval, for each key by itself."""

from hypothesis import given
from hypothesis import strategies as st

from store.gateway.errors import TooManyDecisionsError
from store.web.token_bucket import TokenBucket


def test_a_bucket_fills_again(monotonic: list[float]) -> None:
    bucket = TokenBucket(2, 10, TooManyDecisionsError)
    assert [bucket.take("one") for _try in range(3)] == [True, True, False]
    assert not bucket.has("one")
    monotonic[0] += 10
    assert [bucket.take("one") for _try in range(2)] == [True, False]
    monotonic[0] += 1000
    assert [bucket.take("one") for _try in range(3)] == [True, True, False]


@given(st.lists(st.binary(max_size=2), max_size=60))
def test_a_bucket_remembers_so_many_keys_and_no_more(keys: list[bytes]) -> None:
    bucket = TokenBucket(1, 1000, TooManyDecisionsError, most_keys=4)
    for key in keys:
        bucket.take(key)
    assert len(bucket) <= 4
    assert bucket.take(None)
