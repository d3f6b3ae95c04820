"""A message over which GnuPG failed is not asked about again, until the officer wants it."""

import hashlib
from collections.abc import Iterable, Sequence

import pytest

from crypto.gpg.decrypt import SessionKey
from crypto.gpg.errors import GpgBoundsError, UnprocessableError
from crypto.padding import pad
from journalist_interface.cache.verification_cache import (
    HONEST_SECONDS,
    MOST_OF_ONE_AUTHOR,
    MOST_SECONDS_OF_ONE_AUTHOR,
    Given,
    VerificationCache,
)

KEY = SessionKey("9:" + "0" * 64)


class Opener:
    """Counts how often it is asked; fails while `busy`."""

    def __init__(self) -> None:
        self.asked = 0
        self.busy = True

    def __call__(self, ciphertext: bytes, _given: Iterable[SessionKey]) -> tuple[bytes, SessionKey]:
        self.asked += 1
        if self.busy:
            raise GpgBoundsError
        return pad(ciphertext), KEY


def fails(cache: VerificationCache, opener: Opener, ciphertext: bytes, author: str = "sari") -> None:
    with pytest.raises(UnprocessableError):
        cache.open(ciphertext, Given(), opener, author)


def name_of(ciphertext: bytes) -> str:
    return hashlib.sha256(ciphertext).hexdigest()


def test_a_failure_is_remembered_and_not_asked_about_again() -> None:
    cache, opener = VerificationCache(), Opener()
    for _ in range(3):
        fails(cache, opener, b"satu")
    assert opener.asked == 1


def test_a_busy_machine_buries_no_honest_message() -> None:
    cache, opener = VerificationCache(), Opener()
    fails(cache, opener, b"satu")
    opener.busy = False
    fails(cache, opener, b"satu")
    cache.failures.try_again(name_of(b"satu"))
    assert cache.open(b"satu", Given(), opener, "sari")[0] == pad(b"satu")


def test_many_failures_of_one_author_cost_no_more_than_a_few_and_no_other_author() -> None:
    cache, opener = VerificationCache(), Opener()
    for number in range(20):
        fails(cache, opener, b"racun %d" % number, "sari")
    assert opener.asked == MOST_OF_ONE_AUTHOR
    opener.busy = False
    assert cache.open(b"jujur", Given(), opener, "budi")[0] == pad(b"jujur")
    fails(cache, opener, b"juga jujur", "sari")
    cache.failures.try_again(name_of(b"juga jujur"))
    assert cache.open(b"juga jujur", Given(), opener, "sari")[0] == pad(b"juga jujur")


def test_a_second_failure_after_another_try_is_remembered_again() -> None:
    cache, opener = VerificationCache(), Opener()
    fails(cache, opener, b"satu")
    cache.failures.try_again(name_of(b"satu"))
    fails(cache, opener, b"satu")
    fails(cache, opener, b"satu")
    assert opener.asked == 2


def test_what_could_not_be_opened_together_keeps_no_newer_message_from_that() -> None:
    cache, opener, asked = VerificationCache(), Opener(), list[Sequence[bytes]]()

    def together(ciphertexts: Sequence[bytes]) -> list[tuple[bytes, SessionKey]] | None:
        asked.append(ciphertexts)
        return None if b"racun" in ciphertexts else [(pad(ciphertext), KEY) for ciphertext in ciphertexts]

    cache.open_ahead([b"satu", b"racun"], together)
    fails(cache, opener, b"racun")
    opener.busy = False
    assert cache.open(b"satu", Given(), opener, "budi")[0] == pad(b"satu")
    cache.open_ahead([b"satu", b"racun", b"baru"], together)
    assert asked == [[b"satu", b"racun"], [b"baru"]]
    opener.busy = True
    assert cache.open(b"baru", Given(), opener, "sari")[0] == pad(b"baru")


def test_a_broken_message_keeps_one_neighbour_from_being_opened_together_and_no_more() -> None:
    for place in range(32):
        cache, runs = VerificationCache(), list[int]()
        texts = [b"%d" % number for number in range(32)]
        texts[place] = b"racun"

        def together(
            ciphertexts: Sequence[bytes], runs: list[int] = runs
        ) -> list[tuple[bytes, SessionKey]] | None:
            runs.append(len(ciphertexts))
            return None if b"racun" in ciphertexts else [(pad(each), KEY) for each in ciphertexts]

        cache.open_ahead(texts, together)
        assert len(cache.opened) == 30
        assert name_of(b"racun") in cache.alone
        assert len(runs) <= 10


def test_all_can_be_tried_again() -> None:
    cache, opener = VerificationCache(), Opener()
    for number in range(MOST_OF_ONE_AUTHOR):
        fails(cache, opener, b"racun %d" % number)
    cache.failures.clear()
    opener.busy = False
    assert cache.open(b"racun 0", Given(), opener, "sari")[0] == pad(b"racun 0")


def test_messages_that_only_take_long_are_given_up_together_and_no_other_author() -> None:
    cache, opener = VerificationCache(), Opener()
    opener.busy = False
    for _ in range(1000):
        cache.failures.charge("sari", HONEST_SECONDS)
    cache.open(b"satu", Given(), opener, "sari")
    cache.failures.charge("sari", MOST_SECONDS_OF_ONE_AUTHOR + HONEST_SECONDS)
    fails(cache, opener, b"dua", "sari")
    assert cache.open(b"satu", Given(), opener, "sari")[0] == pad(b"satu")
    assert cache.open(b"tiga", Given(), opener, "budi")[0] == pad(b"tiga")
    cache.failures.try_again(name_of(b"dua"))
    assert cache.open(b"dua", Given(), opener, "sari")[0] == pad(b"dua")
    cache.failures.clear()
    assert cache.open(b"empat", Given(), opener, "sari")[0] == pad(b"empat")
