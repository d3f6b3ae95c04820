"""A cache of this process: what it keeps, what it forgets, and in which order."""

import threading

from store.web.bounded_cache import BoundedCache


def test_the_oldest_entry_goes_when_there_are_too_many() -> None:
    cache = BoundedCache[str, int](2)
    for number, key in enumerate("abc"):
        assert cache.set(key, number)
    assert (len(cache), cache.get("a"), cache.get("b"), cache.get("c")) == (2, None, 1, 2)


def test_an_entry_set_again_or_touched_counts_as_new_and_one_that_was_read_does_not() -> None:
    for use, stays in (("set", True), ("touch", True), ("get", False)):
        cache = BoundedCache[str, int](2)
        cache.set("a", 1)
        cache.set("b", 2)
        if use == "set":
            assert not cache.set("a", 1)
        elif use == "touch":
            assert cache.touch("a")
        else:
            assert cache.get("a") == 1
        cache.set("c", 3)
        assert (cache.get("a") == 1) is stays
        assert (cache.get("b") == 2) is not stays


def test_an_entry_is_taken_out_once() -> None:
    cache = BoundedCache[str, int](2)
    cache.set("a", 1)
    assert (cache.pop("a"), cache.pop("a"), len(cache), cache.touch("a")) == (1, None, 0, False)


def test_an_old_entry_is_forgotten_whichever_is_asked_for(monotonic: list[float]) -> None:
    cache = BoundedCache[str, int](10, seconds=60)
    cache.set("a", 1)
    monotonic[0] += 30
    cache.set("b", 2)
    monotonic[0] += 29.9
    assert cache.get("a") == 1
    monotonic[0] += 0.1
    assert (cache.get("b"), len(cache), cache.get("a")) == (2, 1, None)
    assert cache.set("a", 3), "a forgotten key is new"
    monotonic[0] += 59
    assert (cache.get("b"), cache.touch("a")) == (None, True)
    monotonic[0] += 59
    assert cache.get("a") == 3


def test_an_entry_that_is_set_by_many_threads_is_new_to_one_of_them() -> None:
    cache, found = BoundedCache[int, None](100), list[bool]()

    def add() -> None:
        found.extend(cache.set(key, None) for key in range(100))

    threads = [threading.Thread(target=add) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(found), len(found), len(cache)) == (100, 800, 100)


def test_a_cache_shows_nothing_of_what_it_holds() -> None:
    cache = BoundedCache[str, str](2)
    cache.set("kunci", "rahasia")
    assert "kunci" not in f"{cache!r} {cache}"
    assert "rahasia" not in f"{cache!r} {cache}"
