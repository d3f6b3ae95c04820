"""A codename as typed."""

from crypto.codename import CodenameTooLongError, normalise, words
from tests.fuzz.target import PLANTED, Target


def run(data: bytes) -> None:
    """One spelling is its own: normalising it again changes nothing."""
    once = normalise(data.decode("utf-8", "surrogateescape"))
    assert once == " ".join(once.split())
    assert all(character.isalpha() or character == " " for character in once)
    assert normalise(once) == once


_WORDS = words("id")[:8]

TARGET = Target(
    run,
    (CodenameTooLongError,),
    (
        " ".join(_WORDS).encode(),
        "".join(_WORDS).encode(),
        "\n".join(f"{number}. {word.upper()}" for number, word in enumerate(_WORDS, 1)).encode(),
        f"{PLANTED}\u00ad\u200b\ufeff{PLANTED}-\uff41\u0130\u1e9e\ufb03".encode(),
        b"\xed\xa0\x80",
    ),
    largest=4_096,
)
